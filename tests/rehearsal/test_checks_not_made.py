"""What a program did not ask for is no promise: it is neither kept nor broken, and says why."""

import pytest

from rehearsal.checks import run_checks
from tests.rehearsal.spoils.case import LITTLE, deployed

pytestmark = pytest.mark.rehearsal

NOT_MADE_OF_LITTLE = {
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
    "monitoring.subscriptions": "nobody is named: alarms are raised, and no one is told",
}


def test_what_was_not_asked_for_is_no_promise() -> None:
    with deployed(LITTLE) as deployment:
        checks = run_checks(deployment)
    assert {check.id: check.found for check in checks if check.status != "passed"} == NOT_MADE_OF_LITTLE
    assert {check.status for check in checks} == {"passed", "not_applicable"}
