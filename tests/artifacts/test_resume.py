"""The note about an upload in parts that was interrupted."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from pulumi_ha_web.artifacts.resume import Unfinished, folder

PLACE: dict[str, Any] = {"endpoint": None, "bucket": "artifacts", "key": "app.tar", "path": "/dist/app.tar"}
CONTENT: dict[str, Any] = {"size": 100, "modified": 12345, "metadata": {"version": "1.4.2", "part-bytes": "5"}}


def note(**other: Any) -> Unfinished:
    return Unfinished.of(**{**PLACE, **CONTENT, **other})


def test_an_upload_is_gone_on_with_until_it_is_forgotten() -> None:
    assert note().upload_id() is None
    note().write("first")
    assert note().upload_id() == "first"
    note().write("second")
    assert note().upload_id() == "second"
    note().forget()
    assert note().upload_id() is None
    note().forget()


@pytest.mark.parametrize(
    "other",
    [
        {"endpoint": "http://127.0.0.1:5580"},
        {"bucket": "others"},
        {"key": "app.tar.gz"},
        {"path": "/dist/app2.tar"},
    ],
)
def test_another_place_is_another_upload(other: dict[str, Any]) -> None:
    note().write("of the first")
    assert note(**other).upload_id() is None
    assert note(**other).outdated() is None, "it may be under way still"
    note(**other).write("of the other")
    assert note().upload_id() == "of the first"


@pytest.mark.parametrize(
    "other", [{"size": 101}, {"modified": 12346}, {"metadata": {**CONTENT["metadata"], "version": "1.4.3"}}]
)
def test_a_file_that_has_changed_is_another_upload_and_that_of_the_first_is_known(other: dict[str, Any]) -> None:
    assert note().outdated() is None
    note().write("of the first")
    assert note().outdated() is None
    assert note(**other).upload_id() is None
    assert note(**other).outdated() == "of the first"


def test_the_order_of_metadata_says_nothing() -> None:
    note().write("the one")
    assert note(metadata=dict(reversed(CONTENT["metadata"].items()))).upload_id() == "the one"


@pytest.mark.parametrize(
    "text", ["", "{", "null", "7", "[]", '"text"', "{}", '{"upload_id": "alone"}', '{"content": "alone"}', "\x00\xff"]
)
def test_a_damaged_note_is_none(text: str) -> None:
    note().write("first")
    note().file.write_bytes(text.encode("latin-1"))
    assert note().upload_id() is None
    assert note().outdated() is None
    note().write("second")
    assert note().upload_id() == "second"


def test_what_is_noted_is_for_this_person_alone_and_tells_no_name() -> None:
    note().write("first")
    assert stat.S_IMODE(note().file.parent.stat().st_mode) == 0o700
    assert json.loads(note().file.read_text()) == {"content": note().content, "upload_id": "first"}
    assert os.listdir(note().file.parent) == [note().file.name], "nothing half-written is left"  # noqa: PTH208
    assert "app" not in note().file.name


def test_without_a_place_to_write_to_there_is_no_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    note().write("first")
    assert note().upload_id() is None
    note().forget()


def test_notes_are_in_the_cache_of_the_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert folder() == tmp_path / "ha-web/uploads"
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert folder() == tmp_path / "home/.cache/ha-web/uploads"


def test_who_has_no_home_has_no_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", homeless)
    assert not note().write("an upload")
    assert note().upload_id() is None
    note().forget()
