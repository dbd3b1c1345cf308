"""The promises about a release: instances get this very one, and a first boot that fails is heard of."""

from collections.abc import Mapping, Sequence
from typing import Any

from ._alarms import alarms_on, dimensions_of, goes_off_at, minutes_of
from ._outcome import NotKeptError, NotMadeError, refuse, some
from ._policy import allows, condition, listed, statements
from ._promise import Topic
from ._view import View, count, in_words
from .group import asked, group_of, template_of
from .network import endpoint_problems, interface_endpoints
from .role import COUNTING, NAMESPACE, READING, documents_of
from .template import latest, user_data_of

TOPIC = Topic("ha-web:index:LaunchTemplate")
GROUP_TOPIC = Topic("ha-web:index:ScalingGroup")

METRIC, DIMENSION = "BootFailures", "Release"
CHECKING = ("sha256sum", '[ "$got" = "$sha256" ]')
"""How the script knows a digest, and what it does with it."""
TEMPLATE_TAG = "aws:ec2launchtemplate:id"
"""Tag by which EC2 says what launched an instance."""


def _release(view: View) -> Mapping[str, str]:
    """Return the release that the program names."""
    named: Mapping[str, str] = view.output("release")
    if not named:
        raise NotMadeError("no release is named")
    return named


def _script(view: View) -> str:
    return user_data_of(latest(view, view.output("template_id")))


def _subnets(view: View) -> Sequence[Any]:
    """Return the subnets of the instances that the template has launched."""
    launched = view.aws.ec2(
        "describe_instances", "Reservations", **{f"tag:{TEMPLATE_TAG}": [view.output("template_id")]}
    )
    ids = {each["SubnetId"] for found in launched for each in found["Instances"] if each.get("SubnetId")}
    return some(list(view.aws.subnets(some(sorted(ids), "instance of the template")).values()), "subnet of an instance")


@TOPIC.promise(
    "release.boot",
    "The first boot fetches this very release",
    remedy="deploy again: the latest version of the template must have the release that the settings name",
)
def boot(view: View) -> str:
    """Look for each part of the release's name in the script of the template's latest version."""
    named, script = _release(view), _script(view)
    wanted = {**named, "version": f"HA_WEB_RELEASE_VERSION={named['version']}\n"}
    refuse(f"its {part} {named[part]} is not in the script" for part, text in wanted.items() if text not in script)
    refuse([] if all(each in script for each in CHECKING) else ["the script does not check its SHA-256"])
    return f"{named['version']}: s3://{named['bucket']}/{named['key']}, version {named['object_version']}"


@TOPIC.promise(
    "release.readable",
    "Instances may read the release",
    remedy="hand the bucket's read_policy() to LaunchTemplate as one of its policies",
)
def readable(view: View) -> str:
    """Evaluate the role's policies for this object and its versions."""
    named, role = _release(view), view.output("role_name")
    documents = documents_of(view, role)
    where = f"arn:{view.aws.partition}:s3:::{named['bucket']}/{named['key']}"
    needed = [action for action in READING if action.startswith("s3:GetObject")]
    refuse(f"{role} may not {action} {where}" for action in needed if not allows(documents, action, where))
    return f"{role} reads {where}"


@TOPIC.promise(
    "release.way",
    "Instances reach the release by the S3 endpoint",
    remedy="join the route tables of the instances' subnets to the network's S3 gateway endpoint",
)
def way(view: View) -> str:
    """Follow the subnet of each instance to its route table, and that to a gateway endpoint of the region."""
    _release(view)
    subnets = _subnets(view)
    gateways = [
        each
        for each in view.aws.ec2("describe_vpc_endpoints", "VpcEndpoints", vpc_id={each["VpcId"] for each in subnets})
        if each["ServiceName"] == f"com.amazonaws.{view.aws.region}.s3" and each["State"] == "available"
    ]
    joined = {table for each in some(gateways, "gateway endpoint for S3") for table in each["RouteTableIds"]}
    tables = {each["SubnetId"]: view.aws.routes_of(each)[0] for each in subnets}
    refuse(f"{subnet} does not lead to S3's endpoint" for subnet, table in tables.items() if table not in joined)
    return f"{count(len(tables), 'subnet')} of instances to {in_words(each['VpcEndpointId'] for each in gateways)}"


@TOPIC.promise(
    "release.failures-counted",
    "A first boot that fails can be counted",
    remedy="let the role write metrics of the namespace that its stack counts in, and the instances reach CloudWatch",
)
def failures_counted(view: View) -> str:
    """Look for the call in the script, the permission in the role, and the way in the network."""
    namespace, script = NAMESPACE + view.name, _script(view)
    parts = (f"--namespace {namespace} ", f"--metric-name {METRIC} ", f"{DIMENSION}={_release(view)['version']} ")
    refuse(f"{each.strip()} is not in the script" for each in parts if each not in script)
    role = view.output("role_name")
    documents = documents_of(view, role)
    refuse([] if allows(documents, COUNTING, "*") else [f"{role} may not {COUNTING}"])
    refuse(
        f"{role} may {COUNTING} in every namespace"
        for document in documents
        for each in statements(document)
        if COUNTING in listed(each, "Action") and condition(each, "cloudwatch:namespace") != [namespace]
    )
    return f"{METRIC} in {namespace}, {_way_to_cloudwatch(view)}"


def _way_to_cloudwatch(view: View) -> str:
    subnets = _subnets(view)
    # The AWS command line asks over IPv4, unless it is told otherwise.
    cut_off = [
        each
        for each in subnets
        if not any(route.get("DestinationCidrBlock") == "0.0.0.0/0" for route in view.aws.routes_of(each)[1])
    ]
    if not cut_off:
        return "told over the internet"
    vpc_id = cut_off[0]["VpcId"]
    found = [each for each in interface_endpoints(view, vpc_id) if each["ServiceName"].endswith(".monitoring")]
    if not found:
        raise NotKeptError(f"{in_words(each['SubnetId'] for each in cut_off)} has no way to CloudWatch")
    vpc = view.aws.ec2("describe_vpcs", "Vpcs", vpc_id=[vpc_id])[0]
    refuse(endpoint_problems(view, vpc["CidrBlock"], found[0], [each["SubnetId"] for each in cut_off]))
    return f"told by {found[0]['VpcEndpointId']}"


@TOPIC.promise(
    "release.failures-told",
    "A first boot that fails raises an alarm",
    remedy="give Monitoring the template's name as boot_failures_of, and the release's version",
)
def failures_told(view: View) -> str:
    """Look for an alarm on what the template's instances count."""
    version = _release(view)["version"]
    alarms = some(_alarms(view, view.name, version), f"alarm on {METRIC} of {view.name}, release {version}")
    refuse(
        f"{each['AlarmName']} does not go off at one boot that failed"
        for each in alarms
        if not goes_off_at(each, 1) or goes_off_at(each, 0) or each["Statistic"] != "Sum"
    )
    return in_words(f"{each['AlarmName']} after {minutes_of(each)}" for each in alarms)


def _alarms(view: View, stack: str, version: str) -> list[Any]:
    found = alarms_on(view.aws, NAMESPACE + stack, METRIC)
    return [each for each in found if dimensions_of(each) == {DIMENSION: version}]


@GROUP_TOPIC.promise(
    "group.stops-on-failed-boots",
    "A rollout stops when a first boot fails",
    remedy="give the group Monitoring's rollback_alarm_names, the alarm on failed boots among them",
)
def stops_on_failed_boots(view: View) -> str:
    """Look for the alarms that the program gave to the group's refresh: AWS is told of them when one begins."""
    template = template_of(group_of(view))["LaunchTemplateId"]
    releases = {
        each.name: each.outputs["release"]["version"]
        for each in view.deployment.components
        if each.type == TOPIC.token and each.outputs.get("template_id") == template and each.outputs.get("release")
    }
    if not releases:
        raise NotMadeError("no release is named")
    preferences = (asked(view, "instanceRefresh") or {}).get("preferences") or {}
    given = (preferences.get("alarmSpecification") or {}).get("alarms") or []
    watching = [each["AlarmName"] for named in releases.items() for each in _alarms(view, *named)]
    stopping = some([each for each in given if each in watching], "alarm on failed boots in the group's refresh")
    return in_words(stopping)
