"""What a replacement takes over from the instance before it, as policies and scripts name it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ._policy import Statement, condition, listed
from ._view import View

TOKEN = "ha-web:index:StableIdentity"  # noqa: S105  # Pulumi's type
RECEIVERS = re.compile(r"arn:[\w-]+:ec2:[\w-]+:\d{12}:(?:instance|network-interface)/\*")
NAME_TAGS = ("aws:ResourceTag/Name", "ec2:ResourceTag/Name")


@dataclass(frozen=True, kw_only=True)
class Taking:
    """One thing that an instance takes at boot."""

    action: str
    command: str
    """The same, in words of AWS's command line."""
    kind: str
    """Kind of the resource, as its ARN has it."""
    output: str
    """Output of StableIdentity that names it."""

    def arn(self, view: View, identity: str) -> str:
        """Return the ARN of the thing."""
        aws = view.aws
        return f"arn:{aws.partition}:ec2:{aws.region}:{aws.account_id}:{self.kind}/{identity}"


ADDRESS = Taking(action="ec2:AssociateAddress", command="associate-address", kind="elastic-ip", output="allocation_id")
VOLUME = Taking(action="ec2:AttachVolume", command="attach-volume", kind="volume", output="volume_id")
EVERY = (ADDRESS, VOLUME)


def too_wide(statement: Statement, own: Iterable[str]) -> list[str]:
    """Return the resources of a statement that are neither one of these ARNs nor an instance of one name."""
    exact = set(own)
    named = [value for key in NAME_TAGS for value in condition(statement, key)]
    of_one_name = bool(named) and not any(sign in value for value in named for sign in "*?")
    return [
        each
        for each in listed(statement, "Resource")
        if each not in exact and not (of_one_name and RECEIVERS.fullmatch(each))
    ]


def is_own_identity(view: View, statement: Statement) -> bool:
    """Return whether a statement allows taking the stack's own address or volume, and nothing else."""
    actions = listed(statement, "Action")
    if "NotResource" in statement or not actions or not {each.action for each in EVERY}.issuperset(actions):
        return False
    own = [taking.arn(view, each) for taking in EVERY for each in view.outputs_of(TOKEN, taking.output) if each]
    return bool(own) and not too_wide(statement, own)
