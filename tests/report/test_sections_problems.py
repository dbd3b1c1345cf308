"""Why a preview failed."""

from pulumi_ha_web.report.model import Op, Preview, State, Subject, Weight
from pulumi_ha_web.report.sections.problems import section

from .made import VPC, change, of


def block_of(preview: Preview | None) -> tuple[str, str]:
    found = section(Subject(preview=preview))
    assert found is not None
    return found.title, found.text


def test_where_nothing_went_wrong_there_is_nothing_to_say() -> None:
    assert section(Subject(preview=of())) is None
    assert section(Subject()) is None


def test_one_reason_is_a_line_that_wraps() -> None:
    title, text = block_of(of(state=State.FAILED, problems=("no @results of `getAmi`",)))
    assert title == "The preview failed"
    assert text == "- no @&#8203;results of `getAmi`\n\nNothing is known of what would change."


def test_the_settings_problems_are_a_line_each() -> None:
    _, text = block_of(of(state=State.FAILED, problems=("Pulumi.dev.yaml: a: bad\nPulumi.dev.yaml: b: bad",)))
    assert text.startswith("- Pulumi.dev.yaml: a: bad\n- Pulumi.dev.yaml: b: bad\n\n")


def test_a_reason_of_several_lines_keeps_them() -> None:
    _, text = block_of(of(state=State.FAILED, problems=("it broke:\n  * here",)))
    assert text.startswith("```\nit broke:\n  * here\n```")


def test_what_a_failed_preview_found_is_called_incomplete() -> None:
    _, text = block_of(of(change(VPC, Op.CREATE), state=State.FAILED, problems=("x",)))
    assert "**What is listed below is incomplete:**" in text


def test_what_cannot_be_read_is_called_that() -> None:
    found = Preview(project="", stack="dev", state=State.UNREADABLE, problems=("dev.json is empty",))
    assert block_of(found) == ("Nothing is known of this stack", "- dev.json is empty")


def test_warnings_are_folded_and_weigh_little() -> None:
    found = section(Subject(preview=of(warnings=("old", "older"))))
    assert found is not None
    assert found.text == "<details>\n<summary>2 warnings</summary>\n\n- old\n- older\n\n</details>"
    assert (found.title, found.weight) == ("Warnings", Weight.CREATIONS)


def test_a_failure_is_the_last_thing_to_be_left_out() -> None:
    found = section(Subject(preview=of(state=State.FAILED, problems=("x", "y"), warnings=("z",))))
    assert found is not None
    assert (found.weight, found.short) == (Weight.PROBLEMS, "- x")
