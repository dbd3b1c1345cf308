"""The promises of what stays when an instance is replaced: its address and its volume."""

from collections.abc import Sequence
from typing import Any

from . import _identity
from ._identity import ADDRESS, VOLUME, Taking
from ._outcome import NotMadeError, refuse, some
from ._policy import allows, listed, statements
from ._promise import Topic
from ._view import View, in_words
from .role import documents_of
from .template import latest, user_data_of

TOPIC = Topic(_identity.TOKEN)
TEMPLATES = "ha-web:index:LaunchTemplate"
GROUPS = "ha-web:index:ScalingGroup"


def _own(view: View, taking: Taking) -> str:
    identity = view.output(taking.output)
    if not identity:
        raise NotMadeError(f"no {'address' if taking is ADDRESS else 'volume'} was asked for")
    return str(identity)


def _takers(view: View, identity: str) -> dict[str, Any]:
    """Return the templates whose first-boot script names a thing, as their latest versions are, by id."""
    versions = {each: latest(view, each) for each in view.outputs_of(TEMPLATES, "template_id")}
    return {each: data for each, data in versions.items() if identity in user_data_of(data)}


@TOPIC.promise(
    "identity.address",
    "The address stays, whoever serves",
    remedy="deploy after `pulumi refresh`; a released Elastic IP does not come back, and DNS has to follow the new one",
)
def address(view: View) -> str:
    """Look for the Elastic IP."""
    allocation = _own(view, ADDRESS)
    found = some(view.aws.ec2("describe_addresses", "Addresses", allocation_id=[allocation]), f"address {allocation}")
    told, held = view.output("public_ip"), found[0]["PublicIp"]
    refuse([] if told == held else [f"{told} is told, {held} is the Elastic IP"])
    return f"{held} ({allocation})"


@TOPIC.promise(
    "identity.volume",
    "The volume is encrypted, in the zone of the instances",
    remedy="keep the group in the volume's zone alone: EBS attaches a volume nowhere else",
)
def volume(view: View) -> str:
    """Read the volume, and compare its zone with those of the groups that may take it."""
    identity = _own(view, VOLUME)
    found = some(view.aws.ec2("describe_volumes", "Volumes", volume_id=[identity]), f"volume {identity}")[0]
    zone = found["AvailabilityZone"]
    problems = [] if found["Encrypted"] else [f"{identity} is not encrypted"]
    problems += [] if found["VolumeType"] == "gp3" else [f"{identity} is {found['VolumeType']}"]
    takers = _takers(view, identity)
    problems += [
        f"{identity} is in {zone}, the group in {place}"
        for group in _groups(view, takers)
        for place in group["AvailabilityZones"]
        if place != zone
    ]
    refuse(problems)
    return f"{identity}: {found['Size']} GiB {found['VolumeType']} in {zone}, encrypted"


def _groups(view: View, templates: dict[str, Any]) -> list[Any]:
    names = view.outputs_of(GROUPS, "group_name")
    found = view.aws.all("autoscaling", "describe_auto_scaling_groups", "AutoScalingGroups")
    return [
        each
        for each in found
        if each["AutoScalingGroupName"] in names and each.get("LaunchTemplate", {}).get("LaunchTemplateId") in templates
    ]


@TOPIC.promise(
    "identity.boot",
    "A new instance takes them over while it boots",
    remedy="hand first_steps and last_steps to LaunchTemplate",
)
def boot(view: View) -> str:
    """Look for the commands in the script of the template's latest version; the address comes last."""
    wanted = [each for each in _identity.EVERY if view.output(each.output)]
    taken = []
    for taking in some(wanted, "address and no volume to take"):
        identity = view.output(taking.output)
        scripts = some([user_data_of(each) for each in _takers(view, identity).values()], f"script with {identity}")
        refuse(f"{taking.command} {identity} is not in it" for script in scripts if taking.command not in script)
        taken.append(f"{taking.command} {identity}")
        if taking is ADDRESS:
            early = f"{identity} is taken before {VOLUME.command}: the old instance would stop serving too early"
            refuse(early for script in scripts if script.rfind(taking.command) < script.rfind(VOLUME.command))
    return in_words(taken)


@TOPIC.promise(
    "identity.role",
    "The role may take exactly these, and no others",
    remedy="hand the identity's policy to LaunchTemplate as one of its policies, and take any wider one away",
)
def role(view: View) -> str:
    """Evaluate the policies of the role that the instances have."""
    allowed = []
    for taking in _identity.EVERY:
        identity = view.output(taking.output)
        if not identity:
            continue
        arn = taking.arn(view, identity)
        for name in _roles(view, _takers(view, identity)):
            documents = documents_of(view, name)
            refuse([] if allows(documents, taking.action, arn) else [f"{name} may not {taking.action} {identity}"])
            refuse(
                f"{name} may {taking.action} {in_words(wide)}"
                for document in documents
                for each in statements(document)
                if each["Effect"] == "Allow" and taking.action in listed(each, "Action")
                if (wide := _identity.too_wide(each, _arns(view)))
            )
        allowed.append(f"{taking.action} {identity}")
    return in_words(some(allowed, "address and no volume to take"))


def _arns(view: View) -> list[str]:
    return [each.arn(view, view.output(each.output)) for each in _identity.EVERY if view.output(each.output)]


def _roles(view: View, templates: dict[str, Any]) -> Sequence[str]:
    """Return the roles in the instance profiles of templates."""
    names = [
        role["RoleName"]
        for data in templates.values()
        for role in view.aws.ask(
            "iam",
            "get_instance_profile",
            InstanceProfileName=data["IamInstanceProfile"].get("Name")
            or data["IamInstanceProfile"]["Arn"].rpartition("/")[2],
        )["InstanceProfile"]["Roles"]
    ]
    return some(names, "role of instances that boot with it")
