"""The comments about real previews: golden files that a person has read, and the document that shows three of them."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pulumi_ha_web.report.fit import LIMIT, size
from tests.report import documents, record
from tests.report.normalised import normalised

FILES = {file.stem: file for file in documents.PREVIEWS}
MACHINE = re.compile(r"(?<![\w.:])/(?:home|root|tmp|work|Users|var/folders)/|sourcePosition|stackTrace|__pulumi|__meta")


def preview(name: str) -> Any:
    return json.loads(FILES[name].read_text("utf-8"))


def test_each_preview_that_is_recorded_is_there_with_its_comment() -> None:
    assert sorted(FILES) == sorted(record.ALL)
    assert sorted(file.stem for file in documents.FOLDER.glob("golden/*.md")) == sorted(record.ALL)


@pytest.mark.parametrize("name", FILES)
def test_the_comment_is_the_golden_one(name: str) -> None:
    assert documents.comment(FILES[name]) == documents.golden(FILES[name]).read_text("utf-8"), "run `make generate`"


@pytest.mark.parametrize("name", FILES)
def test_a_comment_has_room_on_github(name: str) -> None:
    assert size(documents.comment(FILES[name])) <= LIMIT


@pytest.mark.parametrize("name", FILES)
def test_a_recording_is_as_it_is_written_and_has_nothing_of_the_machine(name: str) -> None:
    text = FILES[name].read_text("utf-8")
    assert normalised(json.loads(text)) == text, "what is normalised stays so"
    assert not MACHINE.search(text)
    assert "config" not in json.loads(text)


def test_the_recordings_are_what_their_names_say() -> None:
    counts = {name: preview(name)["changeSummary"] for name in FILES}
    assert set(counts["creation"]) == {"create"}
    assert set(counts["no-change"]) == {"same"}
    assert counts["zone-added"]["create"] > 0
    assert counts["user-data"].get("update") == 2
    assert counts["target-port"]["replace"] > 0
    assert counts["addresses"]["replace"] > 20
    assert counts["drift"]["update"] == 2
    failed = {name for name in FILES if any(e["severity"] == "error" for e in preview(name).get("diagnostics", []))}
    assert failed == set(record.FAIL)


def test_one_recording_has_more_than_three_hundred_resources_and_all_that_can_happen() -> None:
    steps = [
        each for each in preview("tiers")["steps"] if (each.get("newState") or each.get("oldState") or {}).get("custom")
    ]
    ops = Counter(each["op"] for each in steps)
    assert sum(ops.values()) > 300
    assert min(ops[op] for op in ("create", "update", "replace", "delete", "same")) > 0


def test_the_document_shows_the_comments_as_they_are() -> None:
    text = documents.DOCUMENT.read_text("utf-8")
    assert documents.renewed(text) == text, "run `make generate`"


def test_a_document_without_its_parts_is_refused() -> None:
    with pytest.raises(ValueError, match="must have the parts https, user_data, zone_added once each, has"):
        documents.renewed("# nothing\n")


def test_a_quotation_holds_every_line() -> None:
    assert documents.quoted("a\n\n```\nb\n```\n") == "> a\n>\n> ```\n> b\n> ```"


def test_links_of_the_document_lead_to_files() -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", documents.DOCUMENT.read_text("utf-8"))
    assert [link for link in links if not (documents.DOCUMENT.parent / Path(link)).exists()] == []
