"""What an instance may do: its IAM role."""

from collections.abc import Mapping

import pulumi
from pulumi_aws import iam

from ._iam import session_manager, trust
from ._naming import physical_name
from ._order import after
from ._tags import Tags, tagged


def role(
    name: str,
    region: pulumi.Output[str],
    policies: Mapping[str, pulumi.Input[str]],
    tags: Tags,
    child: pulumi.ResourceOptions,
) -> tuple[iam.Role, pulumi.Output[str]]:
    """Return the role and the ARN of its instance profile, known once every policy is on the role."""
    own, own_tags = f"{name}-instance", tagged(tags, f"{name}-instance")
    # IAM is one for all regions: the region in the name lets one stack per region stand side by side.
    physical = region.apply(lambda region: physical_name("role", name, region, "instance"))
    instances = iam.Role(
        own,
        name=physical,
        description="Instances: a Session Manager shell and their own artifacts",
        assume_role_policy=trust("ec2.amazonaws.com"),
        tags=own_tags,
        opts=child,
    )
    documents: dict[str, pulumi.Input[str]] = {"session-manager": session_manager(), **policies}
    granted = [
        iam.RolePolicy(f"{own}-{key}", name=key, role=instances.name, policy=document, opts=child)
        for key, document in documents.items()
    ]
    profile = iam.InstanceProfile(own, name=physical, role=instances.name, tags=own_tags, opts=child)
    return instances, after(profile.arn, *granted)
