"""The recovering instance's promises: it runs, keeps its address, and AWS brings it back."""

from typing import Any

from . import _launched
from ._alarms import alarm_of, declared_topics, dimensions_of, goes_off_at, minutes_of, told, untold
from ._outcome import NotMadeError, refuse, some
from ._promise import Topic
from ._view import View, in_words, tags_of
from .reachability import doors_in, doors_out
from .template import latest

TOPIC = Topic("ha-web:index:RecoveringInstance")
INSTANCE = "aws:ec2/instance:Instance"
VERSION_TAG = "aws:ec2launchtemplate:version"
"""Tag by which EC2 tells which version of a template an instance was launched from."""


def instance_of(view: View) -> Any:
    """Return the instance, as EC2 describes it."""
    identity = view.output("instance_id")
    return some(view.aws.instances([identity]), f"instance {identity}")[0]


def _asked(view: View, argument: str) -> Any:
    declared = view.declared(INSTANCE)
    return declared[0].inputs.get(argument) if declared else None


def _template_id(view: View) -> str:
    return str((_asked(view, "launchTemplate") or {})["id"])


@TOPIC.promise(
    "instance.runs",
    "The instance runs, in a zone that leads outside",
    remedy="start the instance, and give it a public subnet: without NAT there is no other way out",
)
def runs(view: View) -> str:
    """Read its state, and follow the routes of its subnet."""
    instance = instance_of(view)
    state = instance["State"]["Name"]
    refuse([] if state == "running" else [f"it is {state}"])
    subnet = view.aws.subnets([instance["SubnetId"]])[instance["SubnetId"]]
    refuse([] if view.aws.leads_to_internet(subnet) else [f"{subnet['SubnetId']} does not lead to the internet"])
    return f"{instance['InstanceId']} in {instance['Placement']['AvailabilityZone']}"


@TOPIC.promise(
    "instance.template",
    "The instance is as the template's latest version says",
    remedy="deploy again, which replaces it, and undo what was changed on it by hand",
)
def template(view: View) -> str:
    """Compare the instance with the template that the program gave it."""
    instance, template_id = instance_of(view), _template_id(view)
    data, version = latest(view, template_id), str(_asked(view, "launchTemplate")["version"])
    launched = tags_of(instance).get(VERSION_TAG, "none")
    problems = [] if launched == version else [f"it is of version {launched}, not {version}"]
    wanted = {"ImageId": data.get("ImageId"), "InstanceType": data.get("InstanceType")}
    problems += [
        f"its {key} is {instance[key]}, not {value}" for key, value in wanted.items() if instance[key] != value
    ]
    refuse([*problems, *_launched.unlike(data, [instance])])
    return f"version {version} of {template_id}"


@TOPIC.promise(
    "instance.metadata",
    "The instance demands IMDSv2, within one hop",
    remedy="undo the change: options changed on an instance by hand stay until it is replaced",
)
def metadata(view: View) -> str:
    """Read the options of the instance, not of the template."""
    _launched.metadata([instance_of(view)])
    return "tokens required, hop limit 1"


@TOPIC.promise(
    "instance.volumes",
    "Every volume of the instance is an encrypted gp3",
    remedy="encrypt every block device of the template, and replace the instance",
)
def volumes(view: View) -> str:
    """Read the volumes that are attached."""
    return _launched.volumes(view, [instance_of(view)])


@TOPIC.promise(
    "instance.address",
    "The instance is reached at its own Elastic IP",
    remedy="associate the address with the instance again: deploy after `pulumi refresh`",
)
def address(view: View) -> str:
    """Look where the address is, and what the instance answers to."""
    instance, allocation = instance_of(view), view.output("allocation_id")
    found = view.aws.ec2("describe_addresses", "Addresses", allocation_id=[allocation])
    held = some(found, f"Elastic IP {allocation}")[0]
    where = held.get("InstanceId") or "no instance"
    refuse([] if where == instance["InstanceId"] else [f"{held['PublicIp']} is on {where}"])
    told_as = view.output("public_ip")
    refuse([] if held["PublicIp"] == told_as else [f"{told_as} is told, {held['PublicIp']} is its Elastic IP"])
    answered = instance.get("PublicIpAddress", "no address")
    refuse([] if answered == told_as else [f"the instance has {answered}"])
    return f"{told_as} on {instance['InstanceId']}"


def _watch(view: View, output: str, metric: str, action: str) -> str:
    """Look whether an alarm watches this instance by a metric, and answers by an action of EC2."""
    identity, aws = view.output("instance_id"), view.aws
    alarm = alarm_of(aws, view.output(output))
    wanted = f"arn:{aws.partition}:automate:{aws.region}:ec2:{action}"
    watched = (alarm.get("Namespace"), alarm.get("MetricName"))
    problems = [] if watched == ("AWS/EC2", metric) else [f"it watches {in_words(watched)}"]
    of = dimensions_of(alarm)
    problems += [] if of == {"InstanceId": identity} else [f"it watches {of.get('InstanceId', 'no instance')}"]
    problems += [] if goes_off_at(alarm, 1) and not goes_off_at(alarm, 0) else ["it does not go off at 1"]
    done = [each for each in alarm["AlarmActions"] if ":automate:" in each]
    problems += [] if done == [wanted] else [f"it does {in_words(done) or 'nothing'}, not {wanted}"]
    topics = declared_topics(view, alarm["AlarmName"])
    refuse([*problems, *untold(view, alarm, topics)])
    return f"{metric} for {minutes_of(alarm)}: ec2:{action}, {told(topics)}"


@TOPIC.promise(
    "instance.recovery",
    "A lost host is answered by recovery of this instance",
    remedy="let the alarm watch StatusCheckFailed_System of this instance, with the ec2:recover action of its region",
)
def recovery(view: View) -> str:
    """Read the alarm on the system status check."""
    return _watch(view, "recovery_alarm_name", "StatusCheckFailed_System", "recover")


@TOPIC.promise(
    "instance.reboot",
    "A hung system is answered by a reboot",
    remedy="let the alarm watch StatusCheckFailed_Instance of this instance, with the ec2:reboot action of its region",
)
def reboot(view: View) -> str:
    """Read the alarm on the instance status check."""
    return _watch(view, "reboot_alarm_name", "StatusCheckFailed_Instance", "reboot")


@TOPIC.promise(
    "instance.recoverable",
    "AWS can recover an instance of this type",
    remedy="choose a type without instance store volumes, such as t4g, m7g or c7i",
)
def recoverable(view: View) -> str:
    """Ask EC2 for the type's support of recovery."""
    kind = instance_of(view)["InstanceType"]
    types = view.aws.all("ec2", "describe_instance_types", "InstanceTypes", InstanceTypes=[kind])
    supported = some(types, f"instance type {kind}")[0].get("AutoRecoverySupported")
    refuse([] if supported else [f"{kind} cannot be recovered"])
    return str(kind)


@TOPIC.promise(
    "instance.termination-protection",
    "AWS refuses to terminate the instance",
    remedy="set termination_protection to true, and deploy",
)
def termination_protection(view: View) -> str:
    """Read the attribute."""
    if not _asked(view, "disableApiTermination"):
        raise NotMadeError("off: this stack may be removed")
    answer = view.aws.ask(
        "ec2",
        "describe_instance_attribute",
        InstanceId=view.output("instance_id"),
        Attribute="disableApiTermination",
    )
    refuse([] if answer["DisableApiTermination"]["Value"] else ["the API may terminate it"])
    return "on"


@TOPIC.promise(
    "reach.instance",
    "The declared ports alone reach the instance",
    remedy="undo every change of the instance's security group, and name further ports in the settings",
)
def reached(view: View) -> str:
    """Compare what the instance's groups let in with what the program declared."""
    return doors_in(view, [instance_of(view)], _template_id(view))


@TOPIC.promise(
    "reach.instance-outside",
    "The instance reaches outside on single TCP ports alone",
    remedy="name the ports in egress_ports; a rule for every port or protocol lets anything leave",
)
def outside(view: View) -> str:
    """Look for rules that let more out than one TCP port each, or that the program did not make."""
    return doors_out(view, [instance_of(view)])
