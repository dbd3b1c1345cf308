"""The documents that state figures say what the rehearsals say."""

import json
import re
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from config import AutoRecovery, DnsFailover, LoadBalanced, SelfHealing, load_stack_file
from pulumi_ha_web.analysis import Answer, Loss
from tests.analysis import documents
from tests.program import ROOT

SECTIONS: dict[str, type[BaseModel]] = {
    "self_healing": SelfHealing,
    "auto_recovery": AutoRecovery,
    "dns_failover": DnsFailover,
    "load_balanced": LoadBalanced,
}
PAGES = {strategy: ROOT / "docs" / "strategies" / f"{strategy}.md" for strategy in documents.STRATEGIES}
ALL_PAGES = [ROOT / document for document in documents.DOCUMENTS]


@pytest.mark.rehearsal
def test_every_part_is_current() -> None:
    texts = {document: (ROOT / document).read_text(encoding="utf-8") for document in documents.DOCUMENTS}
    stale = [document for document, text in texts.items() if documents.renewed(document, text) != text]
    assert stale == [], "run `make generate`"


@pytest.mark.rehearsal
def test_the_examples_survive_what_their_strategies_are_for() -> None:
    answers = {each: documents.of_example(each)[1].outcomes for each in documents.STRATEGIES}
    assert answers["self_healing"][Loss.INSTANCE].answer is Answer.REPLACED
    assert answers["auto_recovery"][Loss.HOST].answer is Answer.RECOVERED
    assert {answers["dns_failover"][loss].answer for loss in Loss} == {Answer.SWITCHES}
    assert {answers["load_balanced"][loss].answer for loss in Loss} == {Answer.SERVES_ON}


@pytest.mark.rehearsal
def test_the_switch_is_as_long_as_the_stack_itself_says() -> None:
    done, analysis = documents.of_example("dns_failover")
    assert analysis.outcomes[Loss.ZONE].seconds == done.outputs["worst_case_switch_seconds"]


@pytest.mark.rehearsal
def test_everything_in_the_examples_has_a_price_or_costs_nothing() -> None:
    unknown = {each: documents.of_example(each)[1].cost.unknown for each in documents.STRATEGIES}
    assert unknown == dict.fromkeys(documents.STRATEGIES, ())


def test_a_part_is_renewed_where_its_marks_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "DOCUMENTS", {"x.md": {"a": lambda: "new", "b": lambda: "newer"}})
    text = "".join(f"\n<!-- {name}: written by make generate -->\nold\n<!-- end of {name} -->\nkept\n" for name in "ba")
    renewed = documents.renewed("x.md", text)
    assert renewed.split() == text.replace("old", "newer", 1).replace("old", "new").split()
    assert documents.renewed("x.md", renewed) == renewed
    with pytest.raises(ValueError, match=r"x\.md: must have the parts a, b once each, has \['b'\]"):
        documents.renewed("x.md", text.partition("kept")[0])


@pytest.mark.parametrize("strategy", documents.STRATEGIES)
def test_a_page_names_every_option_of_its_strategy(strategy: str) -> None:
    text = PAGES[strategy].read_text(encoding="utf-8")
    missing = [name for name in SECTIONS[strategy].model_fields if f"`{name}`" not in text and f"{name}:" not in text]
    assert missing == []


@pytest.mark.parametrize("page", ALL_PAGES[1:], ids=lambda page: page.name)
def test_settings_in_a_page_are_accepted(page: Path, tmp_path: Path) -> None:
    """A fragment, which begins with a section, is one of a stack in eu-west-1."""
    for block in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        given = yaml.safe_load(block)
        config = given.get("config") or {"aws:region": "eu-west-1", **given}
        (tmp_path / "Pulumi.page.yaml").write_text(json.dumps({"config": config}))
        assert load_stack_file(tmp_path, "page").availability.strategy in documents.STRATEGIES


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
