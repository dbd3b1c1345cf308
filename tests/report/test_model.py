"""What the parts of the report share."""

import pytest

from pulumi_ha_web.report.model import Argument, Marker, Op, Preview, Rehearsal, Subject, root_of

from .made import VPC, change, of


@pytest.mark.parametrize(
    ("name", "component", "short"),
    [
        ("shop-dev-vpc", "shop-dev", "vpc"),
        ("shop-dev", "shop-dev", "shop-dev"),
        ("files", "shop-dev", "files"),
        ("vpc", "", "vpc"),
        ("-vpc", "", "vpc"),
    ],
)
def test_a_short_name_is_without_the_components(name: str, component: str, short: str) -> None:
    assert change(VPC, name=name, component_name=component).short_name == short


def test_a_kind_is_the_types_own_word() -> None:
    assert [change(each).kind for each in (VPC, "odd", "")] == ["Vpc", "odd", ""]


@pytest.mark.parametrize(("path", "root"), [("a", "a"), ("a.b", "a"), ("a[0].b", "a"), ("a[b.c]", "a"), ("", "")])
def test_a_path_leads_into_an_argument(path: str, root: str) -> None:
    assert (root_of(path), Argument(path=path).root) == (root, root)


def test_counts_are_of_what_changes() -> None:
    found = of(change(VPC, Op.UPDATE), change(VPC, Op.UPDATE), change(VPC, Op.DELETE), change(VPC, Op.SAME))
    assert found.counts == {Op.UPDATE: 2, Op.DELETE: 1}
    assert [each.op for each in found.real_changes] == [Op.UPDATE, Op.UPDATE, Op.DELETE]
    assert len(found.of(Op.UPDATE, Op.SAME)) == 3


def test_what_stays_with_a_value_that_is_not_known_is_open() -> None:
    changes = [change(VPC, Op.SAME, str(n), new=new) for n, new in enumerate([{}, {"a": Marker.UNKNOWN}, {"a": 1}])]
    changes.append(change(VPC, Op.UPDATE, "3", new={"a": Marker.UNKNOWN}))
    assert [each.name for each in of(*changes).open] == ["1"]


def test_a_subject_has_the_names_that_either_side_knows() -> None:
    preview, rehearsal = Preview(project="", stack="dev"), Rehearsal(project="shop", stack="dev")
    both = Subject(preview=preview, rehearsal=rehearsal)
    assert (both.project, both.stack) == ("shop", "dev")
    assert (Subject().project, Subject().stack) == ("", "")
