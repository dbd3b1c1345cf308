"""A healthy account, and ways to spoil it that a check must notice."""

import gc
import json
import os
import pickle
import traceback
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rehearsal import Deployment, deploy
from rehearsal.checks import Check, run_checks

ROOT = Path(__file__).resolve().parents[3]

EVERYTHING: Mapping[str, Any] = {
    "naming": {"owner": "web-team"},
    "network": {"zones": ["a", "b"], "nat": "per_zone", "ipv6": True, "session_manager_endpoints": True},
    "instance": {"instance_type": "t4g.small", "key_name": "ops"},
    "availability": {"lifecycle_hooks": {"drain": {"transition": "terminating"}}},
    "scaling": {
        "min_size": 2,
        "max_size": 4,
        "target_tracking": [
            {"metric": "cpu", "target_value": 50},
            {"metric": "alb_requests_per_target", "target_value": 1000},
        ],
        "schedules": {"morning": {"cron": "30 7 * * MON-FRI", "min_size": 3, "max_size": 4}},
        "predictive": {"metric": "alb_requests", "target_value": 1000},
    },
    "load_balancer": {
        "domain": {"name": "www.example.com", "alternative_names": ["example.com"], "hosted_zone_name": "example.com"},
        "health_check": {"port": 8080},
        "web_acl_arn": "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/edge/11111111-2222-3333-4444-555555555555",
    },
    "artifacts": {"initial_object": {"key": "index.html", "content": "<p>hello"}},
    "monitoring": {"email_addresses": ["ops@example.com"]},
}
"""Settings by which every promise of a load balancer's stack is made."""

LITTLE: Mapping[str, Any] = {
    "network": {"zones": ["a", "b"], "nat": "none", "flow_logs": {"enabled": False}},
    "scaling": {"target_tracking": []},
    "load_balancer": {
        "scheme": "internal",
        "access_logs": {"enabled": False},
        "deletion_protection": False,
        "zonal_shift": False,
    },
}
"""Settings by which as few promises are made as can be."""


REPLACED: Mapping[str, Any] = {
    "naming": {"owner": "web-team"},
    "network": {"zones": ["a", "b"]},
    "availability": {"strategy": "self_healing", "stable_address": True},
}
"""One instance that is replaced in either zone, and keeps its address."""

REPLACED_WITH_DATA: Mapping[str, Any] = {
    **REPLACED,
    "availability": {"strategy": "self_healing", "stable_address": True, "data_volume": {"zone": "b"}},
}
"""The same with a volume, which keeps it in one zone."""

RECOVERED: Mapping[str, Any] = {
    "naming": {"owner": "web-team"},
    "network": {"zones": ["a"]},
    "availability": {"strategy": "auto_recovery"},
    "monitoring": {"email_addresses": ["ops@example.com"]},
}
"""One instance that stays the same."""

SWITCHED: Mapping[str, Any] = {
    "naming": {"owner": "web-team"},
    "network": {"zones": ["a", "b"]},
    "availability": {
        "strategy": "dns_failover",
        "allowed_cidr_blocks": ["203.0.113.0/24"],
        "record": {"name": "www.example.com", "new_zone_name": "example.com"},
        "health_check": {"path": "/health", "search_string": "well"},
        "maintenance_page": {"content": "<p>Back soon"},
    },
    "monitoring": {"email_addresses": ["ops@example.com"]},
}
"""Two instances, a name that moves between them, and a page behind both."""

RELEASED: Mapping[str, Any] = {
    "naming": {"owner": "web-team"},
    "network": {"zones": ["a", "b"], "nat": "none"},
    "instance": {"user_data": {}},
    "artifacts": {
        "release": {
            "version": "1.4.2",
            "key": "releases/1.4.2/app.tar.gz",
            "object_version": "PHtexPGjH2y.zBgT8LmB7wwLI2mpbz.k",
            "sha256": "0123456789abcdef" * 4,
        }
    },
    "monitoring": {"email_addresses": ["ops@example.com"]},
}
"""Instances that run a release, and reach nothing outside but AWS's own services."""

STACKS: Mapping[str, Mapping[str, Any]] = {
    "everything": EVERYTHING,
    "replaced": REPLACED,
    "replaced with data": REPLACED_WITH_DATA,
    "recovered": RECOVERED,
    "switched": SWITCHED,
    "released": RELEASED,
}
"""Settings by which, taken together, every promise is made."""


def deployed(sections: Mapping[str, Any]) -> Deployment:
    """Deploy the project's own program with these settings."""
    config = {"aws:region": "eu-west-1", **{f"ha-web:{key}": json.dumps(value) for key, value in sections.items()}}
    return deploy(ROOT, "test", config=config, project="ha-web")


class Account:
    """A deployment's account, for whoever spoils it."""

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment

    def __getattr__(self, service: str) -> Any:
        return self.deployment.client(service)

    def out(self, component: str, key: str, name: str = "") -> Any:
        """Return an output of a component: of the first one of its kind, or the one whose name ends so."""
        found = [each for each in self.deployment.components if each.type == f"ha-web:index:{component}"]
        return next(each.outputs[key] for each in found if each.name.endswith(name))

    def id(self, kind: str, name: str) -> str:
        """Return the id of a resource by the last part of its type and the end of its name."""
        found = [each for each in self.deployment.resources if each.type.endswith(f":{kind}")]
        return next(each.id for each in found if each.name.endswith(name))

    @property
    def instance_ids(self) -> list[str]:
        """The group's instances."""
        group = self.autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"][0]
        return [each["InstanceId"] for each in group["Instances"]]


@dataclass(frozen=True)
class Spoil:
    """What is done to a healthy account, and what the check then finds."""

    check: str
    found: str
    act: Callable[[Account], object]
    stack: str

    def __str__(self) -> str:
        return f"{self.stack}: {self.check}: {self.act.__name__}"


SPOILS: list[Spoil] = []


def spoils(
    check: str, found: str, stack: str = "everything"
) -> Callable[[Callable[[Account], object]], Callable[[Account], object]]:
    """Register a way to spoil an account of a stack: the check that must notice it, and a part of what it must say."""

    def register(act: Callable[[Account], object]) -> Callable[[Account], object]:
        SPOILS.append(Spoil(check, found, act, stack))
        return act

    return register


def look(deployment: Deployment, check: str) -> Check:
    """Make one check; of several components' the one that fails, or else one that was promised."""
    rank = {"failed": 0, "passed": 1, "not_applicable": 2}
    return min(run_checks(deployment, only={check}), key=lambda each: rank[each.status])


def in_a_copy(work: Callable[[], Any]) -> Any:
    """Return what `work` returns in a copy of this process, so that what it spoils is whole again afterwards."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # Python 3.12 warns of threads; the copy runs none, and ends without coming back here.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _answer(writing, work)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    failure, result = pickle.loads(answer)
    assert not failure, failure
    return result


def _answer(writing: int, work: Callable[[], Any]) -> None:
    gc.disable()  # would touch, and so copy, every page of the parent's memory
    try:
        answer = pickle.dumps(("", work()))
    except BaseException:  # told by the process that waits
        answer = pickle.dumps((traceback.format_exc(), None))
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(answer)
    os._exit(0)
