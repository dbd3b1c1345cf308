"""Ways to spoil how instances get their release, and how a boot that fails is heard of."""

from functools import partial

from . import case
from .case import Account
from .healing import edit_script
from .instances import ROLE, policy
from .network import rule
from .recovering import rewrite

spoils = partial(case.spoils, stack="released")
ALARM = "ha-web-test-boot-failures"


@spoils("release.boot", "its object_version PHtexPGjH2y.zBgT8LmB7wwLI2mpbz.k is not in the script")
def another_upload_is_fetched(aws: Account) -> None:
    edit_script(aws, "PHtexPGjH2y.zBgT8LmB7wwLI2mpbz.k", "latest")


@spoils("release.boot", "its sha256 0123456789abcdef")
def another_digest_is_right(aws: Account) -> None:
    edit_script(aws, "0123456789abcdef" * 4, "f" * 64)


@spoils("release.boot", "its version 1.4.2 is not in the script")
def instances_are_told_another_version(aws: Account) -> None:
    edit_script(aws, "HA_WEB_RELEASE_VERSION=1.4.2", "HA_WEB_RELEASE_VERSION=1.4.20")


@spoils("release.boot", "the script does not check its SHA-256")
def nothing_is_checked(aws: Account) -> None:
    edit_script(aws, "sha256sum", "cat")


@spoils("release.boot", "the script does not check its SHA-256")
def any_digest_will_do(aws: Account) -> None:
    edit_script(aws, '[ "$got" = "$sha256" ] ||', "true ||")


@spoils("release.readable", "may not s3:GetObjectVersion arn:aws:s3:::ha-web-test-artifacts-")
def versions_may_not_be_read(aws: Account) -> None:
    bucket = f"arn:aws:s3:::{aws.out('ArtifactBucket', 'bucket_name')}"
    aws.iam.put_role_policy(**ROLE, PolicyName="artifacts", PolicyDocument=policy("s3:GetObject", f"{bucket}/*"))
    aws.iam.put_role_policy(**ROLE, PolicyName="listing", PolicyDocument=policy("s3:ListBucket", bucket))


@spoils("release.way", "does not lead to S3's endpoint")
@spoils("network.s3-endpoint", "does not lead to vpce-")
def a_subnet_leaves_the_s3_endpoint(aws: Account) -> None:
    table = aws.id("RouteTable", "-private-eu-west-1a")
    aws.ec2.modify_vpc_endpoint(VpcEndpointId=aws.id("VpcEndpoint", "-s3"), RemoveRouteTableIds=[table])


@spoils("release.failures-counted", "--namespace ha-web/ha-web-test is not in the script")
def failures_are_counted_elsewhere(aws: Account) -> None:
    edit_script(aws, "--namespace ha-web/ha-web-test ", "--namespace ha-web/ha-web-dev ")


@spoils("release.failures-counted", "--metric-name BootFailures is not in the script")
def something_else_is_counted(aws: Account) -> None:
    edit_script(aws, "--metric-name BootFailures", "--metric-name Boots")


@spoils("release.failures-counted", "Release=1.4.2 is not in the script")
def failures_are_counted_for_another_release(aws: Account) -> None:
    edit_script(aws, "Release=1.4.2 ", "Release=1.4.1 ")


@spoils("release.failures-counted", "may not cloudwatch:PutMetricData")
def failures_may_not_be_counted(aws: Account) -> None:
    aws.iam.delete_role_policy(**ROLE, PolicyName="boot-failures")


@spoils("release.failures-counted", "may cloudwatch:PutMetricData in every namespace")
@spoils("role.permissions", "allows cloudwatch:PutMetricData on *")
def anything_may_be_counted(aws: Account) -> None:
    aws.iam.put_role_policy(**ROLE, PolicyName="more", PolicyDocument=policy("cloudwatch:PutMetricData", "*"))


@spoils("release.failures-counted", "has no way to CloudWatch")
def the_endpoint_is_deleted(aws: Account) -> None:
    aws.ec2.delete_vpc_endpoints(VpcEndpointIds=[aws.id("VpcEndpoint", "-monitoring")])


@spoils("release.failures-counted", "has no way to CloudWatch")
def the_internet_is_reached_over_ipv6_alone(aws: Account) -> None:
    gateway = aws.ec2.create_egress_only_internet_gateway(VpcId=aws.out("Network", "vpc_id"))
    for zone in "ab":
        aws.ec2.create_route(
            RouteTableId=aws.id("RouteTable", f"-private-eu-west-1{zone}"),
            DestinationIpv6CidrBlock="::/0",
            EgressOnlyInternetGatewayId=gateway["EgressOnlyInternetGateway"]["EgressOnlyInternetGatewayId"],
        )
    the_endpoint_is_deleted(aws)


@spoils("release.failures-counted", "monitoring does not let the VPC in on tcp 443")
@spoils("tags.everywhere", "SecurityGroupIngressRule ha-web-test-endpoints lacks")
def the_endpoint_is_shut(aws: Account) -> None:
    group = aws.id("SecurityGroup", "-endpoints")
    admitted = rule(443, IpRanges=[{"CidrIp": "10.20.0.0/16"}])
    aws.ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=admitted)


@spoils("release.failures-told", f"{ALARM} does not go off at one boot that failed")
def one_failure_is_no_alarm(aws: Account) -> None:
    rewrite(aws.cloudwatch, ALARM, Threshold=2.0)


@spoils("release.failures-told", "there is no alarm on BootFailures of ha-web-test, release 1.4.2")
@spoils("group.stops-on-failed-boots", "there is no alarm on failed boots in the group's refresh")
def another_release_is_watched(aws: Account) -> None:
    rewrite(aws.cloudwatch, ALARM, Dimensions=[{"Name": "Release", "Value": "1.4.1"}])


@spoils("release.failures-told", "there is no alarm on BootFailures of ha-web-test, release 1.4.2")
@spoils("group.stops-on-failed-boots", "there is no alarm on failed boots in the group's refresh")
def another_stack_is_watched(aws: Account) -> None:
    rewrite(aws.cloudwatch, ALARM, Namespace="ha-web/ha-web-dev")


@spoils("monitoring.actions", f"{ALARM} does not tell the topic")
def nobody_hears_of_failures(aws: Account) -> None:
    rewrite(aws.cloudwatch, ALARM, AlarmActions=[])
