"""What is read from the JSON of a preview, and what is said where there is none."""

import json
from pathlib import Path
from typing import Any

import pytest

from pulumi_ha_web.report import previews
from pulumi_ha_web.report.model import Op, State
from pulumi_ha_web.report.previews import parse, read, stack_of

from .made import TEMPLATE, VPC, document, preview, root, step, urn
from .made import read as read_document


def unreadable(data: bytes, name: str = "dev.json") -> str:
    """Return what is said of data that is no preview."""
    found = parse(data, Path(name))
    assert (found.state, found.changes) == (State.UNREADABLE, ())
    assert found.source == name
    return found.problems[0]


WHOLE = json.dumps(document(step("create", VPC, "shop-dev-vpc", new={"cidrBlock": "10.0.0.0/16"}))).encode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (WHOLE[: len(WHOLE) // 2], "ends in the middle"),
        (WHOLE[:-1], "ends in the middle"),
        (b"warning: a newer version is out\n" + WHOLE, "is no JSON (line 1, column 1"),
        (b"[1, 2]", "is JSON, but no preview"),
        (b"3", "is JSON, but no preview"),
        (b'{"name": "left-pad"}', "has none of steps, changeSummary, diagnostics"),
        (b'{"ok": true, "stack": "dev", "checks": []}', "give it with --rehearsal"),
        (b'{"version": 3, "deployment": {}}', "is a stack's state"),
        (b'{"sequence":1,"timestamp":2,"preludeEvent":{}}\n{"sequence":2}', "PULUMI_ENABLE_STREAMING_JSON_PREVIEW"),
        (b'{"sequence":1,"timestamp":2}', "PULUMI_ENABLE_STREAMING_JSON_PREVIEW"),
        (b"\xff\xfe\xfd", "is not text"),
        (b"\x89PNG\r\n\x1a\n", "is not text"),
        (b"[" * 200_000, "is no JSON of a preview"),
        (b'{"steps": ' + b"9" * 5_000 + b"}", "is no JSON of a preview"),
    ],
)
def test_what_is_no_preview_is_named_for_what_it_is(data: bytes, said: str) -> None:
    assert said in unreadable(data)


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    found = read(tmp_path / "prod.json")
    assert (found.state, found.stack, found.project) == (State.UNREADABLE, "prod", "")
    assert found.problems[0].startswith("prod.json is not there")


def test_a_file_of_a_size_that_no_preview_has_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "LARGEST", 10)
    (tmp_path / "dev.json").write_bytes(WHOLE)
    assert read(tmp_path / "dev.json").problems == ("dev.json has more than 10 bytes, which no preview has",)


def test_a_folder_is_no_preview(tmp_path: Path) -> None:
    assert read(tmp_path).problems[0].startswith(f"{tmp_path.name} cannot be read: ")


def test_a_file_is_named_without_its_folder(tmp_path: Path) -> None:
    (tmp_path / "prod.json").write_text("{")
    found = read(tmp_path / "prod.json")
    assert (str(tmp_path) in str(found), found.source) == (False, "prod.json")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_preview_is_read_in_whatever_unicode_a_shell_wrote_it(encoding: str) -> None:
    assert parse(WHOLE.decode().encode(encoding), Path("dev.json")).counts == {Op.CREATE: 1}


@pytest.mark.parametrize(
    ("file", "stack"),
    [
        ("prod.json", "prod"),
        ("preview-prod.json", "prod"),
        ("prod-preview.json", "prod"),
        ("preview.prod.json", "prod"),
        ("out/prod/preview.json", "prod"),
        ("preview-prod/preview.json", "prod"),
        ("prod", "prod"),
        ("previews.json", "previews"),
        ("preview_prod.json", "prod"),
        ("preview.json", "preview.json"),
    ],
)
def test_the_stack_of_an_unreadable_preview_is_that_of_its_file(file: str, stack: str) -> None:
    assert stack_of(Path(file)) == stack


@pytest.mark.parametrize(
    ("steps", "summary", "unchanged"),
    [
        ([], {"same": 79}, (78, True)),
        ([], {"same": 1}, (0, False)),
        ([], {}, (0, False)),
        ([], None, (None, False)),
        ([], {"same": -1}, (None, False)),
        ([], {"same": "many"}, (None, False)),
        ([step("same", VPC, "vpc", old={}, new={})], {"same": 79}, (1, False)),
    ],
)
def test_unchanged_resources_are_counted_where_that_is_known(
    steps: list[Any], summary: Any, unchanged: tuple[int | None, bool]
) -> None:
    found = preview(*steps, changeSummary=summary)
    assert (found.unchanged, found.unchanged_with_components, found.has_sames) == (*unchanged, bool(steps))


def test_a_stack_that_is_created_was_never_deployed() -> None:
    assert preview(first=[root("create")]).never_deployed
    assert not preview(step("create", VPC, "vpc", new={})).never_deployed


def test_project_and_stack_are_those_of_the_urns() -> None:
    found = read_document(document(first=[root(stack="prod")]), "something-else.json")
    assert (found.project, found.stack, found.source) == ("shop", "prod", "something-else.json")


def test_the_configuration_is_not_looked_at() -> None:
    found = read_document(document() | {"config": {"shop:password": "hunter2-hunter2", "a": [{}, None, 3]}})
    assert "hunter2" not in str(found)
    assert found == read_document(document())


BROKEN: list[Any] = [
    None,
    "update",
    {},
    {"op": "update"},
    {"op": 3, "urn": urn(VPC, "vpc")},
    {"op": "update", "urn": "vpc"},
    {"op": "update", "urn": "urn:pulumi:dev"},
    {"op": "update", "urn": urn(VPC, "vpc"), "oldState": "x"},
    {"op": "update", "urn": urn(VPC, "vpc"), "detailedDiff": ["x"]},
]


@pytest.mark.parametrize("broken", BROKEN)
def test_a_step_that_is_none_makes_a_preview_incomplete(broken: Any) -> None:
    found = preview(broken, step("create", VPC, "other", new={}))
    assert (found.state, len(found.changes)) == (State.FAILED, 1)
    assert found.problems == ("1 of its steps are not as Pulumi writes them, and are not shown",)


@pytest.mark.parametrize("steps", ["all", {"a": 1}, 3])
def test_steps_that_are_no_list_make_a_preview_incomplete(steps: Any) -> None:
    assert read_document({"steps": steps}).state is State.FAILED


def test_a_preview_without_steps_is_one_without_changes() -> None:
    found = read_document({"steps": None, "changeSummary": {}}, "qa.json")
    assert (found.state, found.changes, found.stack) == (State.COMPLETE, (), "qa")


def test_a_template_in_two_stacks_is_two_resources() -> None:
    found = [preview(step("create", TEMPLATE, "t", new={}, stack=each), first=[root(stack=each)]) for each in "ab"]
    assert [each.stack for each in found] == ["a", "b"]
