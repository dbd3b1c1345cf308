"""Which arguments differ, and which only look as if they did."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_ha_web.report.model import Marker
from pulumi_ha_web.report.values import differing, from_account

ABSENT, SECRET, UNKNOWN = Marker.ABSENT, Marker.SECRET, Marker.UNKNOWN


def differences(old: Any, new: Any, named: list[str] | None = None) -> dict[str, tuple[Any, Any]]:
    found = differing(old, new, named)
    paths = [each.path for each in found]
    assert len(set(paths)) == len(paths)
    return {each.path: (each.old, each.new) for each in found}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"a": [1, 2, 3]}, {"a": [3, 1, 2]}),
        ({"a": [{"x": 1}, {"y": 2}]}, {"a": [{"y": 2}, {"x": 1}]}),
        ({"a": {"b": [[1, 2], [3]]}}, {"a": {"b": [[3], [2, 1]]}}),
        ({"a": "3"}, {"a": 3}),
        ({"a": 3.0}, {"a": 3}),
        ({"a": "true"}, {"a": True}),
        ({"a": None}, {}),
        ({"a": {"b": 1, "c": None}}, {"a": {"b": "1"}}),
        ({"a": UNKNOWN}, {"a": UNKNOWN}),
    ],
)
def test_what_differs_in_how_it_is_written_alone_does_not_differ(old: Any, new: Any) -> None:
    assert differences(old, new) == {}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ({"a": 1}, {"a": 2}, {"a": (1, 2)}),
        ({}, {"a": 2}, {"a": (ABSENT, 2)}),
        ({"a": 1}, {}, {"a": (1, ABSENT)}),
        ({"a": {"b": {"c": 1}}}, {"a": {"b": {"c": 2}}}, {"a.b.c": (1, 2)}),
        ({"a": 1}, {"a": UNKNOWN}, {"a": (1, UNKNOWN)}),
        ({"a": ["x", "y"]}, {"a": ["y", "z"]}, {"a": (["x", "y"], ["y", "z"])}),
        ({"a": ["x"]}, {"a": ["x", "x"]}, {"a": (["x"], ["x", "x"])}),
        ({"a": ["x"]}, {"a": UNKNOWN}, {"a": (["x"], UNKNOWN)}),
        ({"a": [{"b": 1, "c": 1}]}, {"a": [{"b": 2, "c": 1}]}, {"a[0].b": (1, 2)}),
        ({"a": [{"b": 1}]}, {"a": [{"b": 1}, {"b": 2}]}, {"a[0]": (ABSENT, {"b": 2})}),
        ({"a": True}, {"a": False}, {"a": (True, False)}),
        ({"a": ""}, {"a": "x"}, {"a": ("", "x")}),
    ],
)
def test_each_value_that_differs_has_its_path(old: Any, new: Any, found: Any) -> None:
    assert differences(old, new) == found


def test_elements_that_have_a_key_are_told_apart_by_it() -> None:
    """Else a tag that comes first would have all those after it changed."""
    old = [{"key": "B", "value": "1"}, {"key": "C", "value": "2"}]
    new = [{"key": "A", "value": "0"}, {"key": "B", "value": "9"}, {"key": "C", "value": "2"}]
    assert differences({"tags": old}, {"tags": new}) == {
        "tags[A]": (ABSENT, {"key": "A", "value": "0"}),
        "tags[B].value": ("1", "9"),
    }


def test_elements_that_share_a_key_are_told_apart_by_their_place() -> None:
    old = [{"name": "x", "v": 1}, {"name": "x", "v": 2}]
    assert differences({"a": old}, {"a": [{"name": "x", "v": 3}, {"name": "x", "v": 4}]}) == {
        "a[0].v": (1, 3),
        "a[1].v": (2, 4),
    }


def test_a_value_that_is_not_known_yet_counts_whatever_the_engine_names() -> None:
    """It names `subnetMappings` where `subnets` differ."""
    old, new = {"subnets": ["a"], "name": "x", "policy": "y"}, {"subnets": UNKNOWN, "name": "z", "policy": "z"}
    assert set(differences(old, new, ["name"])) == {"subnets", "name"}


def test_where_nothing_differs_that_the_engine_names_all_that_differs_counts() -> None:
    assert differences({"subnets": ["a"]}, {"subnets": ["b"]}, ["subnetMappings"]) == {"subnets": (["a"], ["b"])}


def test_only_arguments_that_the_engine_names_count() -> None:
    old, new = {"a": 1, "b": {"c": 1}, "d": [1]}, {"a": 2, "b": {"c": 2}, "d": [2]}
    assert differences(old, new, ["b.c", "d[0]", "other"]) == {"b.c": (1, 2), "d": ([1], [2])}
    assert set(differences(old, new, [])) == {"a", "b.c", "d"}


def test_what_replaces_is_marked_by_the_arguments_own_name() -> None:
    found = differing({"a": {"b": 1}, "c": 1}, {"a": {"b": 2}, "c": 2}, ["a", "c"], ["a.b"])
    assert {each.path: each.replaces for each in found} == {"a.b": True, "c": False}


def test_a_masked_argument_that_the_engine_names_is_a_secret_that_differs() -> None:
    old = {"a": {"b": SECRET, "c": 1}, "d": [SECRET]}
    assert differences(old, old, ["a", "d"]) == {"a.b": (SECRET, SECRET), "d[0]": (SECRET, SECRET)}
    assert differences(old, old, ["other"]) == {}


def test_what_the_account_has_is_compared_with_what_is_given_alone() -> None:
    outputs = {"block": {"a": 1, "b": 2}, "id": "x", "list": [{"key": "k", "v": 1, "more": 2}], "other": 1}
    new = {"block": {"a": 9}, "list": [{"key": "k", "v": 3}], "other": 2}
    found = from_account(outputs, new, ["block", "list", "id"])
    assert {each.path: (each.old, each.new) for each in found} == {"block.a": (1, 9), "list[k].v": (1, 3)}


def test_of_tags_those_that_somebody_added_count_too() -> None:
    found = from_account({"tags": {"a": "1", "Owner": "somebody"}}, {"tags": {"a": "1"}}, ["tags", "tagsAll"])
    assert {each.path: (each.old, each.new) for each in found} == {"tags.Owner": ("somebody", ABSENT)}


NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.sampled_from(list(Marker)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=20,
)
INPUTS = st.dictionaries(st.text(min_size=1, max_size=3), NESTED, max_size=5)


@given(INPUTS, INPUTS)
def test_nothing_differs_from_itself_and_every_difference_is_one(old: Any, new: Any) -> None:
    assert differing(old, old, None) == ()
    for each in differing(old, new, None):
        assert each.old is not each.new


@given(INPUTS)
def test_a_deep_change_is_always_found(inputs: Any) -> None:
    assert differing(inputs, inputs | {"changed": 1}, None)[-1:] or "changed" in inputs


def test_what_is_nested_beyond_reason_ends() -> None:
    old: Any = 1
    new: Any = 2
    for _ in range(500):
        old, new = [{"a": old}], [{"a": new}]
    assert differing({"a": old}, {"a": new}, None) == ()


def test_long_lists_are_compared_in_reasonable_time() -> None:
    """Each element against each other one would be 10⁸ comparisons."""
    old = [{"n": number} for number in range(10_000)]
    assert len(differing({"a": old}, {"a": [*reversed(old[1:]), {"n": -1}]}, None)) == 1
