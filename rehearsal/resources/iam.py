"""AWS Identity and Access Management: roles, their policies, and instance profiles."""

from ._cloud import Cloud, tags_argument
from ._filled import filled
from ._inputs import Inputs
from ._registry import Made, resource


@resource(
    "aws:iam/role:Role",
    filled(text="description namePrefix permissionsBoundary", items="inlinePolicies"),
    regional=False,
)
def role(cloud: Cloud, inputs: Inputs) -> Made:
    """Create a role."""
    iam = cloud.client("iam")
    asked = inputs.renamed(
        "description", "maxSessionDuration", "path", "permissionsBoundary", assumeRolePolicy="AssumeRolePolicyDocument"
    )
    inputs.without_effect("forceDetachPolicies")
    made = iam.create_role(RoleName=cloud.physical_name(inputs), **tags_argument(inputs.tags()), **asked)["Role"]
    computed = {
        "arn": made["Arn"],
        "createDate": made["CreateDate"].isoformat(),
        "forceDetachPolicies": inputs.get("forceDetachPolicies", False),
        "managedPolicyArns": [],
        "maxSessionDuration": made.get("MaxSessionDuration", 3600),
        "name": made["RoleName"],
        "path": made["Path"],
        "uniqueId": made["RoleId"],
    }
    return Made(made["RoleName"], computed)


@resource("aws:iam/rolePolicy:RolePolicy", filled(text="namePrefix"), regional=False)
def role_policy(cloud: Cloud, inputs: Inputs) -> Made:
    """Put an inline policy on a role."""
    name, owner = cloud.physical_name(inputs), inputs.need("role")
    cloud.client("iam").put_role_policy(RoleName=owner, PolicyName=name, PolicyDocument=inputs.need("policy"))
    return Made(f"{owner}:{name}", {"name": name})


@resource("aws:iam/instanceProfile:InstanceProfile", filled(text="namePrefix"), regional=False)
def instance_profile(cloud: Cloud, inputs: Inputs) -> Made:
    """Create an instance profile and, where a role is given, put the role into it."""
    iam = cloud.client("iam")
    made = iam.create_instance_profile(
        InstanceProfileName=cloud.physical_name(inputs), **tags_argument(inputs.tags()), **inputs.renamed("path")
    )["InstanceProfile"]
    name = made["InstanceProfileName"]
    if owner := inputs.get("role"):
        iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=owner)
    computed = {
        "arn": made["Arn"],
        "createDate": made["CreateDate"].isoformat(),
        "name": name,
        "path": made["Path"],
        "uniqueId": made["InstanceProfileId"],
    }
    return Made(name, computed)
