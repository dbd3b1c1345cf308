"""What people change on a running stack of the strategy `dns_failover`, and exactly what it does."""

from typing import Any

from tests.engine.look import address, health_check, instance, records, user_data
from tests.engine.plan import Moment, Plan, in_order
from tests.engine.workspace import Workspace

STACK = "dns-failover"
ROLES = ("primary", "secondary")
NAME, ORIGIN = "www.example.com", "origin.www.example.com"


def of_both(*kinds: str, change: str, start: str = "") -> Plan:
    """Return the same change of both instances' resources, of each kind."""
    return {f"{kind}:{start}{role}": change for kind in kinds for role in ROLES}


def new_instance(role: str, what: str = "launchTemplate.version, userData") -> Plan:
    """Return what makes a new instance, and what follows from it."""
    return {
        f"EipAssociation:{role}-address": "replace instanceId",
        f"Instance:{role}-instance": f"replace {what}",
        f"MetricAlarm:{role}-reboot": "update dimensions.InstanceId",
        f"MetricAlarm:{role}-recover": "update dimensions.InstanceId",
    }


def old_serves_until_new_stands(role: str) -> list[Moment]:
    return [
        Moment("ended", "create-replacement", f"Instance:{role}-instance"),
        Moment("ended", "create-replacement", f"EipAssociation:{role}-address"),
        Moment("begins", "delete-replaced", f"Instance:{role}-instance"),
    ]


def served(stack: Workspace) -> dict[str, tuple[str, str]]:
    """Return each instance with its address."""
    return {role: (instance(stack, role)["InstanceId"], address(stack, role)["PublicIp"]) for role in ROLES}


def checks(stack: Workspace) -> dict[str, dict[str, Any]]:
    """Return how each instance is asked whether it is well, by what the name's records go by."""
    found = {role: record for (_, role), record in records(stack).items() if "HealthCheckId" in record}
    return {role: health_check(stack, found[role]["HealthCheckId"]) for role in ROLES}


def test_what_a_check_asks_and_how_long_answers_are_kept_changes_in_place(stack: Workspace) -> None:
    availability = stack.section("availability")
    availability["health_check"].update(path="/health", failure_threshold=2)
    availability["record"]["ttl_seconds"] = 30
    stack.change(
        {
            **of_both("HealthCheck", change="update failureThreshold, resourcePath"),
            **of_both("Record", change="update ttl", start="origin-"),
        }
    )
    assert {(each["ResourcePath"], each["FailureThreshold"]) for each in checks(stack).values()} == {("/health", 2)}
    assert {records(stack)[ORIGIN, role]["TTL"] for role in ROLES} == {30}
    assert stack.outputs()["worst_case_switch_seconds"] == 10 * 2 + 30


def test_another_interval_makes_new_checks_which_the_records_take_before_the_old_ones_go(stack: Workspace) -> None:
    availability = stack.section("availability")
    availability["health_check"]["interval_seconds"] = 30
    ran = stack.change(
        {
            **of_both("HealthCheck", change="replace requestInterval"),
            **of_both("Record", change="update healthCheckId", start="origin-"),
            **of_both("MetricAlarm", change="update dimensions.HealthCheckId", start="eu-west-1-dns-health-"),
        }
    )
    for role in ROLES:
        turned = [
            Moment("ended", "create-replacement", f"HealthCheck:{role}"),
            Moment("begins", "update", f"Record:origin-{role}"),
            Moment("ended", "update", f"Record:origin-{role}"),
            Moment("begins", "delete-replaced", f"HealthCheck:{role}"),
        ]
        assert in_order(stack.order(ran), turned) == turned
    assert {each["RequestInterval"] for each in checks(stack).values()} == {30}


def test_new_user_data_replace_both_instances_at_the_same_addresses(stack: Workspace) -> None:
    before = served(stack)
    stack.section("instance")["user_data"] = {"packages": ["jq"]}
    ran = stack.change(
        {**new_instance("primary"), **new_instance("secondary"), "LaunchTemplate:template": "update userData"}
    )
    for role in ROLES:
        order = old_serves_until_new_stands(role)
        assert in_order(stack.order(ran), order) == order
        (old, at), (new, still) = before[role], served(stack)[role]
        assert (new != old, still) == (True, at)
        assert "jq" in user_data(stack, new)


def test_a_release_can_go_to_the_second_instance_first(stack: Workspace) -> None:
    """With both at once, neither has booted when the old ones go: what docs/strategies/dns_failover.md says to do."""
    before = served(stack)
    stack.section("instance")["user_data"] = {"packages": ["zip"]}
    ran = stack.up("up of the second instance", targets=("**-template", "**-secondary-*"))
    assert stack.done(ran) == {**new_instance("secondary"), "LaunchTemplate:template": "update userData"}
    between = served(stack)
    assert between["primary"] == before["primary"]
    assert between["secondary"][0] != before["secondary"][0]

    stack.change(new_instance("primary"))
    after = served(stack)
    assert after["secondary"] == between["secondary"]
    assert {role: at for role, (_, at) in after.items()} == {role: at for role, (_, at) in before.items()}


def test_where_not_everybody_may_connect_the_checkers_still_may(stack: Workspace) -> None:
    stack.section("availability")["allowed_cidr_blocks"] = ["203.0.113.0/24"]
    ran = stack.change(
        {
            "SecurityGroupIngressRule:instance-health-80": "create",
            "SecurityGroupIngressRule:instance-in-80-0.0.0.0/0": "delete",
            "SecurityGroupIngressRule:instance-in-80-203.0.113.0/24": "create",
        }
    )
    admitted = [
        Moment("ended", "create", "SecurityGroupIngressRule:instance-health-80"),
        Moment("begins", "delete", "SecurityGroupIngressRule:instance-in-80-0.0.0.0/0"),
    ]
    assert in_order(stack.order(ran), admitted) == admitted


PAGE = {
    "Bucket:maintenance",
    "BucketObjectv2:maintenance",
    "BucketOwnershipControls:maintenance",
    "BucketPolicy:maintenance",
    "BucketPublicAccessBlock:maintenance",
    "BucketServerSideEncryptionConfiguration:maintenance",
    "BucketWebsiteConfiguration:maintenance",
    "Record:origin-primary",
    "Record:origin-secondary",
}
"""What there is with a maintenance page alone."""


def test_a_page_removed_leaves_the_name_with_the_instances(stack: Workspace) -> None:
    del stack.section("availability")["maintenance_page"]
    ran = stack.change(
        {
            **dict.fromkeys(PAGE, "delete"),
            **of_both("Record", change="update aliases, healthCheckId, records, ttl"),
        }
    )
    for role in ROLES:
        turned = [
            Moment("ended", "update", f"Record:{role}"),
            Moment("begins", "delete", f"Record:origin-{role}"),
        ]
        assert in_order(stack.order(ran), turned) == turned
    found = {key: [each["Value"] for each in record["ResourceRecords"]] for key, record in records(stack).items()}
    assert found == {(NAME, role): [at] for role, (_, at) in served(stack).items()}


def test_a_page_added_stands_before_the_name_leads_to_it(stack: Workspace) -> None:
    stack.section("availability")["maintenance_page"] = {"content": "<p>Soon.</p>\n"}
    ran = stack.change(
        {
            **dict.fromkeys(PAGE, "create"),
            **of_both("Record", change="update aliases, healthCheckId, records, ttl"),
        }
    )
    turned = [
        Moment("ended", "create", "Record:origin-secondary"),
        Moment("begins", "update", "Record:primary"),
        Moment("ended", "update", "Record:primary"),
        Moment("begins", "update", "Record:secondary"),
    ]
    assert in_order(stack.order(ran), turned) == turned
    assert records(stack)[NAME, "secondary"]["AliasTarget"]["DNSName"].rstrip(".").startswith("s3-website")
