"""Everything in an emulated account that a deployment could leave behind, service by service."""

from collections.abc import Callable, Iterable
from typing import Any

import boto3
from botocore.config import Config

from emulator.environment import DUMMY_ACCESS_KEY, DUMMY_SECRET_KEY

Snapshot = dict[str, list[str]]
ENDED = {"terminated", "deleted", "shutting-down", "deleting"}
"""States of what AWS still shows for an hour after it has gone."""


class Emulated:
    """The account behind an endpoint, asked through boto3."""

    def __init__(self, endpoint: str, region: str = "eu-west-1") -> None:
        self._endpoint, self._region = endpoint, region
        self._clients: dict[str, Any] = {}

    def elsewhere(self, region: str) -> "Emulated":
        """Return the same account in another region."""
        return Emulated(self._endpoint, region)

    def client(self, service: str) -> Any:
        if service not in self._clients:
            # A session of its own: the default one is shared by threads.
            session = boto3.Session(
                aws_access_key_id=DUMMY_ACCESS_KEY, aws_secret_access_key=DUMMY_SECRET_KEY, region_name=self._region
            )
            make_client: Any = session.client  # its stubs know one literal a service
            self._clients[service] = make_client(
                service,
                endpoint_url=self._endpoint,
                config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
            )
        return self._clients[service]

    def snapshot(self) -> Snapshot:
        """Return what there is: a service and kind of thing, with the id of each."""
        return {kind: sorted(ids(self)) for kind, ids in KINDS.items()}


def _listed(service: str, call: str, key: str, name: str, **given: Any) -> Callable[[Emulated], Iterable[str]]:
    """Return how to list one kind: the client's call, where the answer has the list, and what names an entry."""

    def ids(account: Emulated) -> Iterable[str]:
        answer = getattr(account.client(service), call)(**given)
        for entry in answer[key]:
            state = entry.get("State", "") if isinstance(entry, dict) else ""
            if not isinstance(state, str) or state.lower() not in ENDED:
                yield str(entry[name] if isinstance(entry, dict) else entry)

    return ids


def _instances(account: Emulated) -> Iterable[str]:
    for reservation in account.client("ec2").describe_instances()["Reservations"]:
        yield from (each["InstanceId"] for each in reservation["Instances"] if each["State"]["Name"] not in ENDED)


def _objects(account: Emulated) -> Iterable[str]:
    s3 = account.client("s3")
    for bucket in s3.list_buckets()["Buckets"]:
        answer = s3.list_object_versions(Bucket=bucket["Name"])
        for entry in [*answer.get("Versions", []), *answer.get("DeleteMarkers", [])]:
            yield f"{bucket['Name']}/{entry['Key']}@{entry['VersionId']}"


def _listeners(account: Emulated) -> Iterable[str]:
    elbv2 = account.client("elbv2")
    for balancer in elbv2.describe_load_balancers()["LoadBalancers"]:
        for listener in elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]:
            yield listener["ListenerArn"]


def _role_policies(account: Emulated) -> Iterable[str]:
    iam = account.client("iam")
    for role in iam.list_roles()["Roles"]:
        for name in iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]:
            yield f"{role['RoleName']}/{name}"


def _routes(account: Emulated) -> Iterable[str]:
    for table in account.client("ec2").describe_route_tables()["RouteTables"]:
        for route in table["Routes"]:
            to = (
                route.get("DestinationCidrBlock")
                or route.get("DestinationIpv6CidrBlock")
                or route.get("DestinationPrefixListId")
            )
            yield f"{table['RouteTableId']} {to}"
        yield from (f"{table['RouteTableId']} {each['RouteTableAssociationId']}" for each in table["Associations"])


def _records(account: Emulated) -> Iterable[str]:
    route53 = account.client("route53")
    for zone in route53.list_hosted_zones()["HostedZones"]:
        for record in route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]:
            yield f"{zone['Id']} {record['Name']} {record['Type']} {record.get('SetIdentifier', '')}"


def _elsewhere(region: str, listed: Callable[[Emulated], Iterable[str]]) -> Callable[[Emulated], Iterable[str]]:
    return lambda account: listed(account.elsewhere(region))


def _parameters(account: Emulated) -> Iterable[str]:
    names = (each["Name"] for each in account.client("ssm").describe_parameters()["Parameters"])
    return (name for name in names if not name.startswith("/aws/"))  # AWS's own, which moto lists once one was read


_ALARMS = _listed("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName")
_SUBSCRIPTIONS = _listed("sns", "list_subscriptions", "Subscriptions", "SubscriptionArn")
_TOPICS = _listed("sns", "list_topics", "Topics", "TopicArn")
_OF_ROUTE_53 = "us-east-1"
"""Where the metrics of its health checks are, and so what watches them."""

KINDS: dict[str, Callable[[Emulated], Iterable[str]]] = {
    "acm certificates": _listed("acm", "list_certificates", "CertificateSummaryList", "CertificateArn"),
    "autoscaling groups": _listed(
        "autoscaling", "describe_auto_scaling_groups", "AutoScalingGroups", "AutoScalingGroupName"
    ),
    "autoscaling policies": _listed("autoscaling", "describe_policies", "ScalingPolicies", "PolicyName"),
    "autoscaling schedules": _listed(
        "autoscaling", "describe_scheduled_actions", "ScheduledUpdateGroupActions", "ScheduledActionName"
    ),
    "autoscaling notifications": _listed(
        "autoscaling", "describe_notification_configurations", "NotificationConfigurations", "NotificationType"
    ),
    "cloudwatch alarms": _ALARMS,
    "cloudwatch alarms elsewhere": _elsewhere(_OF_ROUTE_53, _ALARMS),
    "cloudwatch dashboards": _listed("cloudwatch", "list_dashboards", "DashboardEntries", "DashboardName"),
    "ec2 addresses": _listed("ec2", "describe_addresses", "Addresses", "AllocationId"),
    "ec2 endpoints": _listed("ec2", "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId"),
    "ec2 flow logs": _listed("ec2", "describe_flow_logs", "FlowLogs", "FlowLogId"),
    "ec2 instances": _instances,
    "ec2 internet gateways": _listed("ec2", "describe_internet_gateways", "InternetGateways", "InternetGatewayId"),
    "ec2 key pairs": _listed("ec2", "describe_key_pairs", "KeyPairs", "KeyName"),
    "ec2 launch templates": _listed("ec2", "describe_launch_templates", "LaunchTemplates", "LaunchTemplateId"),
    "ec2 nat gateways": _listed("ec2", "describe_nat_gateways", "NatGateways", "NatGatewayId"),
    "ec2 network acls": _listed("ec2", "describe_network_acls", "NetworkAcls", "NetworkAclId"),
    "ec2 network interfaces": _listed("ec2", "describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId"),
    "ec2 route tables": _listed("ec2", "describe_route_tables", "RouteTables", "RouteTableId"),
    "ec2 routes": _routes,
    "ec2 security group rules": _listed(
        "ec2", "describe_security_group_rules", "SecurityGroupRules", "SecurityGroupRuleId"
    ),
    "ec2 security groups": _listed("ec2", "describe_security_groups", "SecurityGroups", "GroupId"),
    "ec2 subnets": _listed("ec2", "describe_subnets", "Subnets", "SubnetId"),
    "ec2 volumes": _listed("ec2", "describe_volumes", "Volumes", "VolumeId"),
    "ec2 vpcs": _listed("ec2", "describe_vpcs", "Vpcs", "VpcId"),
    "elbv2 listeners": _listeners,
    "elbv2 load balancers": _listed("elbv2", "describe_load_balancers", "LoadBalancers", "LoadBalancerArn"),
    "elbv2 target groups": _listed("elbv2", "describe_target_groups", "TargetGroups", "TargetGroupArn"),
    "iam instance profiles": _listed("iam", "list_instance_profiles", "InstanceProfiles", "InstanceProfileName"),
    "iam policies": _listed("iam", "list_policies", "Policies", "Arn", Scope="Local"),
    "iam role policies": _role_policies,
    "iam roles": _listed("iam", "list_roles", "Roles", "RoleName"),
    "logs groups": _listed("logs", "describe_log_groups", "logGroups", "logGroupName"),
    "route53 health checks": _listed("route53", "list_health_checks", "HealthChecks", "Id"),
    "route53 records": _records,
    "route53 zones": _listed("route53", "list_hosted_zones", "HostedZones", "Id"),
    "s3 buckets": _listed("s3", "list_buckets", "Buckets", "Name"),
    "s3 objects": _objects,
    "sns subscriptions": _SUBSCRIPTIONS,
    "sns subscriptions elsewhere": _elsewhere(_OF_ROUTE_53, _SUBSCRIPTIONS),
    "sns topics": _TOPICS,
    "sns topics elsewhere": _elsewhere(_OF_ROUTE_53, _TOPICS),
    "ssm parameters": _parameters,
    "wafv2 web acls": _listed("wafv2", "list_web_acls", "WebACLs", "ARN", Scope="REGIONAL"),
}
"""Each kind of thing that the stack makes or could make."""
