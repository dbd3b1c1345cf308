"""A listing for a terminal, for a pipe, and as JSON."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from pulumi_ha_web.artifacts.listings import OBJECTS, VERSIONS, printable, show
from pulumi_ha_web.artifacts.objects import Entry, Version

TIME = datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)
ENTRIES = [Entry("a/app.tar.gz", 40_000_000, TIME, "e1"), Entry("b", 7, TIME, "e2")]
FOUND = [
    Version("app", "m", 0, TIME, is_latest=True, is_marker=True),
    Version("app", "second", 2048, TIME, is_latest=False, is_marker=False),
    Version("app", "n", 0, TIME, is_latest=False, is_marker=True),
    Version("b", "null", 1, TIME, is_latest=True, is_marker=False),
]


def on_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)


def test_a_terminal_gets_a_table(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    on_terminal(monkeypatch)
    assert show(ENTRIES, OBJECTS, as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "MODIFIED                 SIZE  KEY",
        "2025-03-04 05:06:07  38.1 MiB  a/app.tar.gz",
        "2025-03-04 05:06:07       7 B  b",
    ]
    assert show(FOUND, VERSIONS, as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "MODIFIED                SIZE  STATE          VERSION ID  KEY",
        "2025-03-04 05:06:07           deleted        m           app",
        "2025-03-04 05:06:07  2.0 KiB  older          second      app",
        "2025-03-04 05:06:07           delete marker  n           app",
        "2025-03-04 05:06:07      1 B  latest         null        b",
    ]


def test_a_pipe_gets_lines_as_they_arrive(capsys: pytest.CaptureFixture[str]) -> None:
    def arriving() -> Iterator[Entry]:
        yield ENTRIES[0]
        raise RuntimeError("the second page failed")

    with pytest.raises(RuntimeError):
        show(arriving(), OBJECTS, as_json=False)
    assert capsys.readouterr().out == "2025-03-04T05:06:07+00:00\t40000000\ta/app.tar.gz\n"
    assert show(FOUND[:2], VERSIONS, as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "2025-03-04T05:06:07+00:00\t0\tdeleted\tm\tapp",
        "2025-03-04T05:06:07+00:00\t2048\tolder\tsecond\tapp",
    ]


def test_json_is_one_array_also_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_terminal(monkeypatch)
    assert show(ENTRIES, OBJECTS, as_json=True)
    assert json.loads(capsys.readouterr().out) == [
        {"modified": "2025-03-04T05:06:07+00:00", "size": 40000000, "key": "a/app.tar.gz", "etag": "e1"},
        {"modified": "2025-03-04T05:06:07+00:00", "size": 7, "key": "b", "etag": "e2"},
    ]
    assert show(FOUND[:1], VERSIONS, as_json=True)
    assert json.loads(capsys.readouterr().out) == [
        {
            "modified": "2025-03-04T05:06:07+00:00",
            "size": 0,
            "state": "deleted",
            "version_id": "m",
            "key": "app",
            "is_latest": True,
            "is_marker": True,
        }
    ]


@pytest.mark.parametrize(("as_json", "terminal", "out"), [(True, False, "[]\n"), (False, False, ""), (False, True, "")])
def test_nothing_is_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], as_json: bool, terminal: bool, out: str
) -> None:
    if terminal:
        on_terminal(monkeypatch)
    assert not show([], OBJECTS, as_json=as_json)
    assert capsys.readouterr().out == out


@pytest.mark.parametrize("terminal", [True, False])
def test_a_key_moves_no_cursor_and_breaks_no_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], terminal: bool
) -> None:
    if terminal:
        on_terminal(monkeypatch)
    show([Entry("a\x1b[2J\n\tb", 1, TIME, "e")], OBJECTS, as_json=False)
    out = capsys.readouterr().out
    assert out.splitlines()[-1].endswith("a\\x1b[2J\\n\\tb")
    assert "\x1b" not in out
    assert printable("Käse 🧀") == "Käse 🧀"
