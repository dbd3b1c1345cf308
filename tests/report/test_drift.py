"""What a preview that reads the account anew says about drift, and what an issue says about that."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pulumi_ha_web.report import drift
from pulumi_ha_web.report.drift import Finding, Verdict, read
from pulumi_ha_web.report.fit import size
from tests.report.refreshed import GROUP, deleted, failed, larger, never_deployed, preview, step, written

PREVIEWS = Path(__file__).parent / "previews"
Look = Callable[..., Finding]


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """Read a preview of the stack prod, or another one."""

    def found(document: Any, name: str = "prod.json") -> Finding:
        return read(written(tmp_path, document, name))

    return found


def test_a_refreshed_preview_without_a_change_is_no_drift(look: Look) -> None:
    finding = look(preview())
    assert (finding.verdict, finding.words, finding.name) == (Verdict.NONE, "no drift", "shop/prod")


def test_a_resource_changed_by_hand_is_drift(look: Look) -> None:
    finding = look(preview(larger(7)))
    assert (finding.verdict, finding.words) == (Verdict.DRIFT, "drift: 1 updated by the next `pulumi up`")


def test_a_resource_deleted_by_hand_is_drift(look: Look) -> None:
    assert look(preview(larger(7), deleted())).words == "drift: 1 updated, 1 created by the next `pulumi up`"


def test_a_preview_that_did_not_read_the_account_tells_nothing_about_drift(look: Look) -> None:
    """Neither that there is none, so that an issue would be closed, nor that there is."""
    for document in (preview(refresh=False), preview(larger(7), refresh=False)):
        finding = look(document)
        assert finding.verdict is Verdict.NOT_LOOKED
        assert finding.words.endswith("make it with: ha-web preview prod --refresh --output prod.json")


def test_what_ha_web_preview_has_made_of_it_is_drift_as_well() -> None:
    """Of the real engine: a tag added, a grace period shortened, a policy deleted; steps that read are left out."""
    finding = read(PREVIEWS / "drift.json")
    assert (finding.name, finding.verdict) == ("ha-web/dev", Verdict.DRIFT)
    assert finding.words == "drift: 2 updated, 1 created by the next `pulumi up`"


def test_a_preview_that_says_whether_it_was_refreshed_is_believed(look: Look) -> None:
    cleaned = {key: each for key, each in preview(larger(7), refresh=False).items() if key != "duration"}
    for told, verdict in ((True, Verdict.DRIFT), (False, Verdict.NOT_LOOKED)):
        assert look({**cleaned, "refreshed": told}).verdict is verdict
    assert look(cleaned).verdict is Verdict.DRIFT


def test_a_stack_that_was_never_deployed_has_not_drifted(look: Look) -> None:
    finding = look(never_deployed())
    assert (finding.verdict, finding.words) == (Verdict.NONE, "no drift, since it is not deployed")


def test_of_a_preview_that_failed_nobody_knows(look: Look) -> None:
    finding = look(failed("AccessDenied: ec2:DescribeVpcs\nand more"))
    assert finding.verdict is Verdict.UNKNOWN
    assert finding.words == "nobody knows whether it has drifted: AccessDenied: ec2:DescribeVpcs"
    assert look('{"steps": [', "preview-qa.json").name == "qa"
    assert look('{"steps": [', "preview-qa.json").verdict is Verdict.UNKNOWN


def test_the_text_begins_with_the_marker_says_what_to_do_and_has_our_report(look: Look) -> None:
    text = look(preview(larger(7))).text
    assert text.startswith("<!-- ha-web report: shop/prod -->\n\n## shop/prod is not as its program says\n\n")
    assert "close this issue as *not planned*" in text
    assert "`maxSize`: `7` → `3`" in text
    assert "What this change does" not in text


def test_the_text_of_a_failed_preview_says_so(look: Look) -> None:
    text = look(failed("AccessDenied: ec2:DescribeVpcs")).text
    assert "\n\n## Nobody knows whether shop/prod is as its program says\n\n" in text
    assert "AccessDenied: ec2:DescribeVpcs" in text


def test_what_the_issue_says_beside_the_report_is_part_of_what_fits(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = [
        step("update", GROUP, f"asg-{each}", "prod", {"inputs": {"a": f"{each} b"}}, {"inputs": {"a": f"c {each}"}})
        for each in range(40)
    ]
    finding = look(preview(*scripts))
    whole = size(finding.text)
    monkeypatch.setattr(drift, "LIMIT", whole)
    assert size(finding.text) == whole
    monkeypatch.setattr(drift, "LIMIT", whole - 1)
    assert "Left out" in finding.text
    assert "close this issue as *not planned*" in finding.text
    assert size(finding.text) < whole
