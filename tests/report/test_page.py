"""All stacks as one comment."""

import re

import pytest

from pulumi_ha_web.report.model import Check, Op, Preview, Rehearsal, State, Subject
from pulumi_ha_web.report.page import failed, marker, page, subjects

from .made import BUCKET, VPC, change, of


def unreadable(stack: str = "prod") -> Preview:
    return Preview(project="", stack=stack, state=State.UNREADABLE, problems=(f"{stack}.json is empty",))


def rehearsal(stack: str = "dev", project: str = "shop", *, ok: bool = True) -> Rehearsal:
    check = Check(id="x", title="It holds", status="passed" if ok else "failed")
    return Rehearsal(project=project, stack=stack, checks=(check,), ok=ok)


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


def test_it_begins_with_the_markers_and_the_verdicts_of_all_stacks() -> None:
    text = page(subjects([of(change(BUCKET, Op.UPDATE)), of(stack="prod", unchanged=3)]))
    assert lines(text)[:5] == [
        "<!-- ha-web report: shop/dev -->",
        "<!-- ha-web report: shop/prod -->",
        "## What this change does",
        "- 🟨 **dev**: 1 updated: nothing is interrupted",
        "- ✅ **prod**: no changes (3 unchanged)",
    ]


def test_a_stack_about_which_there_is_no_more_to_say_has_no_heading() -> None:
    text = page(subjects([of(change(BUCKET, Op.UPDATE)), of(stack="prod")]))
    heads = [line for line in lines(text) if line.startswith(("## ", "### "))]
    assert heads == ["## What this change does", "### dev"]
    assert page(subjects([of()])).endswith("- ✅ **dev**: no changes\n")


def test_sections_come_in_their_order() -> None:
    found = of(
        *(change(VPC, op, str(op)) for op in (Op.CREATE, Op.UPDATE, Op.DELETE, Op.REPLACE)),
        state=State.FAILED,
        problems=("x",),
    )
    heads = [line for line in lines(page(subjects([found], [rehearsal()]))) if line.startswith("#### ")]
    assert heads == [
        "#### The preview failed",
        "#### Replaced and deleted",
        "#### Updated",
        "#### Created",
        "#### Rehearsal",
    ]
    text = page(subjects([of(change(VPC, Op.CREATE))], [rehearsal()]))
    assert text.index("#### Created") < text.index("#### Rehearsal") < text.index("#### Diagram")


def test_stacks_of_several_projects_are_named_with_them() -> None:
    other = Preview(project="blog", stack="dev", changes=(change(BUCKET, Op.UPDATE),))
    text = page(subjects([of(), other]))
    assert "**shop/dev**" in text
    assert "**blog/dev**" in text
    assert "### blog/dev" in text


def test_a_rehearsal_joins_the_preview_of_its_stack() -> None:
    found = subjects([of(), of(stack="prod")], [rehearsal("prod"), rehearsal("qa"), rehearsal("dev", "")])
    assert [(each.stack, bool(each.preview), bool(each.rehearsal)) for each in found] == [
        ("dev", True, True),
        ("prod", True, True),
        ("qa", False, True),
    ]


def test_a_rehearsal_of_another_projects_stack_does_not() -> None:
    found = subjects([of()], [rehearsal("dev", "blog")])
    assert [(each.project, bool(each.rehearsal)) for each in found] == [("shop", False), ("blog", True)]


def test_two_rehearsals_of_a_stack_are_both_shown() -> None:
    assert len(subjects([of()], [rehearsal(), rehearsal()])) == 2


def test_what_cannot_be_read_is_taken_to_be_of_the_only_project() -> None:
    """So that its verdict replaces the one of an earlier report about the same stack."""
    assert [each.project for each in subjects([of(), unreadable()])] == ["shop", "shop"]
    assert [each.project for each in subjects([unreadable()], [rehearsal()])] == ["shop", "shop"]
    assert [each.project for each in subjects([unreadable()])] == [""]
    others = [of(), Preview(project="blog", stack="dev"), unreadable()]
    assert [each.project for each in subjects(others)] == ["shop", "blog", ""]


@pytest.mark.parametrize(
    ("project", "stack", "told"),
    [
        ("shop", "dev", "shop/dev"),
        ("", "dev", "/dev"),
        ("a b", "x/y", "a%20b/x%2Fy"),
        ("shop", "--> <b>", "shop/-%2D%3E%20%3Cb%3E"),
        ("a--b", "x", "a-%2Db/x"),
        ("shop", "a--b---c", "shop/a-%2Db-%2D-c"),
        ("ü", "\ud800", "%C3%BC/%3F"),
        ("shop", "qa.eu_1-x", "shop/qa.eu_1-x"),
    ],
)
def test_a_marker_stays_a_comment_whatever_a_stack_is_called(project: str, stack: str, told: str) -> None:
    found = marker(Subject(preview=Preview(project=project, stack=stack)))
    assert found == f"<!-- ha-web report: {told} -->"
    assert re.fullmatch(r"<!-- [^<>]* -->", found)
    assert "--" not in found[4:-3]


def test_different_stacks_have_different_markers() -> None:
    names = [("a", "b/c"), ("a/b", "c"), ("a", "b%2Fc"), ("a", "b-c"), ("a", "b--c")]
    assert len({marker(Subject(preview=Preview(project=p, stack=s))) for p, s in names}) == len(names)


@pytest.mark.parametrize(
    ("found", "bad"),
    [
        (Subject(preview=of()), False),
        (Subject(preview=of(change(VPC, Op.DELETE))), False),
        (Subject(preview=of(state=State.FAILED)), True),
        (Subject(preview=unreadable()), True),
        (Subject(rehearsal=rehearsal()), False),
        (Subject(rehearsal=rehearsal(ok=False)), True),
        (Subject(preview=of(), rehearsal=rehearsal(ok=False)), True),
    ],
)
def test_a_failure_is_told_from_a_change(found: Subject, bad: bool) -> None:
    assert failed([Subject(preview=of()), found]) is bad


def test_it_is_the_same_each_time() -> None:
    found = [of(change(VPC, Op.DELETE), change(BUCKET, Op.UPDATE)), of(stack="prod")]
    assert page(subjects(found)) == page(subjects(found))
