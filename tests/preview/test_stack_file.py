"""Settings as another backend reads them."""

import difflib
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pulumi_ha_web.preview.stack_file import find, for_throw_away, project

SALT, PLACEHOLDER = "v1:new:salt", "v1:of:placeholder"


def read(text: str) -> Any:
    return yaml.safe_load(for_throw_away(text, SALT, PLACEHOLDER))


def changed(text: str) -> list[str]:
    """Return the lines that are another one afterwards, or new."""
    now = for_throw_away(text, SALT, PLACEHOLDER)
    return [line[2:] for line in difflib.ndiff(text.splitlines(), now.splitlines()) if line.startswith("+ ")]


def test_what_is_encrypted_and_by_what_is_replaced_and_nothing_else() -> None:
    text = """\
# dev, small and cheap
encryptionsalt: v1:old:salt   # of a passphrase
config:
  aws:region: eu-west-1
  shop:when: 2026-01-01
  shop:mode: 0644
  shop:on: on
  shop:password:
    secure: v1:of:password   # ours
  shop:list: [{secure: v1:a}, "b", {name: x, secure: v1:not-a-secret}]
  shop:long:
    secure: |
      v1:several
      lines
  shop:after: "kept"
"""
    assert changed(text) == [
        'encryptionsalt: "v1:new:salt"   # of a passphrase',
        '    secure: "v1:of:placeholder"   # ours',
        '  shop:list: [{secure: "v1:of:placeholder"}, "b", {name: x, secure: v1:not-a-secret}]',
        '    secure: "v1:of:placeholder"',
    ]
    config = read(text)["config"]
    assert (config["shop:long"], config["shop:after"]) == ({"secure": PLACEHOLDER}, "kept")


def test_a_key_management_service_is_no_longer_asked() -> None:
    text = 'secretsprovider: awskms://alias/x\nencryptedkey: "QUJD"\nconfig:\n  a:b: {secure: v1:x}\n'
    assert read(text) == {
        "encryptionsalt": SALT,
        "secretsprovider": "passphrase",
        "encryptedkey": "",
        "config": {"a:b": {"secure": PLACEHOLDER}},
    }


@pytest.mark.parametrize("text", ["", "# nothing\n", "{}", "# nothing\n{}\n"])
def test_a_file_that_says_nothing_has_the_salt(text: str) -> None:
    assert read(text) == {"encryptionsalt": SALT}


@pytest.mark.parametrize("text", ["a: [", "- a\n- b\n", "just a text"])
def test_what_is_no_settings_file_stays_for_pulumi_to_refuse(text: str) -> None:
    assert for_throw_away(text, SALT, PLACEHOLDER) == text


_VALUES = st.recursive(
    st.booleans()
    | st.integers()
    | st.text(max_size=12)
    | st.builds(lambda text: {"secure": text}, st.text(max_size=9)),
    lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text("abc", min_size=1), some, min_size=2, max_size=3),
)


@given(
    config=st.dictionaries(st.text("xyz:", min_size=1, max_size=4), _VALUES, max_size=4),
    top=st.sampled_from([{}, {"encryptionsalt": "old"}, {"secretsprovider": "gcpkms://x", "encryptedkey": "k"}]),
    style=st.sampled_from([True, False, None]),
    as_json=st.booleans(),
)
def test_any_file_reads_the_same_but_for_that(config: Any, top: Any, style: bool | None, as_json: bool) -> None:
    def replaced(value: Any) -> Any:
        match value:
            case {"secure": _}:
                return {"secure": PLACEHOLDER}
            case dict():
                return {key: replaced(each) for key, each in value.items()}
            case list():
                return [replaced(each) for each in value]
        return value

    whole = {**top, "config": config}
    text = json.dumps(whole, indent=2) if as_json else yaml.safe_dump(whole, default_flow_style=style)
    expected = {**top, "config": replaced(yaml.safe_load(text)["config"]), "encryptionsalt": SALT}
    if "secretsprovider" in top:
        expected |= {"secretsprovider": "passphrase", "encryptedkey": ""}
    assert read(text) == expected


def test_the_file_is_where_pulumi_looks_for_it(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    assert project(tmp_path)["name"] == "shop"
    assert find("dev", tmp_path) is None
    (tmp_path / "Pulumi.dev.yml").write_text("")
    assert find("dev", tmp_path) == tmp_path / "Pulumi.dev.yml"
    (tmp_path / "Pulumi.dev.yaml").write_text("")
    assert find("dev", tmp_path) == tmp_path / "Pulumi.dev.yaml"
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "Pulumi.dev.yaml").write_text("")
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\nstackConfigDir: stacks\n")
    assert find("dev", tmp_path) == tmp_path / "stacks" / "Pulumi.dev.yaml"


@pytest.mark.parametrize("text", [None, "a: [", "- x"])
def test_a_project_that_cannot_be_read_has_no_name(text: str | None, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "Pulumi.yaml").write_text(text)
    assert project(tmp_path) == {}
