"""A preview that can be handed on."""

import json
from pathlib import Path
from typing import Any

from pulumi_ha_web.preview.cleaned import as_text, cleaned, failed

from .states import Json, encrypted, shown

VPC, SUBNET = "urn:pulumi:dev::shop::aws:ec2/vpc:Vpc::vpc", "urn:pulumi:dev::shop::aws:ec2/subnet:Subnet::a"
NOISE = {
    "sourcePosition": "project:///../../home/somebody/__main__.py#3",
    "stackTrace": [{"sourcePosition": "project:///__main__.py#3"}],
    "created": "2026-01-01T00:00:00Z",
    "modified": "2026-01-01T00:00:00Z",
    "provider": "urn:pulumi:dev::shop::pulumi:providers:aws::default::id",
}


def state(urn: str, **more: Any) -> Json:
    return {"urn": urn, "custom": True, "type": "aws:ec2/vpc:Vpc", **NOISE, **more}


def step(op: str, urn: str = VPC, old: Json | None = None, new: Json | None = None, **more: Any) -> Json:
    sides = {
        "oldState": None if old is None else state(urn, **old),
        "newState": None if new is None else state(urn, **new),
    }
    return {"op": op, "urn": urn, "provider": "p", **{key: each for key, each in sides.items() if each}, **more}


def clean(*steps: Json, **more: Any) -> Any:
    return cleaned({"config": {"shop:password": "hunter2"}, "steps": list(steps), "duration": 7, **more}, Path())


def only(*steps: Json) -> Any:
    (found,) = clean(*steps)["steps"]
    return found


def test_settings_and_times_are_left_out() -> None:
    found = clean(step("create", new={"inputs": {}}), changeSummary={"same": 1, "create": 1})
    assert list(found) == ["steps", "changeSummary"]
    assert list(found["changeSummary"].items()) == [("create", 1), ("same", 1)]


def test_a_resource_has_nothing_of_the_machine_nor_of_its_provider() -> None:
    found = only(step("create", new={"inputs": {"cidr": "10.0.0.0/16", "__defaults": ["x"]}, "outputs": {"id": "?"}}))
    assert found == {
        "op": "create",
        "urn": VPC,
        "newState": {"urn": VPC, "custom": True, "type": "aws:ec2/vpc:Vpc", "inputs": {"cidr": "10.0.0.0/16"}},
    }


def test_what_changes_has_its_reasons_and_what_aws_answered_before() -> None:
    reasons: Json = {
        "diffReasons": ["tags"],
        "replaceReasons": ["cidr"],
        "detailedDiff": {"cidr": {"kind": "update-replace"}},
    }
    old = {
        "id": "vpc-1",
        "inputs": {"cidr": "a"},
        "outputs": {"arn": "arn", "__meta": "x", "nested": {"__x": 1, "y": 2}},
    }
    found = only(step("replace", old=old, new={"inputs": {"cidr": "b"}, "outputs": {"arn": "?"}}, **reasons))
    assert {key: found[key] for key in reasons} == reasons
    assert found["oldState"]["outputs"] == {"arn": "arn", "nested": {"y": 2}}
    assert found["oldState"]["id"] == "vpc-1"
    assert "outputs" not in found["newState"]


def test_what_stays_is_there_once() -> None:
    both = {"inputs": {"cidr": "a"}, "outputs": {"arn": "arn"}, "dependencies": [SUBNET], "propertyDependencies": {}}
    found = only(step("same", old={"id": "vpc-1", **both}, new={**both, "parent": "p"}))
    kept = {"id": "vpc-1", "custom": True, "inputs": {"cidr": "a"}, "dependencies": [SUBNET], "parent": "p"}
    assert found == {"op": "same", "urn": VPC, "newState": kept}


def test_secrets_are_masked_even_where_pulumi_shows_them() -> None:
    old = {"inputs": {"a": encrypted(), "b": [shown('"hunter2"')]}, "outputs": {"c": {"d": encrypted()}}}
    found = only(step("update", old=old, new={"inputs": {"a": shown('"hunter3"')}}))
    assert found["oldState"]["inputs"] == {"a": "[secret]", "b": ["[secret]"]}
    assert found["oldState"]["outputs"] == {"c": {"d": "[secret]"}}
    assert found["newState"]["inputs"] == {"a": "[secret]"}


def test_reading_a_resource_is_no_step() -> None:
    steps = [step("refresh", old={}, new={}), step("update", old={}, new={})]
    assert [each["op"] for each in clean(*steps)["steps"]] == ["update"]


def test_steps_and_what_a_resource_needs_are_in_one_order() -> None:
    needs = {"dependencies": [VPC, SUBNET], "propertyDependencies": {"b": [VPC, SUBNET], "a": None}}
    found = clean(step("create", VPC, new=needs), step("create", SUBNET, new={}))["steps"]
    assert [each["urn"] for each in found] == sorted([VPC, SUBNET])
    assert found[1]["newState"]["dependencies"] == sorted([VPC, SUBNET])
    assert list(found[1]["newState"]["propertyDependencies"].items()) == [("a", []), ("b", sorted([VPC, SUBNET]))]


def test_reasons_are_in_one_order_and_errors_come_first() -> None:
    found = only(step("replace", old={}, new={}, diffReasons=["b", "a"], replaceReasons=["d", "c"]))
    assert (found["diffReasons"], found["replaceReasons"]) == (["a", "b"], ["c", "d"])
    said = [
        {"message": text, "severity": severity} for text, severity in (("1", "info"), ("2", "error"), ("3", "info"))
    ]
    assert [each["message"] for each in clean(diagnostics=said)["diagnostics"]] == ["2", "1", "3"]


def test_of_a_replacement_it_stays_known_which_comes_first() -> None:
    create = step("create-replacement", old={}, new={})
    replace, delete = step("replace", old={}, new={}), step("delete-replaced", old={})
    for order in ([create, replace, delete], [delete, replace, create]):
        found = clean(*order)["steps"]
        assert [each["op"] for each in found] == ["replace", order[0]["op"], order[2]["op"]]
        assert found[1:] == [{"op": each["op"], "urn": VPC} for each in (order[0], order[2])]
    # What an earlier deployment left over is deleted by such a step alone.
    assert "oldState" in only(step("delete-replaced", old={}))


def test_messages_have_no_folder_of_the_machine(tmp_path: Path) -> None:
    told = f'File "{tmp_path}/components/network.py", line 3; in {tmp_path}'
    found = cleaned({"diagnostics": [{"message": told, "severity": "error", "urn": VPC}]}, tmp_path)
    message = 'File "components/network.py", line 3; in .'
    assert found["diagnostics"] == [{"message": message, "severity": "error", "urn": VPC}]


def test_a_reason_is_added_to_those_that_are_there() -> None:
    told = {"steps": [], "diagnostics": [{"message": "first", "severity": "info"}], "changeSummary": {}}
    assert failed(told, "why")["diagnostics"] == [*told["diagnostics"], {"message": "why", "severity": "error"}]


def test_the_text_has_a_line_for_each_step() -> None:
    found = clean(step("create", new={"inputs": {"a": "ä\n"}}), step("same", SUBNET, old={}, new={}))
    text = as_text(found)
    assert json.loads(text) == found
    assert len(text.splitlines()) == len(found["steps"]) + 3
    assert json.loads(as_text({"steps": [], "changeSummary": {}})) == {"steps": [], "changeSummary": {}}
