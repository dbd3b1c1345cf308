"""What a program did not ask for is no promise: it is neither kept nor broken, and says why."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from rehearsal.checks import run_checks, tags
from tests.rehearsal.spoils.case import (
    LITTLE,
    RECOVERED,
    RELEASED,
    REPLACED,
    REPLACED_WITH_DATA,
    STACKS,
    SWITCHED,
    deployed,
)

pytestmark = pytest.mark.rehearsal

NO_RELEASE = {
    f"release.{each}": "no release is named"
    for each in ("boot", "readable", "way", "failures-counted", "failures-told")
}
NOT_MADE_OF_LITTLE = {
    **NO_RELEASE,
    "group.stops-on-failed-boots": "no release is named",
    "network.session-manager-endpoints": "no interface endpoints were asked for",
    "network.nat": "no NAT was asked for",
    "network.ipv6": "IPv6 was not asked for",
    "network.flow-logs": "flow logs were not asked for",
    "network.flow-logs-role": "flow logs were not asked for",
    "template.key-pair": "no key pair was asked for: Session Manager gives a shell without one",
    "scaling.policies": "no scaling policy was asked for",
    "scaling.request-label": "no policy counts requests",
    "scaling.schedules": "no schedule was asked for",
    "scaling.hooks": "no lifecycle hook was asked for",
    "balancer.deletion-protection": "off: this stack may be removed",
    "balancer.zonal-shift": "zonal shift was not asked for",
    "balancer.web-acl": "no web ACL was given",
    "listeners.tls": "no certificate was given, so there is no HTTPS",
    "listeners.alias": "no domain was given",
    "logs.on": "access logs were not asked for",
    "logs.encryption": "access logs were not asked for",
    "logs.policy": "access logs were not asked for",
    "logs.private": "access logs were not asked for",
    "logs.expiry": "access logs were not asked for",
    "bucket.initial-object": "no object was given",
    "healing.zones": "it may have several instances: where they start is told by the group's zones",
    "healing.alarm": "no topic was given for it",
    "healing.replaced": "it may have several instances: they serve, and none is terminated here",
    "instances.public": "a load balancer stands before them",
    "reach.direct": "a load balancer stands before them",
    "monitoring.health-checks": "no health checks were given to watch",
    "monitoring.subscriptions": "nobody is named: alarms are raised, and no one is told",
}


NOT_MADE_WITHOUT_A_LOAD_BALANCER = {
    **NO_RELEASE,
    "network.session-manager-endpoints": "no interface endpoints were asked for",
    "network.nat": "no NAT was asked for",
    "network.ipv6": "IPv6 was not asked for",
    "template.key-pair": "no key pair was asked for: Session Manager gives a shell without one",
    "bucket.initial-object": "no object was given",
    "monitoring.actions": "it has nothing to watch by itself: the alarms of other components tell its topic",
    "monitoring.watched": "no load balancer was given to watch",
    "monitoring.health-checks": "no health checks were given to watch",
}

NOT_MADE_OF_A_GROUP_OF_ONE = {
    **NOT_MADE_WITHOUT_A_LOAD_BALANCER,
    "group.stops-on-failed-boots": "no release is named",
    "group.health-check": "no target group is attached",
    "scaling.policies": "no scaling policy was asked for",
    "scaling.request-label": "no policy counts requests",
    "scaling.schedules": "no schedule was asked for",
    "scaling.hooks": "no lifecycle hook was asked for",
    "instances.private": "no load balancer stands before them: they are reached at addresses of their own",
    "reach.instances": "no load balancer stands before them",
    "monitoring.subscriptions": "nobody is named: alarms are raised, and no one is told",
}

NOT_MADE_OF_INSTANCES_THAT_STAY = {
    **NOT_MADE_WITHOUT_A_LOAD_BALANCER,
    "template.tags-at-launch": "tags were left to what launches the instances",
}


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        (LITTLE, NOT_MADE_OF_LITTLE),
        (
            REPLACED,
            {
                **NOT_MADE_OF_A_GROUP_OF_ONE,
                "group.static-stability": "its least size is 1: a lost zone may leave nobody until another is launched",
                "identity.volume": "no volume was asked for",
            },
        ),
        (
            REPLACED_WITH_DATA,
            {
                **NOT_MADE_OF_A_GROUP_OF_ONE,
                "group.static-stability": "it spans eu-west-1b alone",
                "healing.zones": "vol-…, which follows the instance, keeps it in eu-west-1b",
            },
        ),
        (RECOVERED, NOT_MADE_OF_INSTANCES_THAT_STAY),
        (SWITCHED, NOT_MADE_OF_INSTANCES_THAT_STAY),
    ],
    ids=["little", "replaced", "replaced with data", "recovered", "switched"],
)
def test_what_was_not_asked_for_is_no_promise(sections: Mapping[str, Any], expected: Mapping[str, str]) -> None:
    with deployed(sections) as deployment:
        checks = run_checks(deployment)
    found = {check.id: re.sub("vol-[0-9a-f]+", "vol-…", check.found) for check in checks if check.status != "passed"}
    assert found == expected
    assert {check.status for check in checks} == {"passed", "not_applicable"}


def test_what_was_not_asked_for_of_a_kept_instance_is_no_promise_either() -> None:
    availability = {
        "strategy": "dns_failover",
        "record": {"name": "www.example.com", "hosted_zone_name": "example.com"},
        "termination_protection": False,
    }
    with deployed({"network": {"zones": ["a", "b"]}, "availability": availability}) as deployment:
        checks = run_checks(deployment)
    found = {check.id: check.found for check in checks if check.status != "passed"}
    assert found == {
        **NOT_MADE_OF_INSTANCES_THAT_STAY,
        "instance.termination-protection": "off: this stack may be removed",
        "maintenance.chain": "no maintenance page was given",
        "maintenance.page": "no maintenance page was given",
        "maintenance.readers": "no maintenance page was given",
        "monitoring.subscriptions": "nobody is named: alarms are raised, and no one is told",
    }


@pytest.mark.parametrize(
    "sections", [REPLACED, RECOVERED, SWITCHED], ids=["one replaced", "one recovered", "two switched"]
)
def test_every_strategy_promises_what_a_release_asks_for(sections: Mapping[str, Any]) -> None:
    more = {"instance_warmup_seconds": 600} if sections is REPLACED else {}
    availability = {**sections["availability"], **more}
    with deployed({**sections, "availability": availability, "artifacts": RELEASED["artifacts"]}) as deployment:
        checks = run_checks(deployment)
    assert [(check.id, check.found) for check in checks if check.status == "failed"] == []
    made = {check.id for check in checks if check.status == "passed"}
    assert NO_RELEASE.keys() <= made
    assert ("group.stops-on-failed-boots" in made) is (sections is REPLACED)


def test_every_tag_that_a_program_gives_is_read() -> None:
    given = set()
    for sections in STACKS.values():
        with deployed(sections) as deployment:
            given |= {each.type for each in deployment.resources if each.inputs.get("tags")}
    assert given == set(tags.READERS)
