"""What the report says of a rehearsal."""

from typing import Any

import pytest

from pulumi_ha_web.report.model import Block, Check, Drill, Preview, Rehearsal, State, Subject, Weight
from pulumi_ha_web.report.sections.rehearsal import LONGEST, section

PREVIEW = Preview(project="shop", stack="dev")


def check(own_id: str, status: str = "passed", component: str = "Network", found: str = "", remedy: str = "") -> Check:
    return Check(
        id=own_id, title=f"Promise of {own_id}", component=component, status=status, found=found, remedy=remedy
    )


KEPT, OTHER = check("a", found="on"), check("b", component="LoadBalancer", found="active in two zones")
NOT_ASKED = check("c", "not_applicable", found="no key pair was asked for")
BROKEN = check("d", "failed", found="sg-1 lets all in", remedy="take the rule away")
OF_THE_STACK = check("e", "failed", component="", found="two lack a Name")


def block(*checks: Check, preview: Preview | None = PREVIEW, **more: Any) -> Block:
    told = {"ok": not any(each.status == "failed" for each in checks), "region": "eu-west-1", "resources": 60, **more}
    found = section(Subject(preview=preview, rehearsal=Rehearsal(project="shop", stack="dev", checks=checks, **told)))
    assert found
    assert found.title == "Rehearsal"
    return found


def test_without_a_rehearsal_nothing_is_said() -> None:
    assert section(Subject(preview=PREVIEW)) is None


def test_promises_are_counted_and_open_by_component() -> None:
    found = block(KEPT, OTHER, NOT_ASKED)
    assert found.text == (
        "60 resources deployed into an emulated account in eu-west-1: 2 promises kept, 1 not asked for.\n\n"
        "<details>\n<summary>Network: 1 kept, 1 not asked for</summary>\n\n"
        "- ✅ Promise of a: on\n"
        "- ➖ Promise of c: no key pair was asked for\n\n"
        "</details>\n\n"
        "<details>\n<summary>LoadBalancer: 1 kept</summary>\n\n"
        "- ✅ Promise of b: active in two zones\n\n"
        "</details>"
    )
    assert found.weight == Weight.REHEARSAL


def test_what_is_not_kept_comes_first_with_what_was_found_and_what_to_do() -> None:
    found = block(KEPT, BROKEN, OF_THE_STACK)
    assert found.text.splitlines()[:5] == [
        "60 resources deployed into an emulated account in eu-west-1: 2 promises not kept, 1 kept.",
        "",
        "- ❌ **Promise of d** (Network, `d`): sg-1 lets all in. To do: take the rule away",
        "- ❌ **Promise of e** (`e`): two lack a Name.",
        "",
    ]
    assert "<summary>Network: 1 not kept, 1 kept</summary>\n\n- ❌ Promise of d: sg-1 lets all in\n- ✅ " in found.text
    assert "<summary>The stack as a whole: 1 not kept</summary>" in found.text
    assert found.weight == Weight.REHEARSAL_FAILED


def test_where_there_is_no_room_for_all_what_failed_is_still_told() -> None:
    found = block(KEPT, BROKEN, assumed=("a key pair",))
    assert found.short == "\n\n".join(found.text.split("\n\n")[:2])
    assert "take the rule away" in found.short


def test_drills_that_were_not_survived_are_told_with_the_broken_promises() -> None:
    drills = (
        Drill(id="instance", title="An instance ends", status="passed", found="served on"),
        Drill(id="zone", title="A zone is lost", status="failed", found="nothing served for 4 min"),
        Drill(id="host", title="A host fails", status="not_applicable"),
    )
    found = block(KEPT, drills=drills, ok=False)
    assert found.text.startswith(
        "60 resources deployed into an emulated account in eu-west-1: 1 promise kept; 1 drill not survived, "
        "1 survived, 1 not tried.\n\n"
        "- ❌ **A zone is lost** (a drill, `zone`): nothing served for 4 min.\n\n"
        "<details>\n<summary>What was broken on purpose: 1 not survived, 1 survived, 1 not tried</summary>\n\n"
        "- ❌ A zone is lost: nothing served for 4 min\n- ✅ An instance ends: served on\n- ➖ A host fails\n\n"
        "</details>\n\n"
    )
    assert found.weight == Weight.REHEARSAL_FAILED


def test_what_a_real_account_must_have_is_told() -> None:
    text = block(KEPT, assumed=("key pair `ops`", "a zone")).text
    assert "\n\nBefore a deployment, the real account must have:\n\n- key pair &#96;ops&#96;\n- a zone\n\n" in text


def test_a_rehearsal_in_place_of_a_preview_says_what_it_cannot_tell() -> None:
    """That of a fork, whose runs get no credentials."""
    without, beside = block(KEPT, preview=None), block(KEPT)
    assert "\n\nA rehearsal builds the stack from nothing: what stands in AWS, " in without.text
    assert without.short.endswith("only a preview tells.")
    assert "only a preview tells" not in beside.text


@pytest.mark.parametrize(
    ("state", "beginning"),
    [
        (State.FAILED, "❌ The rehearsal stopped before anything was looked at:\n\n- SettingsError: no zones"),
        (State.UNREADABLE, "❌ Nothing is known of the rehearsal:\n\n- SettingsError: no zones"),
    ],
)
def test_what_stopped_a_rehearsal_is_all_that_is_told(state: State, beginning: str) -> None:
    found = block(ok=False, state=state, problems=("SettingsError: no zones",))
    assert found.text == found.short == beginning
    assert found.weight == Weight.REHEARSAL_FAILED


def test_a_reason_of_several_lines_keeps_them() -> None:
    text = block(ok=False, state=State.FAILED, problems=("two problems:\n  zones\n  ports ```",)).text
    assert text.endswith("\n\n````\ntwo problems:\n  zones\n  ports ```\n````")


def test_a_problem_beside_checks_is_told_with_them() -> None:
    text = block(KEPT, ok=False, state=State.FAILED, problems=("1 of its checks is strange",)).text
    assert text.startswith(
        "60 resources deployed into an emulated account in eu-west-1: 1 promise kept.\n\n- 1 of its "
    )


def test_an_empty_rehearsal_is_told() -> None:
    text = block(region="", resources=1).text
    assert text == "1 resource deployed into an emulated account: no promise was looked at."


def test_a_status_of_a_later_version_is_shown_as_it_is() -> None:
    text = block(KEPT, check("z", "post|poned", found="later")).text
    assert "1 promise kept, 1 post&#124;poned." in text
    assert "\n- ✅ Promise of a: on\n- ❔ Promise of z: later\n" in text


def test_what_a_check_found_cannot_break_out_of_its_place() -> None:
    nasty = "</details> <!-- x --> @mallory [a](http://b) `c`\n\n# d"
    shown = block(
        Check(id=nasty, title=nasty, component=nasty, status="failed", found=nasty, remedy=nasty),
        assumed=(nasty,),
        region=nasty,
        drills=(Drill(id=nasty, title=nasty, status="failed", found=nasty),),
    ).text
    for raw in ("<!--", "@mallory", "[a](", "\n# d", "http://"):
        assert raw not in shown
    assert shown.count("</details>") == shown.count("<details>") == 2


def test_a_very_long_text_is_cut_and_its_length_told() -> None:
    text = block(check("a", "failed", found="x" * (LONGEST + 1), remedy="y" * LONGEST)).text
    assert f"{'x' * LONGEST}… (601 characters)" in text
    assert "x" * (LONGEST + 1) not in text
    assert "y" * LONGEST in text
    assert "600 characters" not in text
