"""Every setting means something: another value of it changes what is registered, or what is refused."""

import base64
import functools
import json
import types
import typing
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from config import ConfigError, Settings, load
from config.availability import STRATEGIES
from config.availability_bases import Grouped
from config.instance import (
    USER_DATA_BYTES,
    USER_DATA_IDENTITY_BYTES,
    USER_DATA_OWN_BYTES,
    USER_DATA_RELEASE_BYTES,
)
from config.naming import MAX_BASE_NAME
from config.section import Section
from config.values import MOUNT_PATH_CHARACTERS
from tests.config.other_values import BASES, COMMON, NEEDS, NOT_BUILT, OWN, Values
from tests.program import as_texts, config_of, record_config
from tests.strategies import stack_configs

CASES = [(strategy, path) for strategy in STRATEGIES for path in {**COMMON, **OWN[strategy]}]
"""Each setting, with each strategy that has it."""


def leaves(model: type[Section], prefix: str = "") -> set[str]:
    """Return the dotted path of every setting; a section that may be left out is one, and so is what is in it."""
    found = set()
    for name, info in model.model_fields.items():
        inner = _section(info.annotation)
        if inner is None or inner is not info.annotation:
            found.add(f"{prefix}{name}")
        if inner is not None:
            found |= leaves(inner, f"{prefix}{name}.")
    return found


def _section(annotation: Any) -> type[Section] | None:
    """Return the section that a setting is, or is when it is given."""
    kinds = [kind for kind in typing.get_args(annotation) if kind is not types.NoneType]
    kind = kinds[0] if len(kinds) == 1 and type(annotation) is types.UnionType else annotation
    return kind if isinstance(kind, type) and issubclass(kind, Section) else None


def of_strategy(strategy: str) -> set[str]:
    """Return every setting that a stack of this strategy may have."""
    chosen = STRATEGIES[strategy]
    sections = Settings.model_fields.keys() - set(chosen.absent_sections)
    common = {path for path in leaves(Settings) if path.partition(".")[0] in sections - {"availability"}}
    return common | leaves(chosen, "availability.")


def sections(values: Values) -> dict[str, Any]:
    """Return settings given by dotted path as nested sections; a later one replaces or completes an earlier one."""
    nested: dict[str, Any] = {}
    for path, value in values.items():
        *parents, last = path.split(".")
        place = nested
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = {**value} if isinstance(value, dict) else value
    return nested


def needed(strategy: str, path: str) -> Values:
    """Return what a stack says on both sides of the comparison."""
    around = next((needs for start, needs in NEEDS.items() if start.endswith(".") and path.startswith(start)), {})
    return {**BASES[strategy], **NEEDS.get(path, around)}


@functools.cache
def _recorded(texts: frozenset[tuple[str, str]]) -> dict[tuple[str, str], tuple[Mapping[str, Any], bool]]:
    recording = record_config(dict(texts))
    return {(each.type, each.name): (each.inputs, each.protect) for each in recording.resources}


def built(values: Values) -> dict[tuple[str, str], tuple[Mapping[str, Any], bool]]:
    """Return what the program registers for these settings: arguments, and whether Pulumi protects it."""
    return _recorded(frozenset(config_of(sections(values)).items()))


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_this_table_knows_every_setting(strategy: str) -> None:
    table = {**COMMON, **OWN[strategy]}
    assert of_strategy(strategy) == table.keys() | (NOT_BUILT.keys() & of_strategy(strategy))
    assert BASES.keys() == OWN.keys() == STRATEGIES.keys()


@pytest.mark.parametrize(("strategy", "path"), CASES)
def test_a_setting_reaches_a_resource(strategy: str, path: str) -> None:
    around = needed(strategy, path)
    other = {**COMMON, **OWN[strategy]}[path]
    assert built({**around, path: other}) != built(around), f"{path} is accepted and does nothing"


def test_each_strategy_builds_something_else() -> None:
    kinds = [frozenset(kind for kind, _ in built(base)) for base in BASES.values()]
    assert len(set(kinds)) == len(STRATEGIES)


@pytest.mark.parametrize("strategy", STRATEGIES)
@hypothesis_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_the_settings_accept_is_built(strategy: str, data: st.DataObject) -> None:
    """The components' own limits are stated a second time in `config`; this is what keeps the two together."""
    recording = record_config(as_texts(data.draw(stack_configs(strategy))), "dev")
    chosen = STRATEGIES[strategy]
    assert len(recording.of("autoscaling/group:Group")) == int(issubclass(chosen, Grouped))
    assert len(recording.of("lb/loadBalancer:LoadBalancer")) == int(chosen.has_load_balancer)
    names = [each.urn for each in recording.resources]
    assert len(set(names)) == len(names)


LONGEST_PATH = f"/{'x' * (MOUNT_PATH_CHARACTERS - 1)}"
LONGEST_NAME = {"naming.application": "a" * (MAX_BASE_NAME - 2), "naming.environment": "e"}


def longest_release(ending: str) -> Values:
    """Return a release every part of which is as long as it may be, with names of the stack that are so as well."""
    version, file = "1" * 64, f"{'x' * (128 - len(ending))}{ending}"
    key = f"releases/{version}/{file}"
    # Of a character that a shell must have quoted.
    release = {"version": version, "key": key, "object_version": "~" * 256, "sha256": "0" * 64}
    return {**LONGEST_NAME, "artifacts.release": release}


@pytest.mark.parametrize(
    ("options", "own"),
    [
        (BASES["load_balanced"], USER_DATA_OWN_BYTES),
        (BASES["dns_failover"], USER_DATA_OWN_BYTES),
        (
            {
                **BASES["self_healing"],
                "availability.stable_address": True,
                "availability.data_volume": {"mount_path": LONGEST_PATH},
            },
            USER_DATA_OWN_BYTES + USER_DATA_IDENTITY_BYTES,
        ),
        ({**BASES["load_balanced"], **longest_release(".tar.zst")}, USER_DATA_OWN_BYTES + USER_DATA_RELEASE_BYTES),
        ({**BASES["auto_recovery"], **longest_release(".bin")}, USER_DATA_OWN_BYTES + USER_DATA_RELEASE_BYTES),
        (
            {
                **BASES["self_healing"],
                **longest_release(".bin"),
                "availability.stable_address": True,
                "availability.data_volume": {"mount_path": LONGEST_PATH},
            },
            USER_DATA_OWN_BYTES + USER_DATA_IDENTITY_BYTES + USER_DATA_RELEASE_BYTES,
        ),
    ],
)
def test_the_longest_script_leaves_room_for_what_the_project_adds(options: Values, own: int) -> None:
    script = "x" * (USER_DATA_BYTES - own - 1)
    assert built({**options, "instance.user_data": {"script": script}})
    with pytest.raises(pulumi.RunError, match=f"must have at most {USER_DATA_BYTES - own} bytes"):
        built({**options, "instance.user_data": {"script": f"{script}x"}})


@pytest.mark.parametrize("ending", [".tar.zst", ".bin"])
def test_a_release_keeps_within_the_room_that_is_left_for_it(ending: str) -> None:
    """By itself: not in what others have left over of theirs."""
    longest, plain = ({**BASES["load_balanced"], **LONGEST_NAME, **more} for more in (longest_release(ending), {}))
    assert user_data_bytes(longest) - user_data_bytes(plain) <= USER_DATA_RELEASE_BYTES


def user_data_bytes(values: Values) -> int:
    (template,) = (
        inputs for (kind, _), (inputs, _) in built(values).items() if kind.endswith("launchTemplate:LaunchTemplate")
    )
    return len(base64.b64decode(template["userData"]))


def test_the_two_line_stack_file_is_a_good_one() -> None:
    """Three zones, a way out per zone, at least two instances, scaling, logs, protection: without saying so."""
    recording = record_config({"aws:region": "eu-west-1"})
    assert len(recording.of("ec2/subnet:Subnet")) == 6
    assert len(recording.of("ec2/natGateway:NatGateway")) == 3
    group = recording.one("autoscaling/group:Group").inputs
    assert (group["minSize"], group["maxSize"], group["healthCheckType"]) == (2, 6, "ELB")
    assert len(recording.of("autoscaling/policy:Policy")) == 1
    balancer = recording.one("lb/loadBalancer:LoadBalancer").inputs
    assert balancer["enableDeletionProtection"] is True
    assert balancer["accessLogs"]["enabled"] is True


@pytest.mark.parametrize(("strategy", "path"), [*CASES, *((each, "availability.strategy") for each in STRATEGIES)])
def test_a_wrong_type_names_its_setting(strategy: str, path: str) -> None:
    other = {**COMMON, **OWN[strategy]}.get(path)
    wrong = [1.5] if not isinstance(other, list) else 1.5
    texts = {name: json.dumps(section) for name, section in sections({**needed(strategy, path), path: wrong}).items()}
    config = {"aws:region": "eu-west-1", **{f"ha-web:{name}": text for name, text in texts.items()}}
    with pytest.raises(ConfigError) as refused:
        load(config, stack="test", source="Pulumi.test.yaml")
    assert {problem.path.startswith(path) for problem in refused.value.problems} == {True}, str(refused.value)
