"""A state without its secrets."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_ha_web.errors import HaWebError
from pulumi_ha_web.preview.masked_state import MaskedState, masked, read

from .states import CIPHER, MASK, SALT, Json, encrypted, exported, resource, shown, stack_of

PASSWORD = "hunter2-in-plain"


def deployment(*resources: Json, **more: Any) -> Any:
    found = masked("dev", exported(*resources, **more))
    assert found.state is not None
    return found.state["deployment"]


def test_each_secret_is_a_placeholder_wherever_it_is() -> None:
    inputs = {"name": "db", "password": encrypted(), "tags": {"token": encrypted()}, "keys": ["a", encrypted()]}
    outputs = {"password": encrypted(), "endpoint": {"port": 5432, "url": shown(json.dumps(PASSWORD))}}
    found = deployment(stack_of(token=encrypted()), resource("aws:rds:Instance", "db", inputs=inputs, outputs=outputs))
    stack, database = found["resources"]
    assert stack["outputs"] == {"token": MASK}
    assert database["inputs"] == {"name": "db", "password": MASK, "tags": {"token": MASK}, "keys": ["a", MASK]}
    assert database["outputs"] == {"password": MASK, "endpoint": {"port": 5432, "url": MASK}}


def test_an_output_that_the_program_calls_secret_is_masked_though_the_state_holds_it_in_plain() -> None:
    outputs = {"password": PASSWORD, "port": 5432}
    found = deployment(
        resource("a:b:C", "db", outputs=outputs, additionalSecretOutputs=["password", "not-there"]),
    )
    assert found["resources"][0]["outputs"] == {"password": MASK, "port": 5432}


def test_what_was_under_way_is_masked_too() -> None:
    begun = resource("a:b:C", "db", inputs={"p": encrypted()}, outputs={"q": PASSWORD}, additionalSecretOutputs=["q"])
    found = deployment(pending_operations=[{"type": "creating", "resource": begun}])
    (pending,) = found["pending_operations"]
    assert pending["type"] == "creating"
    assert (pending["resource"]["inputs"], pending["resource"]["outputs"]) == ({"p": MASK}, {"q": MASK})


def test_what_secrets_are_encrypted_with_goes_and_so_do_paths_and_the_bridges_notes() -> None:
    notes = {"__pulumi_raw_state_delta": {"obj": {"ps": {"tags": encrypted()}}}, "__meta": '{"schema_version":"1"}'}
    code: Json = {"sourcePosition": "project:///__main__.py#1", "stackTrace": [{"sourcePosition": "project:///x.py#2"}]}
    found = deployment(resource("a:b:C", "x", outputs={**notes, "arn": "arn"}, **code))
    assert "secrets_providers" not in found
    assert found["resources"] == [resource("a:b:C", "x", outputs={"__meta": notes["__meta"], "arn": "arn"})]


_LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.builds(encrypted))
_TREES = st.recursive(
    _LEAVES, lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text("abc", max_size=2), some, max_size=3)
)


@given(_TREES)
def test_nothing_but_secrets_is_touched(tree: Any) -> None:
    def replaced(value: Any) -> Any:
        match value:
            case {"ciphertext": _}:
                return MASK
            case dict():
                return {key: replaced(each) for key, each in value.items()}
            case list():
                return [replaced(each) for each in value]
        return value

    (found,) = deployment(resource("a:b:C", "x", inputs={"tree": tree}))["resources"]
    assert found["inputs"]["tree"] == replaced(tree)
    assert CIPHER not in json.dumps(found)


@pytest.mark.parametrize(
    "never", [None, {"version": 3, "deployment": None}, {"version": 3}, exported(), {"deployment": {"resources": None}}]
)
def test_a_stack_that_holds_nothing_says_so(never: Json | None, tmp_path: Path) -> None:
    found = masked("organization/shop/dev", never)
    told = json.loads(found.as_json())
    assert told == {"format": "ha-web masked state", "version": 1, "stack": "dev", "deployed": False, "state": None}
    (tmp_path / "state.json").write_text(found.as_json())
    assert read(tmp_path / "state.json") == MaskedState("dev", None)


def test_what_was_written_can_be_read(tmp_path: Path) -> None:
    found = masked("dev", exported(stack_of(url="https://ä.example", token=encrypted())))
    (tmp_path / "state.json").write_text(found.as_json(), "utf-8")
    assert json.loads(found.as_json())["deployed"] is True
    assert read(tmp_path / "state.json") == found
    assert SALT not in found.as_json()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is not JSON"),
        ('{"format": "ha-web', "is not JSON"),
        ("[]", "is not the state"),
        (json.dumps(exported()), "is not the state"),
        ('{"format": "ha-web masked state", "version": 2, "stack": "dev", "state": null}', "is not the state"),
        ('{"format": "ha-web masked state", "version": 1, "state": null}', "is not the state"),
        ('{"format": "ha-web masked state", "version": 1, "stack": "dev", "state": []}', "is not the state"),
    ],
)
def test_what_is_no_masked_state_is_refused(text: str, why: str, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text(text)
    with pytest.raises(HaWebError, match=why) as refused:
        read(file)
    assert str(refused.value).startswith(f"{file}: ")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(HaWebError, match="cannot be read: No such file"):
        read(tmp_path / "none.json")
