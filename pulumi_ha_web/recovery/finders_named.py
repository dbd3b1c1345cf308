"""How to find something with a name of its own, or that only its owner lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from .account import Account
from .finder import Inputs, finder, ours, tags_of


def _named(token: str, service: str, call: str, argument: str, answer: str, own_id: str | None = None) -> None:
    """Register a type with a name of its own: `call` describes it, or says that it is not there.

    `own_id` is the key of its id in the answer; without one the name is the id.
    """

    @finder(token, "name", "tags")
    def find(account: Account, inputs: Inputs) -> Iterator[str]:
        name = inputs["name"]
        asked = {argument: [name] if argument.endswith("Names") else name}
        try:
            found = getattr(account.client(service), call)(**asked)[answer]
        except ClientError as error:
            if _not_there(error):
                return
            raise
        for each in found if isinstance(found, list) else [found]:
            if ours(each["Tags"] if "Tags" in each else _tags_of_balancing(account, each), inputs):
                yield str(each[own_id]) if own_id else name


def _tags_of_balancing(account: Account, described: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """Return the tags of a load balancer or target group, which are told by themselves; of anything else: none."""
    arn = described.get("LoadBalancerArn") or described.get("TargetGroupArn")
    if arn is None:
        return []
    answer = account.client("elbv2").describe_tags(ResourceArns=[arn])
    return [tag for each in answer["TagDescriptions"] for tag in each["Tags"]]


def _not_there(error: ClientError) -> bool:
    code = error.response.get("Error", {}).get("Code", "")
    return code in {"NoSuchEntity", "404"} or "NotFound" in code


_named("aws:iam/role:Role", "iam", "get_role", "RoleName", "Role")
_named(
    "aws:iam/instanceProfile:InstanceProfile", "iam", "get_instance_profile", "InstanceProfileName", "InstanceProfile"
)
_named(
    "aws:ec2/launchTemplate:LaunchTemplate",
    "ec2",
    "describe_launch_templates",
    "LaunchTemplateNames",
    "LaunchTemplates",
    "LaunchTemplateId",
)
_named(
    "aws:autoscaling/group:Group",
    "autoscaling",
    "describe_auto_scaling_groups",
    "AutoScalingGroupNames",
    "AutoScalingGroups",
)
_named(
    "aws:lb/loadBalancer:LoadBalancer", "elbv2", "describe_load_balancers", "Names", "LoadBalancers", "LoadBalancerArn"
)
_named("aws:lb/targetGroup:TargetGroup", "elbv2", "describe_target_groups", "Names", "TargetGroups", "TargetGroupArn")


@finder("aws:lb/listener:Listener", "loadBalancerArn", "port")
def _listener(account: Account, inputs: Inputs) -> Iterator[str]:
    answer = account.client("elbv2").describe_listeners(LoadBalancerArn=inputs["loadBalancerArn"])
    yield from (each["ListenerArn"] for each in answer["Listeners"] if each["Port"] == inputs["port"])


@finder("aws:s3/bucket:Bucket", "bucket", "tags")
def _bucket(account: Account, inputs: Inputs) -> Iterator[str]:
    # Of this account's own: a name is taken worldwide, and a stranger's bucket is not what was begun.
    s3, name = account.client("s3"), inputs["bucket"]
    if name in [each["Name"] for each in s3.list_buckets()["Buckets"]]:
        try:
            tags = s3.get_bucket_tagging(Bucket=name)["TagSet"]
        except ClientError:
            tags = []
        # Its tags come in a second call. One without any has only just been made.
        if not tags or ours(tags, inputs):
            yield name


@finder("aws:cloudwatch/logGroup:LogGroup", "name", "tags")
def _log_group(account: Account, inputs: Inputs) -> Iterator[str]:
    logs, name = account.client("logs"), inputs["name"]
    for each in logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]:
        if each["logGroupName"] == name:
            tags = logs.list_tags_log_group(logGroupName=name)["tags"]
            if tags_of(inputs).items() <= tags.items():
                yield name


@finder("aws:acm/certificate:Certificate", "domainName", "tags")
def _certificate(account: Account, inputs: Inputs) -> Iterator[str]:
    acm = account.client("acm")
    for each in acm.list_certificates()["CertificateSummaryList"]:
        arn = each["CertificateArn"]
        same = each["DomainName"] == inputs["domainName"]
        if same and ours(acm.list_tags_for_certificate(CertificateArn=arn)["Tags"], inputs):
            yield arn
