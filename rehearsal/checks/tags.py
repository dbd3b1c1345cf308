"""The stack's promise that everything it owns says whose it is.

Which tags are the stack's own is not asked of the settings: they are those that most of its resources carry.
"""

from collections import Counter
from collections.abc import Callable, Mapping

from ..deployment import Resource
from ._outcome import NotKeptError, refuse, some
from ._promise import Topic
from ._view import View, count, in_words, region_of, tags_of

TOPIC = Topic("")
Reader = Callable[[View, Resource], Mapping[str, str]]


def _ec2(view: View, resource: Resource) -> dict[str, str]:
    every = view.aws.all("ec2", "describe_tags", "Tags")
    return {tag["Key"]: tag.get("Value", "") for tag in every if tag["ResourceId"] == resource.id}


def _security_group_rule(view: View, resource: Resource) -> dict[str, str]:
    rules = view.aws.all("ec2", "describe_security_group_rules", "SecurityGroupRules")
    found = [each for each in rules if each["SecurityGroupRuleId"] == resource.id]
    return tags_of(found[0]) if found else {}


def _load_balancing(view: View, resource: Resource) -> dict[str, str]:
    arn = resource.outputs["arn"]
    described = view.aws.ask("elbv2", "describe_tags", ResourceArns=[arn])["TagDescriptions"]
    return tags_of(described[0])


def _scaling_group(view: View, resource: Resource) -> dict[str, str]:
    groups = view.aws.all("autoscaling", "describe_auto_scaling_groups", "AutoScalingGroups")
    return next(tags_of(each) for each in groups if each["AutoScalingGroupName"] == resource.id)


def _bucket(view: View, resource: Resource) -> dict[str, str]:
    answer = view.aws.ask("s3", "get_bucket_tagging", Bucket=resource.id)
    return {tag["Key"]: tag.get("Value", "") for tag in answer["TagSet"]}


def _role(view: View, resource: Resource) -> dict[str, str]:
    return tags_of(view.aws.ask("iam", "list_role_tags", RoleName=resource.id))


def _instance_profile(view: View, resource: Resource) -> dict[str, str]:
    return tags_of(view.aws.ask("iam", "get_instance_profile", InstanceProfileName=resource.id)["InstanceProfile"])


def _log_group(view: View, resource: Resource) -> dict[str, str]:
    arn = resource.outputs["arn"].removesuffix(":*")
    found: dict[str, str] = view.aws.ask("logs", "list_tags_for_resource", resourceArn=arn)["tags"]
    return found


def _topic(view: View, resource: Resource) -> dict[str, str]:
    arn = resource.outputs["arn"]
    return tags_of(view.aws.in_region(region_of(arn)).ask("sns", "list_tags_for_resource", ResourceArn=arn))


def _alarm(view: View, resource: Resource) -> dict[str, str]:
    arn = resource.outputs["arn"]
    return tags_of(view.aws.in_region(region_of(arn)).ask("cloudwatch", "list_tags_for_resource", ResourceARN=arn))


def _certificate(view: View, resource: Resource) -> dict[str, str]:
    arn = resource.outputs["arn"]
    return tags_of(view.aws.ask("acm", "list_tags_for_certificate", CertificateArn=arn))


def _of_route53(kind: str) -> Reader:
    def read(view: View, resource: Resource) -> dict[str, str]:
        answer = view.aws.ask("route53", "list_tags_for_resource", ResourceType=kind, ResourceId=resource.id)
        return tags_of(answer["ResourceTagSet"])

    return read


READERS: dict[str, Reader] = {
    **dict.fromkeys(
        (
            "aws:ec2/vpc:Vpc",
            "aws:ec2/subnet:Subnet",
            "aws:ec2/internetGateway:InternetGateway",
            "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
            "aws:ec2/eip:Eip",
            "aws:ec2/natGateway:NatGateway",
            "aws:ec2/routeTable:RouteTable",
            "aws:ec2/vpcEndpoint:VpcEndpoint",
            "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
            "aws:ec2/securityGroup:SecurityGroup",
            "aws:ec2/flowLog:FlowLog",
            "aws:ec2/launchTemplate:LaunchTemplate",
            "aws:ec2/instance:Instance",
            "aws:ebs/volume:Volume",
        ),
        _ec2,
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _security_group_rule,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _security_group_rule,
    "aws:lb/loadBalancer:LoadBalancer": _load_balancing,
    "aws:lb/targetGroup:TargetGroup": _load_balancing,
    "aws:lb/listener:Listener": _load_balancing,
    "aws:autoscaling/group:Group": _scaling_group,
    "aws:s3/bucket:Bucket": _bucket,
    "aws:iam/role:Role": _role,
    "aws:iam/instanceProfile:InstanceProfile": _instance_profile,
    "aws:cloudwatch/logGroup:LogGroup": _log_group,
    "aws:cloudwatch/metricAlarm:MetricAlarm": _alarm,
    "aws:sns/topic:Topic": _topic,
    "aws:acm/certificate:Certificate": _certificate,
    "aws:route53/healthCheck:HealthCheck": _of_route53("healthcheck"),
    "aws:route53/zone:Zone": _of_route53("hostedzone"),
}
"""How the tags of each type are read. A type that AWS tags and that is not here goes unseen, so a test looks
for tags that the program gives and nobody reads. Objects in buckets are left out: S3 takes ten tags an object, a stack
may have more."""


@TOPIC.promise(
    "tags.everywhere",
    "Everything carries the stack's tags and a Name",
    remedy="pass the stack's tags to every component, and give each child a Name",
)
def everywhere(view: View) -> str:
    """Read the tags of each resource, and compare them with those that most resources have."""
    taggable = [each for each in view.deployment.resources if each.type in READERS]
    read = [(each, dict(READERS[each.type](view, each))) for each in some(taggable, "resource that AWS can tag")]
    held = Counter((key, value) for _, tags in read for key, value in tags.items() if key != "Name")
    own = dict(sorted(pair for pair, number in held.items() if number > len(read) / 2))
    if not own:
        raise NotKeptError("the resources have no tag in common")
    problems = []
    for resource, tags in read:
        missing = [key for key, value in own.items() if tags.get(key) != value]
        missing += [] if tags.get("Name") else ["Name"]
        kind = resource.type.rpartition(":")[2]
        problems += [f"{kind} {resource.name} lacks {in_words(missing)}"] if missing else []
    refuse(problems)
    return f"{count(len(read), 'resource')}: {in_words(own)} and a Name"
