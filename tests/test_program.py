"""The program as a whole: every committed stack, every setting, and the names that are its identity."""

import difflib
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

from config import availability
from tests.program import EXAMPLES, FOLDERS, ROOT, STACKS, config_of, record_config, record_stack, urns


def test_dev_and_prod_are_committed() -> None:
    assert {"dev", "prod"} <= set(STACKS)


def test_every_strategy_has_an_example_called_like_it() -> None:
    assert {stack: FOLDERS[stack].name for stack in EXAMPLES} == {
        strategy.replace("_", "-"): strategy for strategy in availability.STRATEGIES
    }


@pytest.mark.parametrize("stack", FOLDERS)
def test_the_names_of_a_stack_are_the_golden_ones(stack: str) -> None:
    """A name that changes here replaces its resource in every deployed stack.

    Give the resource an alias to its old name, write a line into CHANGELOG.md, and then `make generate`.
    """
    golden = (ROOT / "tests" / "golden" / f"{stack}.urns").read_text()
    changed = difflib.unified_diff(golden.splitlines(), urns(record_stack(stack)).splitlines(), lineterm="", n=0)
    assert not list(changed), "names changed: see this test's docstring"


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_says_what_a_person_needs_next(stack: str) -> None:
    outputs = record_stack(stack).outputs["pulumi:pulumi:Stack"]
    assert set(outputs) == {"strategy", "url", "load_balancer_dns_name", "artifact_bucket", "scaling_group", "console"}
    assert set(outputs["console"]) == {"scaling_group", "targets", "artifacts"}
    assert all(link.startswith("https://") for link in outputs["console"].values())
    assert outputs["url"] == "http://lb.example.amazonaws.com/"
    assert outputs["scaling_group"] == f"ha-web-{stack}-asg"


def expected_outputs(stack: str) -> Mapping[str, Any]:
    """Return what an example's program must export, links to AWS's console left out."""
    base = f"ha-web-{stack}"
    strategy = stack.replace("-", "_")
    of_strategy: Mapping[str, Mapping[str, Any]] = {
        "self_healing": {
            "scaling_group": f"{base}-asg",
            "address": f"address of {base}-address",
            "url": f"http://address of {base}-address/",
        },
        "auto_recovery": {
            "instance": f"Instance {base}-primary-instance",
            "address": f"address of {base}-primary-address",
            "url": f"http://address of {base}-primary-address/",
        },
        "dns_failover": {
            "primary": f"Instance {base}-primary-instance",
            "secondary": f"Instance {base}-secondary-instance",
            "addresses": [f"address of {base}-primary-address", f"address of {base}-secondary-address"],
            "url": "http://www.example.com/",
            "worst_case_switch_seconds": 90,
            "name_servers": ["ns-1.example.net", "ns-2.example.org"],
        },
        "load_balanced": {
            "scaling_group": f"{base}-asg",
            "load_balancer_dns_name": "lb.example.amazonaws.com",
            "url": "http://lb.example.amazonaws.com/",
        },
    }
    bucket = f"{base}-artifacts-123456789012-eu-west-1"
    return {"strategy": strategy, "artifact_bucket": bucket, **of_strategy[strategy]}


LINKED = {
    "self-healing": {"scaling_group"},
    "auto-recovery": {"instance"},
    "dns-failover": {"primary", "secondary"},
    "load-balanced": {"scaling_group", "targets"},
}
"""What of an example can be looked at in the console, beside its artifacts."""


@pytest.mark.parametrize("stack", EXAMPLES)
def test_an_example_says_what_a_person_needs_next(stack: str) -> None:
    outputs = record_stack(stack).outputs["pulumi:pulumi:Stack"]
    console = outputs.pop("console")
    assert outputs == expected_outputs(stack)
    assert set(console) == LINKED[stack] | {"artifacts"}
    assert all(link.startswith("https://") for link in console.values())


def test_a_group_without_an_address_that_stays_names_none() -> None:
    """An instance's own address changes with every replacement: as an output it would be a trap."""
    outputs = record_config(config_of({"availability": {"strategy": "self_healing"}})).outputs["pulumi:pulumi:Stack"]
    assert set(outputs) == {"strategy", "artifact_bucket", "scaling_group", "console"}


def test_dev_has_the_walk_throughs_own_values() -> None:
    """DESIGN: t2.micro over zones a, b and c, 2/2/3, behind a new internet-facing load balancer, a Name tag."""
    dev = record_stack("dev")
    template, group = dev.one("ec2/launchTemplate:LaunchTemplate").inputs, dev.one("autoscaling/group:Group").inputs
    assert template["instanceType"] == "t2.micro"
    assert group["name"].count("_") == 0
    assert (group["minSize"], group["desiredCapacity"], group["maxSize"]) == (2, 2, 3)
    assert group["vpcZoneIdentifiers"] == [f"Subnet ha-web-dev-private-eu-west-1{zone}" for zone in "abc"]
    assert group["launchTemplate"]["version"] == "7", "the number of the latest version, never $Latest"
    assert group["protectFromScaleIn"] is False
    assert {"key": "Name", "value": "ha-web-dev", "propagateAtLaunch": True} in group["tags"]
    policy = dev.one("autoscaling/policy:Policy").inputs["targetTrackingConfiguration"]
    assert policy["disableScaleIn"] is False
    assert dev.one("lb/loadBalancer:LoadBalancer").inputs["internal"] is False
    assert dev.one("autoscaling/notification:Notification").inputs["groupNames"] == ["ha-web-dev-asg"]


def test_prod_shares_nothing_between_its_zones() -> None:
    prod = record_stack("prod")
    gateways = prod.inputs("ec2/natGateway:NatGateway")
    assert set(gateways) == {f"ha-web-prod-nat-eu-west-1{zone}" for zone in "abc"}
    for zone in "abc":
        route = prod.inputs("ec2/route:Route")[f"ha-web-prod-private-eu-west-1{zone}"]
        assert route["natGatewayId"] == f"NatGateway ha-web-prod-nat-eu-west-1{zone}", "its own zone's way out"


def test_what_prod_cannot_lose_is_protected_and_dev_can_be_removed() -> None:
    def protection(stack: str) -> dict[str, object]:
        recording = record_stack(stack)
        found: dict[str, object] = {
            name: (bucket.protect, bucket.inputs["forceDestroy"])
            for name, bucket in recording.of("s3/bucket:Bucket").items()
        }
        balancer = recording.one("lb/loadBalancer:LoadBalancer")
        return found | {"load balancer": balancer.inputs["enableDeletionProtection"]}

    assert protection("dev") == {
        "ha-web-dev-artifacts": (False, True),
        "ha-web-dev-logs": (False, True),
        "load balancer": False,
    }
    assert protection("prod") == {
        "ha-web-prod-artifacts": (True, False),
        "ha-web-prod-logs": (True, False),
        "load balancer": True,
    }


def test_committed_stacks_have_addresses_of_their_own() -> None:
    """Two networks with the same addresses can never be connected."""
    stacks = ("dev", "prod", *EXAMPLES)
    blocks = [record_stack(stack).one("ec2/vpc:Vpc").inputs["cidrBlock"] for stack in stacks]
    assert len(set(blocks)) == len(blocks)


def test_a_bad_setting_stops_the_program_before_anything_is_registered() -> None:
    with pytest.raises(pulumi.RunError) as stopped:
        record_config(config_of({"scaling": {"min_size": 5, "max_size": 2}}))
    assert "scaling" in str(stopped.value)


def test_another_account_is_refused_before_anything_is_registered() -> None:
    with pytest.raises(pulumi.RunError) as stopped:
        record_config(config_of({"naming": {"allowed_account_ids": ["999999999999"]}}))
    assert str(stopped.value) == (
        "Pulumi.test.yaml: naming.allowed_account_ids: the credentials are of account 123456789012, "
        "allowed: 999999999999; use credentials of an allowed account, or add this one"
    )


def test_a_zone_that_the_account_does_not_have_is_refused_before_anything_is_registered() -> None:
    zones = {
        "aws:index/getAvailabilityZones:getAvailabilityZones": lambda _: {"id": "eu-west-1", "names": ["eu-west-1b"]}
    }
    with pytest.raises(pulumi.RunError) as stopped:
        record_config(config_of({"network": {"zones": ["a", "b", "d"]}}), invokes=zones)
    assert str(stopped.value) == (
        "Pulumi.test.yaml: network.zones: eu-west-1a, eu-west-1d is not a zone of this account; use some of [b]"
    )


def test_the_allowed_account_is_deployed_to() -> None:
    config = config_of({"naming": {"allowed_account_ids": ["123456789012"]}})
    assert record_config(config).of("ec2/vpc:Vpc")


def test_an_internal_load_balancer_is_in_the_private_subnets_and_open_to_the_vpc_alone() -> None:
    recording = record_config(config_of({"load_balancer": {"scheme": "internal"}}))
    balancer = recording.one("lb/loadBalancer:LoadBalancer").inputs
    assert balancer["subnets"] == [f"Subnet ha-web-test-private-eu-west-1{zone}" for zone in "abc"]
    rules = recording.inputs("vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    admitted = {rule.get("cidrIpv4") for rule in rules.values() if rule["securityGroupId"].endswith("-alb")}
    assert admitted == {"10.20.0.0/16"}


def test_ipv6_reaches_network_instances_and_load_balancer() -> None:
    recording = record_config(config_of({"network": {"ipv6": True}}))
    assert recording.one("lb/loadBalancer:LoadBalancer").inputs["ipAddressType"] == "dualstack"
    ingress = recording.inputs("vpc/securityGroupIngressRule:SecurityGroupIngressRule").values()
    assert "::/0" in {rule.get("cidrIpv6") for rule in ingress}
    egress = recording.inputs("vpc/securityGroupEgressRule:SecurityGroupEgressRule").values()
    assert "::/0" in {rule.get("cidrIpv6") for rule in egress}


@pytest.mark.parametrize("zone", [{"hosted_zone_name": "example.com"}, {"hosted_zone_id": "Z0123456789ABCDEFGHIJ"}])
def test_a_domain_gets_a_certificate_https_and_an_alias(zone: dict[str, str]) -> None:
    recording = record_config(config_of({"load_balancer": {"domain": {"name": "shop.example.com", **zone}}}))
    zone_id = zone.get("hosted_zone_id", "zone of example.com")
    assert recording.one("acm/certificate:Certificate").inputs["domainName"] == "shop.example.com"
    records = recording.inputs("route53/record:Record")
    assert {record["zoneId"] for record in records.values()} == {zone_id}
    assert records["ha-web-test-alias-a"]["name"] == "shop.example.com"
    assert recording.outputs["pulumi:pulumi:Stack"]["url"] == "https://shop.example.com/"


def test_a_given_certificate_is_used_and_none_is_issued() -> None:
    arn = "arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
    domain = {"name": "shop.example.com", "hosted_zone_name": "example.com"}
    recording = record_config(config_of({"load_balancer": {"certificate_arn": arn, "domain": domain}}))
    assert not recording.of("acm/certificate:Certificate")
    listeners = recording.inputs("lb/listener:Listener")
    assert listeners["ha-web-test-https"]["certificateArn"] == arn
    assert "ha-web-test-alias-a" in recording.inputs("route53/record:Record")


def test_instances_may_read_their_artifacts_and_know_where_they_are() -> None:
    recording = record_stack("dev")
    assert "ha-web-dev-instance-artifacts" in recording.of("iam/rolePolicy:RolePolicy")
    # What the script does with it is the launch template's own test.
    assert "LaunchTemplate ha-web-dev-template" in recording.one("autoscaling/group:Group").dependencies
