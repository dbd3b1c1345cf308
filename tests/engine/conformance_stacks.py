"""The stacks of the comparison, each deployed once by the real engine and once by the rehearsal.

`site`, `switched` and `healing` are the project's own program with every part of it switched on that the engine's
provider knows; `variants` has every type in its barest form and each lookup. Both sides read the same files, and what
the stacks only refer to (a hosted zone, a web ACL, a key pair) has the same identifiers in both accounts.
"""

import json
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulator import control
from rehearsal.deploy import deploy
from rehearsal.stack_file import read_stack
from tests.engine.account import Emulated
from tests.engine.workspace import Workspace, provider_settings

STACK = "same"
REGION = "eu-west-1"
SECRET = "4dabf18193072939515e22adb298388d"
"""Marks a secret in Pulumi's state."""


@dataclass(frozen=True)
class Output:
    """One resource, or one lookup, as a side answered it."""

    key: str
    """The resource's URN, or the lookup's label."""
    type: str
    id: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Pair:
    """A stack as both sides deployed it."""

    engine: Mapping[str, Output]
    rehearsal: Mapping[str, Output]


def both(folder: Path) -> dict[str, Pair]:
    """Deploy every stack on both sides, with a folder for each in this one.

    Raises:
        EngineError: the engine could not deploy one; the message ends as its output does.
    """
    with ThreadPoolExecutor() as pool:
        running = {name: pool.submit(_by_engine, name, folder / name) for name in CONFIGS}
        engine = {name: future.result() for name, future in running.items()}
    # Afterwards, because an emulated account in this process is nothing for threads.
    return {name: Pair(engine[name], _by_rehearsal(folder / name)) for name in CONFIGS}


def _by_engine(name: str, folder: Path) -> dict[str, Output]:
    server = control.start(0)
    try:
        config = {
            **provider_settings(server),
            "aws:region": REGION,
            **CONFIGS[name](existing(Emulated(server.endpoint))),
        }
        kind = Variants if name == "variants" else Workspace
        stack = kind(folder, STACK, server, config)
        stack.prepare()
        stack.up()
        exported = stack.run("stack", "export", "--show-secrets", "--stack", STACK).output
    finally:
        control.stop(server.port)
    return _outputs(
        (each["urn"], each["type"], each.get("id", ""), each.get("outputs", {}))
        for each in json.loads(exported)["deployment"]["resources"]
    )


def _by_rehearsal(folder: Path) -> dict[str, Output]:
    stack = read_stack(folder, STACK)
    with deploy(folder, stack.name, config=stack.config, project=stack.project) as deployed:
        made = _outputs((each.urn, each.type, each.id, each.outputs) for each in deployed.resources)
        return made | _lookups(deployed.outputs)


class Variants(Workspace):
    """The second stack, whose program is beside this module."""

    def prepare(self) -> None:
        shutil.copytree(Path(__file__).parent / "programs" / "variants", self.folder)
        (self.folder / ".venv").symlink_to(sys.prefix, target_is_directory=True)
        for name in ("state", "home", "calls"):
            (self.folder / name).mkdir()
        self.run("stack", "init", self.stack)


def _outputs(resources: Iterable[tuple[str, str, str, Mapping[str, Any]]]) -> dict[str, Output]:
    found: dict[str, Output] = {}
    for urn, token, resource_id, outputs in resources:
        if token == "pulumi:pulumi:Stack":
            found |= _lookups(outputs)
        elif token.startswith("aws:"):
            found[urn] = Output(urn, token, resource_id, plain(outputs))
    return found


def _lookups(exports: Mapping[str, Any]) -> dict[str, Output]:
    found = {}
    for label, answer in exports.items():
        token, _, _ = label.partition(" ")
        if token.startswith("aws:"):
            found[label] = Output(label, token, "", plain(answer))
    return found


def plain(value: Any) -> Any:
    """Return a value of the exported state without the marks of secrets."""
    match value:
        case {"plaintext": text, **marks} if SECRET in marks:
            return plain(json.loads(text))
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case list():
            return [plain(each) for each in value]
        case float() if value.is_integer():
            return int(value)
        case _:
            return value


def existing(account: Emulated) -> dict[str, str]:
    """Put into an account what the stacks refer to; return the identifiers that it got."""
    account.client("ec2").create_key_pair(KeyName="ops")
    zone = account.client("route53").create_hosted_zone(Name="example.com", CallerReference="conformance")
    metric = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": "acl"}
    acl = account.client("wafv2").create_web_acl(
        Name="front", Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig=metric
    )
    newest = {"Owners": ["amazon"], "Filters": [{"Name": "name", "Values": ["al2023-ami-2*"]}]}
    images = account.client("ec2").describe_images(**newest)["Images"]
    return {
        "image": max(images, key=lambda image: str(image["CreationDate"]))["ImageId"],
        "web_acl": acl["Summary"]["ARN"],
        "zone": zone["HostedZone"]["Id"].removeprefix("/hostedzone/"),
    }


def _site(there: Mapping[str, str]) -> dict[str, Any]:
    return {
        "ha-web:naming": {"owner": "web@example.com", "tags": {"Team": "web"}},
        "ha-web:network": {
            "zones": ["a", "b"],
            "nat": "per_zone",
            "ipv6": True,
            "session_manager_endpoints": True,
            "flow_logs": {"enabled": True, "retention_days": 7},
        },
        "ha-web:instance": {
            "key_name": "ops",
            "ami": {"owners": ["amazon"], "name_filter": "al2023-ami-2*"},
            "root_volume": {"size_gib": 30},
        },
        "ha-web:availability": {
            "scale_in_protection": True,
            "max_instance_lifetime_days": 30,
            "lifecycle_hooks": {"drain": {"transition": "terminating"}},
        },
        "ha-web:scaling": {
            "min_size": 2,
            "max_size": 4,
            "target_tracking": [
                {"metric": "cpu", "target_value": 50},
                {"metric": "alb_requests_per_target", "target_value": 1000},
            ],
            "schedules": {"night": {"cron": "0 20 * * *", "time_zone": "Europe/Dublin", "min_size": 1}},
            "predictive": {"metric": "cpu", "target_value": 50},
            "mixed_instances": {"instance_types": ["t3.micro", "t3a.micro"]},
        },
        "ha-web:load_balancer": {
            "domain": {
                "name": "www.example.com",
                "alternative_names": ["api.example.com"],
                "hosted_zone_name": "example.com",
            },
            "stickiness_seconds": 600,
            "slow_start_seconds": 60,
            "access_logs": {"removable": True},
            "web_acl_arn": there["web_acl"],
        },
        "ha-web:artifacts": {"removable": True, "initial_object": {"key": "index.html", "content": "It works.\n"}},
        "ha-web:monitoring": {"email_addresses": ["ops@example.com"]},
    }


def _switched(there: Mapping[str, str]) -> dict[str, Any]:
    return {
        "ha-web:network": {"zones": ["a", "b"], "flow_logs": {"enabled": False}},
        "ha-web:availability": {
            "strategy": "dns_failover",
            "record": {"name": "shop.example.org", "new_zone_name": "example.org", "ttl_seconds": 30},
            "health_check": {"path": "/health", "search_string": "well", "interval_seconds": 10},
            "allowed_cidr_blocks": ["203.0.113.0/24"],
            "maintenance_page": {"content": "<p>Back soon</p>"},
        },
        "ha-web:artifacts": {"removable": True},
        "ha-web:monitoring": {"email_addresses": ["ops@example.com"]},
    }


def _healing(there: Mapping[str, str]) -> dict[str, Any]:
    return {
        "ha-web:network": {"zones": ["a", "b"], "flow_logs": {"enabled": False}},
        "ha-web:availability": {
            "strategy": "self_healing",
            "stable_address": True,
            "data_volume": {"zone": "b", "size_gib": 5, "removable": True},
        },
        "ha-web:artifacts": {"removable": True},
    }


def _variants(there: Mapping[str, str]) -> dict[str, Any]:
    return {"conformance:image": there["image"], "conformance:zone": there["zone"]}


CONFIGS: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "site": _site,
    "switched": _switched,
    "healing": _healing,
    "variants": _variants,
}
"""The settings of each stack, given what is in the account already."""
