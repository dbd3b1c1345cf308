"""Amazon VPC: security groups and their rules."""

from typing import Any

from ._cloud import Cloud, tag_specifications
from ._filled import filled
from ._inputs import ArgumentError, Inputs
from ._registry import Made, resource

EVERYTHING = "-1"


def _remove_all_rules(cloud: Cloud, group: dict[str, Any]) -> None:
    ec2, group_id = cloud.client("ec2"), group["GroupId"]
    if rules := group["IpPermissions"]:
        ec2.revoke_security_group_ingress(GroupId=group_id, IpPermissions=rules)
    if rules := group["IpPermissionsEgress"]:
        ec2.revoke_security_group_egress(GroupId=group_id, IpPermissions=rules)


def _group(cloud: Cloud, **of: Any) -> dict[str, Any]:
    found: list[dict[str, Any]] = cloud.client("ec2").describe_security_groups(**of)["SecurityGroups"]
    return found[0]


def _answer(cloud: Cloud, group: dict[str, Any]) -> dict[str, Any]:
    return {
        "arn": cloud.arn("ec2", f"security-group/{group['GroupId']}"),
        "description": group["Description"],
        "egress": [],
        "ingress": [],
        "name": group["GroupName"],
        "ownerId": group["OwnerId"],
        "vpcId": group["VpcId"],
    }


def _no_inline_rules(inputs: Inputs) -> None:
    for direction in ("ingress", "egress"):
        if inputs.get(direction):
            raise ArgumentError(
                f"{direction}: the rehearsal takes no rules inside a group; use "
                f"aws:vpc/securityGroup{direction.capitalize()}Rule"
            )


@resource("aws:ec2/securityGroup:SecurityGroup", filled(text="namePrefix", flag="revokeRulesOnDelete"))
def security_group(cloud: Cloud, inputs: Inputs) -> Made:
    """Create a group without any rule: the provider removes the one by which AWS lets everything out."""
    _no_inline_rules(inputs)
    inputs.without_effect("revokeRulesOnDelete")
    made = cloud.client("ec2").create_security_group(
        GroupName=cloud.physical_name(inputs),
        Description=inputs.get("description", "Managed by Pulumi"),
        **inputs.renamed("vpcId"),
        **tag_specifications("security-group", inputs.tags()),
    )
    group = _group(cloud, GroupIds=[made["GroupId"]])
    _remove_all_rules(cloud, group)
    return Made(made["GroupId"], _answer(cloud, group))


@resource("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", filled(text="namePrefix", flag="revokeRulesOnDelete"))
def default_security_group(cloud: Cloud, inputs: Inputs) -> Made:
    """Take over a VPC's own default group and empty it."""
    _no_inline_rules(inputs)
    inputs.without_effect("revokeRulesOnDelete")
    ec2 = cloud.client("ec2")
    filters = {"vpc-id": inputs.need("vpcId"), "group-name": "default"}
    group = _group(cloud, Filters=[{"Name": name, "Values": [value]} for name, value in filters.items()])
    _remove_all_rules(cloud, group)
    if tags := inputs.tags():
        ec2.create_tags(
            Resources=[group["GroupId"]], Tags=[{"Key": key, "Value": value} for key, value in tags.items()]
        )
    return Made(group["GroupId"], _answer(cloud, group))


def _permission(inputs: Inputs) -> dict[str, Any]:
    protocol = str(inputs.need("ipProtocol"))
    permission = {"IpProtocol": protocol, **inputs.renamed("fromPort", "toPort")}
    if protocol == EVERYTHING and len(permission) > 1:
        raise ArgumentError('fromPort, toPort: must not be given with ipProtocol "-1", which is every port')
    description = inputs.renamed("description")
    peers = {
        "cidrIpv4": ("IpRanges", "CidrIp"),
        "cidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
        "prefixListId": ("PrefixListIds", "PrefixListId"),
        "referencedSecurityGroupId": ("UserIdGroupPairs", "GroupId"),
    }
    given = [name for name in peers if inputs.has(name)]
    if len(given) != 1:
        raise ArgumentError(f"exactly one of {', '.join(peers)} must be given, got {', '.join(given) or 'none'}")
    where, key = peers[given[0]]
    return {**permission, where: [{key: inputs.get(given[0]), **description}]}


def _rule(cloud: Cloud, inputs: Inputs, direction: str) -> Made:
    authorize = getattr(cloud.client("ec2"), f"authorize_security_group_{direction}")
    made = authorize(
        GroupId=inputs.need("securityGroupId"),
        IpPermissions=[_permission(inputs)],
        **tag_specifications("security-group-rule", inputs.tags()),
    )
    rule_id = made["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    arn = cloud.arn("ec2", f"security-group-rule/{rule_id}")
    return Made(rule_id, {"arn": arn, "securityGroupRuleId": rule_id})


@resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
def ingress_rule(cloud: Cloud, inputs: Inputs) -> Made:
    """Let somebody in."""
    return _rule(cloud, inputs, "ingress")


@resource("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
def egress_rule(cloud: Cloud, inputs: Inputs) -> Made:
    """Let something out."""
    return _rule(cloud, inputs, "egress")
