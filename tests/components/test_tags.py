"""Tags of a resource."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components._tags import tagged


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, {"Name": "web-vpc"}),
        ({"Owner": "web"}, {"Owner": "web", "Name": "web-vpc"}),
        ({"name": "mine"}, {"name": "mine", "Name": "web-vpc"}),
    ],
)
def test_a_resource_has_the_callers_tags_and_a_name(tags: Mapping[str, str], expected: Mapping[str, str]) -> None:
    assert tagged(tags, "web-vpc") == expected


def test_a_name_for_everything_gives_way_to_each_resources_own() -> None:
    assert tagged({"Name": "all alike", "Owner": "web"}, "web-vpc") == {"Owner": "web", "Name": "web-vpc"}


@given(tags=st.dictionaries(st.text(), st.text()), name=st.text())
def test_no_tag_is_lost_and_the_callers_own_mapping_is_left_alone(tags: dict[str, str], name: str) -> None:
    before = dict(tags)
    result = tagged(tags, name)
    assert tags == before, "the same mapping tags every other resource"
    assert result == before | {"Name": name}
