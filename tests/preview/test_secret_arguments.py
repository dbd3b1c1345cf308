"""What stands for secrets in a state."""

import json
from typing import Any

from pulumi_ha_web.preview import secret_arguments
from pulumi_ha_web.preview.masked_state import masked

from .states import MASK, Json, encrypted, exported, resource, shown, stack_of

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
TOKEN = "aws:rds:Instance"


def state(*resources: Json) -> Any:
    return masked("dev", exported(*resources)).state


def plan(name: str, /, **arguments: Any) -> Json:
    goal = {"inputDiff": {"adds": arguments}}
    return {"resourcePlans": {resource(TOKEN, name)["urn"]: {"goal": goal}, "urn:other": {"goal": None}}}


def filled(told: Any, found: Json) -> Any:
    return secret_arguments.filled(told, secret_arguments.planned(found))["deployment"]["resources"]


def test_a_secret_becomes_what_the_program_hands_over_whatever_its_type() -> None:
    inputs = {"days": encrypted(), "tags": encrypted(), "rules": [{"port": encrypted()}], "name": "db"}
    told = state(resource(TOKEN, "db", inputs=inputs, outputs={"days": encrypted(), "endpoint": encrypted()}))
    new = {"days": shown("7"), "tags": shown('{"a":"b"}'), "rules": shown('[{"port":80}]'), "name": "other"}
    (found,) = filled(told, plan("db", **new))
    assert found["inputs"]["days"] == shown("7")
    assert found["inputs"]["tags"] == shown('{"a": "b"}')
    assert found["inputs"]["rules"] == [{"port": shown("80")}]
    assert found["inputs"]["name"] == "db", "what is no secret stays as it is deployed"
    assert found["outputs"] == {"days": shown("7"), "endpoint": MASK}


def test_a_secret_within_a_secret_is_one() -> None:
    told = state(resource(TOKEN, "db", inputs={"tags": encrypted()}))
    (found,) = filled(told, plan("db", tags=shown(json.dumps({"a": shown("1")}))))
    assert found["inputs"]["tags"] == shown('{"a": 1}')


def test_what_the_program_does_not_say_stays_a_placeholder() -> None:
    inputs = {"gone": encrypted(), "later": encrypted(), "partly": encrypted(), "longer": [encrypted()]}
    told = state(resource(TOKEN, "db", inputs=inputs), resource(TOKEN, "removed", inputs={"a": encrypted()}))
    new = {"later": UNKNOWN, "partly": shown(f'{{"a": "{UNKNOWN}"}}'), "longer": ["x", "y"]}
    found, removed = filled(told, plan("db", **new))
    assert found["inputs"] == {"gone": MASK, "later": MASK, "partly": MASK, "longer": [MASK]}
    assert removed["inputs"] == {"a": MASK}
    assert filled(told, {}) == told["deployment"]["resources"]


def test_only_what_a_provider_compares_matters() -> None:
    assert not secret_arguments.are_in(state(stack_of(token=encrypted()), resource(TOKEN, "db", inputs={"a": "b"})))
    assert secret_arguments.are_in(state(resource(TOKEN, "db", inputs={"a": [{"b": encrypted()}]})))
    assert secret_arguments.are_in(state(resource(TOKEN, "db", outputs={"a": encrypted()})))
