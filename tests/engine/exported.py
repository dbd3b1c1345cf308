"""What each strategy must export, and who serves, from what is in the account."""

from typing import Any

from tests.engine.look import address, alarms, group, health_check, instance, instances, records
from tests.engine.workspace import Workspace

CONSOLE = "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1"


def _of_all(stack: Workspace, **links: str) -> dict[str, Any]:
    """Return what every strategy exports."""
    buckets = (each["Name"] for each in stack.aws.client("s3").list_buckets()["Buckets"])
    (bucket,) = (name for name in buckets if "artifacts" in name)
    artifacts = f"https://s3.console.aws.amazon.com/s3/buckets/{bucket}?region=eu-west-1"
    strategy = stack.config.get("ha-web:availability", {}).get("strategy", "load_balanced")
    return {
        "strategy": strategy,
        "artifact_bucket": bucket,
        "console": {"artifacts": artifacts, **{key: f"{CONSOLE}#{link}" for key, link in links.items()}},
    }


def _group_link(stack: Workspace) -> str:
    return f"AutoScalingGroupDetails:id={group(stack)['AutoScalingGroupName']}"


def load_balanced(stack: Workspace) -> dict[str, Any]:
    elbv2 = stack.aws.client("elbv2")
    balancer = elbv2.describe_load_balancers()["LoadBalancers"][0]
    targets = elbv2.describe_target_groups()["TargetGroups"][0]["TargetGroupArn"]
    return {
        **_of_all(stack, scaling_group=_group_link(stack), targets=f"TargetGroup:targetGroupArn={targets}"),
        "url": f"http://{balancer['DNSName']}/",
        "load_balancer_dns_name": balancer["DNSName"],
        "scaling_group": group(stack)["AutoScalingGroupName"],
    }


def behind_the_balancer(stack: Workspace) -> list[int]:
    """Return how many instances of the group serve behind the load balancer, in each zone that has any."""
    elbv2, zones = stack.aws.client("elbv2"), dict[str, int]()
    targets = elbv2.describe_target_groups()["TargetGroups"][0]["TargetGroupArn"]
    health = elbv2.describe_target_health(TargetGroupArn=targets)["TargetHealthDescriptions"]
    healthy = {each["Target"]["Id"] for each in health if each["TargetHealth"]["State"] == "healthy"}
    for member in group(stack)["Instances"]:
        if member["InstanceId"] in healthy:
            zones[member["AvailabilityZone"]] = zones.get(member["AvailabilityZone"], 0) + 1
    return list(zones.values())


def self_healing(stack: Workspace) -> dict[str, Any]:
    kept = address(stack)["PublicIp"]
    return {
        **_of_all(stack, scaling_group=_group_link(stack)),
        "scaling_group": group(stack)["AutoScalingGroupName"],
        "address": kept,
        "url": f"http://{kept}/",
    }


def in_the_group(stack: Workspace) -> dict[str, Any]:
    """Return what there is to say of the group's instances, and where it may launch others."""
    found = group(stack)
    (member,) = found["Instances"]
    (running,) = instances(stack)
    return {
        "in service": member["InstanceId"] == running["InstanceId"] and member["LifecycleState"] == "InService",
        "an address of its own": "PublicIpAddress" in running,
        "zones": set(found["AvailabilityZones"]),
        "launches first": found["InstanceMaintenancePolicy"]["MinHealthyPercentage"] == 100
        and found["InstanceMaintenancePolicy"]["MaxHealthyPercentage"] == 200,
        "told when empty": alarms(stack)["no-instances"]["AlarmActions"] == [_topic(stack)],
    }


def auto_recovery(stack: Workspace) -> dict[str, Any]:
    primary, reached = instance(stack, "primary")["InstanceId"], address(stack, "primary")["PublicIp"]
    return {
        **_of_all(stack, instance=f"InstanceDetails:instanceId={primary}"),
        "instance": primary,
        "address": reached,
        "url": f"http://{reached}/",
    }


def recovered(stack: Workspace, role: str = "primary") -> dict[str, Any]:
    """Return where an instance is, whether its address leads to it, and what its alarms do with it."""
    described = instance(stack, role)
    found = alarms(stack)
    acting = {action: found[f"{role}-{action}"] for action in ("recover", "reboot")}
    own = [{"Name": "InstanceId", "Value": described["InstanceId"]}]
    return {
        "zone": described["Placement"]["AvailabilityZone"],
        "reached": address(stack, role).get("InstanceId") == described["InstanceId"],
        "watched": all(alarm["Dimensions"] == own for alarm in acting.values()),
        "actions": {action: sorted(alarm["AlarmActions"]) for action, alarm in acting.items()}
        == {action: sorted([f"arn:aws:automate:eu-west-1:ec2:{action}", _topic(stack)]) for action in acting},
    }


def dns_failover(stack: Workspace) -> dict[str, Any]:
    ids = {role: instance(stack, role)["InstanceId"] for role in ("primary", "secondary")}
    (zone,) = stack.aws.client("route53").list_hosted_zones()["HostedZones"]
    servers = stack.aws.client("route53").get_hosted_zone(Id=zone["Id"])["DelegationSet"]["NameServers"]
    settings = stack.config["ha-web:availability"]
    check, record = settings["health_check"], settings["record"]
    return {
        **_of_all(stack, **{role: f"InstanceDetails:instanceId={each}" for role, each in ids.items()}),
        **ids,
        "url": f"http://{record['name']}/",
        "addresses": [address(stack, role)["PublicIp"] for role in ids],
        "worst_case_switch_seconds": check["interval_seconds"] * check["failure_threshold"] + record["ttl_seconds"],
        "name_servers": sorted(servers),
    }


def failing_over(stack: Workspace) -> dict[str, Any]:
    """Return both instances, and what each record of the name answers by which check."""
    found, watched = records(stack), alarms(stack, "us-east-1")
    answers = {}
    for (name, role), record in found.items():
        if target := record.get("AliasTarget"):
            answers[name, role] = target["DNSName"].rstrip(".")
            continue
        check = health_check(stack, record["HealthCheckId"])
        own = address(stack, role)["PublicIp"]
        alarm = watched[f"eu-west-1-dns-health-{role}"]["Dimensions"]
        assert alarm == [{"Name": "HealthCheckId", "Value": record["HealthCheckId"]}]
        if [each["Value"] for each in record["ResourceRecords"]] == [own] and check["IPAddress"] == own:
            answers[name, role] = f"{role}'s address, checked"
    roles = {name: record["Failover"] for name, record in found.items()}
    return {
        "primary": recovered(stack),
        "secondary": recovered(stack, "secondary"),
        "answers": answers,
        "in order": all(role.upper() == roles[name, role] for name, role in roles),
    }


def _topic(stack: Workspace) -> str:
    (topic,) = (each["TopicArn"] for each in stack.aws.client("sns").list_topics()["Topics"])
    return str(topic)
