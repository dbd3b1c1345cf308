"""A rehearsal's JSON as the report reads it: what `ha-web rehearse --json` writes, and whatever else a file holds."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_ha_web.report.model import Check, Drill, Rehearsal, State
from pulumi_ha_web.report.rehearsals import parse, read, stack_of
from rehearsal import Component, Resource, report_json
from rehearsal import checks as rehearsed
from rehearsal.rehearse import Rehearsal as Rehearsed

NETWORK, FILE = "ha-web:index:Network", Path("rehearsal-dev.json")


def check(own_id: str = "network.dns", status: Any = "passed", **more: Any) -> dict[str, Any]:
    texts = {"title": "Names are resolved", "component": "shop-dev", "component_type": NETWORK, "found": "on"}
    return {"id": own_id, "status": status, "remedy": "", **texts, **more}


def document(*checks: Any, **more: Any) -> bytes:
    told = {"ok": True, "project": "shop", "stack": "dev", "region": "eu-west-1", "checks": checks, "error": None}
    return json.dumps({**told, **more}).encode()


def parsed(*checks: Any, **more: Any) -> Rehearsal:
    return parse(document(*checks, **more), FILE)


def test_what_a_rehearsal_writes_is_read_as_it_is() -> None:
    urn = "urn:pulumi:dev::shop::ha-web:index:Network::shop-dev"
    kept = rehearsed.Check(**check())
    broken = rehearsed.Check(
        id="tags.everywhere",
        title="All is tagged",
        component="",
        component_type="",
        status="failed",
        found="two are not",
        remedy="tag them",
    )
    vpc = Resource(urn=urn, type="aws:ec2/vpc:Vpc", name="vpc", parent=urn, id="vpc-1", inputs={}, outputs={})
    written = report_json.report(
        Rehearsed(
            project="shop",
            stack="dev",
            region="eu-west-1",
            resources=(vpc,),
            components=(Component(urn=urn, type=NETWORK, name="shop-dev", parent="", outputs={}),),
            checks=(kept, broken),
            assumed=("a key pair",),
            outputs={},
            seconds=3.2,
        )
    )
    assert parse(written.encode(), FILE) == Rehearsal(
        project="shop",
        stack="dev",
        ok=False,
        region="eu-west-1",
        resources=1,
        checks=(
            Check(id="network.dns", title="Names are resolved", component="Network", status="passed", found="on"),
            Check(
                id="tags.everywhere",
                title="All is tagged",
                component="",
                status="failed",
                found="two are not",
                remedy="tag them",
            ),
        ),
        assumed=("a key pair",),
        state=State.COMPLETE,
        source="rehearsal-dev.json",
    )


def test_a_rehearsal_that_was_stopped_says_why_and_no_more() -> None:
    error = 'Traceback (most recent call last):\n  File "/home/me/shop/__main__.py", line 3\nSettingsError: no zones'
    stopped = parse(report_json.report_error("dev", error).encode(), FILE)
    assert (stopped.stack, stopped.project, stopped.state, stopped.ok) == ("dev", "", State.FAILED, False)
    assert stopped.problems == ("SettingsError: no zones",)


def test_drills_are_read_where_there_are_any() -> None:
    drill = {"id": "zone", "title": "A zone is lost", "status": "failed", "found": "nothing served"}
    read_one = parsed(check(), drills=[drill])
    assert read_one.drills == (Drill(id="zone", title="A zone is lost", status="failed", found="nothing served"),)
    assert (read_one.ok, read_one.state) == (False, State.COMPLETE), "one that failed is believed more than `ok`"
    assert parsed(check()).drills == ()


def test_ok_is_believed_only_where_nothing_failed() -> None:
    assert parsed(check()).ok
    assert not parsed(check(status="failed")).ok
    assert parsed(check(), ok=False).problems == ("it did not go well, and does not say why",)


def test_a_stack_that_promises_nothing_is_told_as_that() -> None:
    nothing = parsed(check(status="not_applicable"), ok=False)
    assert (nothing.problems, nothing.ok) == (("nothing was promised",), False)


def test_two_components_of_a_type_are_told_apart_by_name() -> None:
    found = parsed(check(component="a"), check("x"), check(component="b"), check(component_type="ha-web:index:Bucket"))
    assert [each.component for each in found.checks] == ["Network a", "Network shop-dev", "Network b", "Bucket"]


def test_ids_of_the_emulated_account_are_cut_so_that_two_rehearsals_say_the_same() -> None:
    told = {
        "sg-6bd1c60dbb6f22cd2 in vpc-1489d76d23d2a8e5e has no rule": "sg-… in vpc-… has no rule",
        "app/shop-prod-alb-f6a152/47ae66719b940358": "app/shop-prod-alb-…/…",
        "targetgroup/shop-tg-b5c282/1d41b0b741f54549": "targetgroup/shop-tg-…/…",
        "ami-12c6146b": "ami-…",
    }
    for text, expected in told.items():
        assert parsed(check(found=text)).checks[0].found == expected


@pytest.mark.parametrize(
    "text",
    [
        "6 ranges of 10.30.0.0/16, /20 each",
        "3 zones, 6 subnets: eu-west-1a, eu-west-1b",
        "shop-prod-artifacts-123456789012-eu-west-1",
        "a-facade/decade-defaced and no-decade",
        "64 KiB up, down and deleted; nothing left",
    ],
)
def test_what_is_no_id_stays(text: str) -> None:
    assert parsed(check(found=text)).checks[0].found == text


def test_what_looks_like_a_secret_is_not_shown() -> None:
    told = parsed(check(found="the script says DB_PASSWORD=hunter2-hunter2"), error="token=hunter2-hunter2")
    assert "hunter2" not in repr(told)
    assert "DB_PASSWORD=" in told.checks[0].found


def test_checks_that_are_none_are_counted_and_the_others_are_read() -> None:
    strange = [7, None, {}, {"id": "a", "title": "b"}, check(status=None), check(title="")]
    found = parsed(check(), *strange)
    assert [each.id for each in found.checks] == ["network.dns"]
    assert found.problems == ("6 of its checks are not as `ha-web rehearse` writes them, and not shown",)
    assert (found.state, found.ok) == (State.FAILED, False)


def test_fields_of_another_kind_are_left_out() -> None:
    found = parse(document(check(found=3, remedy=[]), project=1, region={}, assumed=[1, "a", None]), FILE)
    assert (found.project, found.region, found.assumed) == ("", "", ("a",))
    assert (found.checks[0].found, found.checks[0].remedy) == ("", "")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is empty: the rehearsal stopped before it wrote anything"),
        (b" \n ", "is empty: the rehearsal stopped before it wrote anything"),
        (document(check())[:-30], "is no JSON (line 1, column "),
        (b"Rehearsing dev in an emulated AWS account", "is no JSON (line 1, column 1: Expecting value)"),
        (b"\xff\xfe\x00", "is not text; `ha-web rehearse STACK --json >FILE` writes one"),
        (b"[" * 100_000, "is no JSON of a rehearsal: RecursionError"),
        (b"[]", "is JSON, but no rehearsal; "),
        (b"null", "is JSON, but no rehearsal; "),
        (b"{}", "is JSON, but no rehearsal: it has no list of checks; "),
        (b'{"checks": {}}', "is JSON, but no rehearsal: it has no list of checks; "),
        (b'{"steps": []}', "is a preview, not a rehearsal; give it without --rehearsal"),
        (b'{"changeSummary": {}}', "is a preview, not a rehearsal; give it without --rehearsal"),
    ],
    ids=[
        "empty",
        "blank",
        "truncated",
        "text",
        "binary",
        "deep",
        "list",
        "null",
        "object",
        "other checks",
        "preview",
        "summary",
    ],
)
def test_what_is_no_rehearsal_says_what_is_wrong_with_it(data: bytes, problem: str) -> None:
    found = parse(data, FILE)
    assert (found.state, found.stack, found.ok, found.checks) == (State.UNREADABLE, "dev", False, ())
    [told] = found.problems
    assert told.startswith(f"rehearsal-dev.json {problem}")


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "dev.json").write_bytes(document(check()))
    assert read(tmp_path / "dev.json").checks[0].id == "network.dns"


def test_a_file_that_is_not_there_or_is_a_folder_is_told(tmp_path: Path) -> None:
    missing, folder = read(tmp_path / "rehearsal-prod.json"), read(tmp_path)
    assert missing.problems[0].startswith("rehearsal-prod.json is not there; did the step that rehearses run?")
    assert (missing.stack, missing.state) == ("prod", State.UNREADABLE)
    assert folder.problems == (f"{tmp_path.name} cannot be read: Is a directory",)


@pytest.mark.parametrize(
    ("name", "stack"),
    [
        ("prod.json", "prod"),
        ("rehearsal-prod.json", "prod"),
        ("prod.rehearsal.json", "prod"),
        ("prod-rehearse.json", "prod"),
        ("out/prod/rehearsal.json", "prod"),
        ("rehearsal.json", "rehearsal.json"),
    ],
)
def test_the_name_of_a_file_tells_the_stack_where_it_does_not_itself(name: str, stack: str) -> None:
    assert stack_of(Path(name)) == stack
    assert parse(document(check(), stack=None), Path(name)).stack == stack


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)
_KEYS = ("ok", "project", "stack", "region", "resources", "checks", "drills", "assumed", "error")
_FIELDS = ("id", "title", "status", "component", "component_type", "found", "remedy")


@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(_KEYS, _JSON)
        | {"checks": st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(_FIELDS, _JSON)))},
    )
)
def test_no_document_is_too_strange_to_be_told_about(strange: dict[str, Any]) -> None:
    found = parse(json.dumps(strange).encode(), FILE)
    assert found.stack
    failed = [each.id for each in found.checks if each.status == "failed"]
    failed += [each.id for each in found.drills if each.status == "failed"]
    assert found.ok or found.problems or failed


@given(st.binary(max_size=200))
def test_no_bytes_are_too_strange_to_be_told_about(data: bytes) -> None:
    assert parse(data, FILE).problems
