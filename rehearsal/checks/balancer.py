"""The load balancer's promises on where it stands, what it refuses and where it sends requests."""

from typing import Any

from ._outcome import NotKeptError, NotMadeError, refuse, some
from ._promise import Topic
from ._view import View, count, in_words

TOPIC = Topic("ha-web:index:LoadBalancer")
FEWEST_ZONES = 2


def balancer_of(view: View) -> Any:
    """Return the load balancer, as Elastic Load Balancing describes it."""
    arn = view.output("load_balancer_arn")
    found = view.aws.all("elbv2", "describe_load_balancers", "LoadBalancers", LoadBalancerArns=[arn])
    return some(found, "load balancer")[0]


def attributes_of(view: View) -> dict[str, str]:
    """Return the load balancer's attributes."""
    arn = view.output("load_balancer_arn")
    answer = view.aws.ask("elbv2", "describe_load_balancer_attributes", LoadBalancerArn=arn)
    return {each["Key"]: each.get("Value", "") for each in answer["Attributes"]}


def target_group_of(view: View) -> Any:
    """Return the target group."""
    arn = view.output("target_group_arn")
    found = view.aws.all("elbv2", "describe_target_groups", "TargetGroups", TargetGroupArns=[arn])
    return some(found, "target group")[0]


def targets_of(view: View) -> list[Any]:
    """Return the targets with their health."""
    arn = view.output("target_group_arn")
    return list(view.aws.ask("elbv2", "describe_target_health", TargetGroupArn=arn)["TargetHealthDescriptions"])


def _asked(view: View, argument: str) -> Any:
    declared = view.declared("aws:lb/loadBalancer:LoadBalancer")
    return declared[0].inputs.get(argument) if declared else None


@TOPIC.promise(
    "balancer.zones",
    "The load balancer is active in two zones at least",
    remedy="give the load balancer one subnet in each of two or more zones",
)
def zones(view: View) -> str:
    """Read its state and its zones."""
    balancer = balancer_of(view)
    state, places = balancer["State"]["Code"], balancer["AvailabilityZones"]
    names = [each["ZoneName"] for each in places]
    refuse([] if state == "active" else [f"it is {state}"])
    refuse([] if len(set(names)) >= FEWEST_ZONES else [f"it stands in {in_words(names) or 'no zone'} alone"])
    given = _asked(view, "subnets") or []
    refuse(f"{each} is not among its subnets" for each in given if each not in [one["SubnetId"] for one in places])
    return f"active in {in_words(sorted(names))}"


@TOPIC.promise(
    "balancer.scheme",
    "The load balancer's subnets suit its scheme",
    remedy="give an internet-facing load balancer public subnets, an internal one private ones",
)
def scheme(view: View) -> str:
    """Compare the scheme with the routes of its subnets, and with what the program asked for."""
    balancer = balancer_of(view)
    kind = balancer["Scheme"]
    wanted = "internal" if _asked(view, "internal") else "internet-facing"
    refuse([] if kind == wanted else [f"it is {kind}, {wanted} was asked for"])
    places = view.aws.subnets(each["SubnetId"] for each in some(balancer["AvailabilityZones"], "zone"))
    public = {key for key, each in places.items() if view.aws.leads_to_internet(each)}
    if kind == "internet-facing":
        refuse(f"{key} does not lead to the internet" for key in places if key not in public)
        return f"internet-facing in {count(len(places), 'public subnet')}"
    refuse(f"{key} leads to the internet" for key in sorted(public))
    return f"internal in {count(len(places), 'private subnet')}"


@TOPIC.promise(
    "balancer.headers",
    "Malformed requests are refused",
    remedy="keep drop_invalid_header_fields true and desync_mitigation_mode defensive or strictest",
)
def headers(view: View) -> str:
    """Read the two attributes."""
    found = attributes_of(view)
    mode = found.get("routing.http.desync_mitigation_mode", "not set")
    dropped = found.get("routing.http.drop_invalid_header_fields.enabled")
    refuse([] if dropped == "true" else ["invalid headers are passed on"])
    refuse([] if mode in ("defensive", "strictest") else [f"desync mitigation is {mode}"])
    return f"dropped; desync mitigation {mode}"


def _switch(view: View, attribute: str, argument: str, off: str) -> str:
    """Compare an attribute with what was asked for; off is no promise."""
    found = attributes_of(view).get(attribute, "not set")
    if not _asked(view, argument):
        raise NotMadeError(off)
    refuse([] if found == "true" else [f"{attribute} is {found}"])
    return "on"


@TOPIC.promise(
    "balancer.deletion-protection",
    "AWS refuses to delete the load balancer",
    remedy="set deletion_protection to true, and deploy",
)
def deletion_protection(view: View) -> str:
    """Read the attribute."""
    return _switch(view, "deletion_protection.enabled", "enableDeletionProtection", "off: this stack may be removed")


@TOPIC.promise(
    "balancer.zonal-shift",
    "An impaired zone can be taken out of service",
    remedy="set zonal_shift to true, and deploy",
)
def zonal_shift(view: View) -> str:
    """Read the attribute."""
    return _switch(view, "zonal_shift.config.enabled", "enableZonalShift", "zonal shift was not asked for")


@TOPIC.promise(
    "balancer.targets",
    "The targets are the group's instances, and healthy",
    remedy="attach the scaling group to the target group, and look at the health check's path, port and matcher",
)
def targets(view: View) -> str:
    """Compare the registered targets with the instances of every group that is attached."""
    arn = view.output("target_group_arn")
    groups = [
        each
        for each in view.aws.all("autoscaling", "describe_auto_scaling_groups", "AutoScalingGroups")
        if arn in each["TargetGroupARNs"]
    ]
    some(groups, "group attached to the target group")
    members = {each["InstanceId"] for group in groups for each in group["Instances"]}
    registered = {each["Target"]["Id"]: each["TargetHealth"]["State"] for each in targets_of(view)}
    refuse(f"{each} is in the group, but no target" for each in sorted(members - set(registered)))
    refuse(f"{each} is a target, but in no attached group" for each in sorted(set(registered) - members))
    some(list(registered), "target")
    refuse(f"{each} is {state}" for each, state in registered.items() if state != "healthy")
    names = in_words(group["AutoScalingGroupName"] for group in groups)
    return f"{count(len(registered), 'instance')} of {names}, all healthy"


@TOPIC.promise(
    "balancer.health-check",
    "Each instance is asked whether it is well",
    remedy="enable the health check, with a timeout below its interval",
)
def health_check(view: View) -> str:
    """Read the target group's health check."""
    group = target_group_of(view)
    interval, timeout = group["HealthCheckIntervalSeconds"], group["HealthCheckTimeoutSeconds"]
    refuse([] if group["HealthCheckEnabled"] else ["it is off"])
    refuse([] if timeout < interval else [f"its timeout, {timeout} s, is not below its interval, {interval} s"])
    path, port = group["HealthCheckPath"], group["HealthCheckPort"]
    return f"{group['HealthCheckProtocol']} {path} on {port} every {interval} s, {group['Matcher']['HttpCode']} is well"


@TOPIC.promise(
    "balancer.web-acl",
    "AWS WAF stands in front",
    remedy="associate the web ACL with the load balancer again",
)
def web_acl(view: View) -> str:
    """Ask AWS WAF for the web ACL of the load balancer."""
    if not view.declared("aws:wafv2/webAclAssociation:WebAclAssociation"):
        raise NotMadeError("no web ACL was given")
    acl = view.aws.ask("wafv2", "get_web_acl_for_resource", ResourceArn=view.output("load_balancer_arn")).get("WebACL")
    if acl is None:
        raise NotKeptError("the load balancer has no web ACL")
    return str(acl["Name"])
