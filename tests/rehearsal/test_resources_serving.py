"""What serves users: template, load balancer, listeners. Each is what its inputs say, as the API tells."""

from collections.abc import Iterator
from typing import Any

import pytest

from rehearsal.assumptions import AssumptionError
from rehearsal.resources import ArgumentError
from tests.rehearsal.test_resources_support import IMAGE, Case, World, a_world, case

CASES: list[Case] = []
TAGS = {"Name": "thing"}
TAG_LIST = [{"Key": "Name", "Value": "thing"}]
CERTIFICATE = "arn:aws:acm:eu-west-1:444455556666:certificate/12345678-1234-1234-1234-123456789012"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with a_world() as made:
        yield made


@case(
    CASES,
    "aws:ec2/launchTemplate:LaunchTemplate",
    lambda world: {
        "name": "web",
        "description": "First",
        "imageId": IMAGE,
        "instanceType": "t3.small",
        "keyName": "ops",
        "userData": "IyEvYmluL3No",
        "ebsOptimized": "true",
        "iamInstanceProfile": {"arn": "arn:aws:iam::123456789012:instance-profile/web"},
        "vpcSecurityGroupIds": [world.get("security-group")],
        "metadataOptions": {"httpEndpoint": "enabled", "httpTokens": "required", "httpPutResponseHopLimit": 1},
        "blockDeviceMappings": [
            {
                "deviceName": "/dev/xvda",
                "ebs": {"volumeType": "gp3", "volumeSize": 9, "iops": 3000, "throughput": 125, "encrypted": "true"},
            }
        ],
        "monitoring": {"enabled": True},
        "tagSpecifications": [{"resourceType": "instance", "tags": TAGS}],
        "updateDefaultVersion": True,
        "tags": TAGS,
    },
)
def launch_template(world: World, made: str, outputs: dict[str, Any]) -> None:
    ec2 = world.client("ec2")
    found = ec2.describe_launch_template_versions(LaunchTemplateId=made)["LaunchTemplateVersions"]
    assert [(each["VersionNumber"], each["VersionDescription"]) for each in found] == [(1, "First")]
    data = found[0]["LaunchTemplateData"]
    got = [data[key] for key in ("ImageId", "InstanceType", "KeyName", "UserData", "EbsOptimized", "SecurityGroupIds")]
    assert got == [IMAGE, "t3.small", "ops", "IyEvYmluL3No", True, [world.get("security-group")]]
    assert data["MetadataOptions"]["HttpTokens"] == "required"
    assert data["MetadataOptions"]["HttpPutResponseHopLimit"] == 1
    ebs = {"VolumeType": "gp3", "VolumeSize": 9, "Iops": 3000, "Throughput": 125, "Encrypted": True}
    assert data["BlockDeviceMappings"] == [{"DeviceName": "/dev/xvda", "Ebs": ebs}]
    assert data["Monitoring"] == {"Enabled": True}
    assert data["IamInstanceProfile"] == {"Arn": "arn:aws:iam::123456789012:instance-profile/web"}
    assert {"ResourceType": "instance", "Tags": TAG_LIST} in data["TagSpecifications"]
    assert ec2.describe_launch_templates(LaunchTemplateIds=[made])["LaunchTemplates"][0]["Tags"] == TAG_LIST
    assert found[0]["LaunchTemplateName"] == outputs["name"] == "web"
    assert outputs["latestVersion"] == outputs["defaultVersion"] == 1
    assert [pair["KeyName"] for pair in ec2.describe_key_pairs()["KeyPairs"]] == ["ops"]


@case(
    CASES,
    "aws:lb/loadBalancer:LoadBalancer",
    lambda world: {
        "name": "shop",
        "internal": False,
        "loadBalancerType": "application",
        "ipAddressType": "ipv4",
        "securityGroups": [world.get("security-group")],
        "subnets": [world.get("subnet-a"), world.get("subnet-b")],
        "dropInvalidHeaderFields": True,
        "desyncMitigationMode": "strictest",
        "enableDeletionProtection": True,
        "enableZonalShift": True,
        "idleTimeout": 75,
        "accessLogs": {"bucket": world.get("bucket"), "enabled": True, "prefix": "alb"},
        "tags": TAGS,
    },
)
def load_balancer(world: World, made: str, outputs: dict[str, Any]) -> None:
    elb = world.client("elbv2")
    found = elb.describe_load_balancers(LoadBalancerArns=[made])["LoadBalancers"][0]
    assert found["LoadBalancerName"] == outputs["name"] == "shop"
    got = [found[key] for key in ("Scheme", "Type", "SecurityGroups", "DNSName", "VpcId")]
    assert got == [
        "internet-facing",
        "application",
        [world.get("security-group")],
        outputs["dnsName"],
        world.get("vpc"),
    ]
    attributes = elb.describe_load_balancer_attributes(LoadBalancerArn=made)["Attributes"]
    assert {each["Key"]: each["Value"] for each in attributes}.items() >= {
        "routing.http.drop_invalid_header_fields.enabled": "true",
        "routing.http.desync_mitigation_mode": "strictest",
        "deletion_protection.enabled": "true",
        "zonal_shift.config.enabled": "true",
        "idle_timeout.timeout_seconds": "75",
        "access_logs.s3.enabled": "true",
        "access_logs.s3.bucket": world.get("bucket"),
        "access_logs.s3.prefix": "alb",
    }.items()
    assert outputs["arnSuffix"] == made.partition("loadbalancer/")[2]
    assert outputs["zoneId"] == "Z32O12XQLNTSW2"  # where all load balancers of eu-west-1 are, in AWS's reference
    assert elb.describe_tags(ResourceArns=[made])["TagDescriptions"][0]["Tags"] == TAG_LIST


@case(
    CASES,
    "aws:lb/loadBalancer:LoadBalancer",
    lambda world: {
        "name": "inside",
        "internal": True,
        "ipAddressType": "dualstack",
        "subnets": [world.get("subnet-a"), world.get("subnet-b")],
    },
)
def internal_load_balancer(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("elbv2").describe_load_balancers(LoadBalancerArns=[made])["LoadBalancers"][0]
    assert (found["Scheme"], found["IpAddressType"], outputs["internal"]) == ("internal", "dualstack", True)


@case(
    CASES,
    "aws:lb/targetGroup:TargetGroup",
    lambda world: {
        "name": "shop",
        "port": 8080,
        "protocol": "HTTP",
        "vpcId": world.get("vpc"),
        "targetType": "ip",
        "deregistrationDelay": 30,
        "slowStart": 60,
        "loadBalancingAlgorithmType": "least_outstanding_requests",
        "stickiness": {"enabled": True, "type": "lb_cookie", "cookieDuration": 600},
        "healthCheck": {
            "enabled": True,
            "path": "/ready",
            "port": "8081",
            "protocol": "HTTP",
            "matcher": "200-204",
            "interval": 10,
            "timeout": 4,
            "healthyThreshold": 2,
            "unhealthyThreshold": 4,
        },
    },
)
def target_group(world: World, made: str, outputs: dict[str, Any]) -> None:
    elb = world.client("elbv2")
    found = elb.describe_target_groups(TargetGroupArns=[made])["TargetGroups"][0]
    keys = ("Path", "Port", "Protocol", "IntervalSeconds", "TimeoutSeconds")
    assert [found[f"HealthCheck{key}"] for key in keys] == ["/ready", "8081", "HTTP", 10, 4]
    assert [found[key] for key in ("Port", "Protocol", "TargetType")] == [8080, "HTTP", "ip"]
    assert found["TargetGroupName"] == outputs["name"] == "shop"
    assert (found["HealthyThresholdCount"], found["UnhealthyThresholdCount"]) == (2, 4)
    assert found["Matcher"]["HttpCode"] == "200-204"
    attributes = elb.describe_target_group_attributes(TargetGroupArn=made)["Attributes"]
    assert {each["Key"]: each["Value"] for each in attributes}.items() >= {
        "deregistration_delay.timeout_seconds": "30",
        "slow_start.duration_seconds": "60",
        "load_balancing.algorithm.type": "least_outstanding_requests",
        "stickiness.enabled": "true",
        "stickiness.type": "lb_cookie",
        "stickiness.lb_cookie.duration_seconds": "600",
    }.items()
    assert outputs["arnSuffix"] == made.rpartition(":")[2]


@case(
    CASES,
    "aws:lb/listener:Listener",
    lambda world: {
        "loadBalancerArn": world.get("balancer"),
        "port": 443,
        "protocol": "HTTPS",
        "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "certificateArn": CERTIFICATE,
        "defaultActions": [{"type": "forward", "targetGroupArn": world.get("target-group")}],
        "tags": TAGS,
    },
)
def listener_forwards(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("elbv2").describe_listeners(ListenerArns=[made])["Listeners"][0]
    got = [found[key] for key in ("Port", "Protocol", "SslPolicy", "LoadBalancerArn")]
    assert got == [443, "HTTPS", "ELBSecurityPolicy-TLS13-1-2-2021-06", world.get("balancer")]
    assert [each["CertificateArn"] for each in found["Certificates"]] == [CERTIFICATE]
    described = world.client("elbv2").describe_tags(ResourceArns=[made])["TagDescriptions"][0]
    assert described["Tags"] == TAG_LIST
    assert [(each["Type"], each["TargetGroupArn"]) for each in found["DefaultActions"]] == [
        ("forward", world.get("target-group"))
    ]


@case(
    CASES,
    "aws:lb/listener:Listener",
    lambda world: {
        "loadBalancerArn": world.get("balancer"),
        "port": 80,
        "protocol": "HTTP",
        "defaultActions": [
            {"type": "redirect", "redirect": {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}}
        ],
    },
)
def listener_redirects(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("elbv2").describe_listeners(ListenerArns=[made])["Listeners"][0]
    assert found["DefaultActions"][0]["RedirectConfig"] == {
        "Protocol": "HTTPS",
        "Port": "443",
        "Host": "#{host}",
        "Path": "/#{path}",
        "Query": "#{query}",
        "StatusCode": "HTTP_301",
    }


@case(
    CASES,
    "aws:lb/listener:Listener",
    lambda world: {
        "loadBalancerArn": world.get("balancer"),
        "port": 81,
        "protocol": "HTTP",
        "defaultActions": [
            {
                "type": "fixed-response",
                "fixedResponse": {"contentType": "text/plain", "messageBody": "No", "statusCode": "404"},
            }
        ],
    },
)
def listener_answers(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("elbv2").describe_listeners(ListenerArns=[made])["Listeners"][0]
    answer = found["DefaultActions"][0]["FixedResponseConfig"]
    assert answer == {"ContentType": "text/plain", "MessageBody": "No", "StatusCode": "404"}


@pytest.mark.parametrize("each", CASES, ids=str)
def test_it_is_what_its_inputs_say(world: World, each: Case) -> None:
    made, outputs = world.create(each.token, **each.inputs(world))
    assert outputs["id"] == made
    each.check(world, made, outputs)


HTTPS = {"loadBalancerArn": "arn", "port": 443, "protocol": "HTTPS"}
FAR_AWAY = CERTIFICATE.replace("eu-west-1", "us-east-1")
WRONG: dict[str, tuple[str, dict[str, Any], type[Exception], str]] = {
    "HTTPS without a certificate": ("aws:lb/listener:Listener", HTTPS, ArgumentError, "certificateArn: must be given"),
    "a certificate of another region": (
        "aws:lb/listener:Listener",
        {**HTTPS, "certificateArn": FAR_AWAY},
        AssumptionError,
        "certificate: must be in the stack's region, eu-west-1, got arn:aws:acm:us-east-1",
    ),
    "a name too long for a load balancer": (
        "aws:lb/loadBalancer:LoadBalancer",
        {"name": "x" * 33},
        ArgumentError,
        "name: must have at most 32 characters",
    ),
}


@pytest.mark.parametrize(("token", "inputs", "error", "message"), WRONG.values(), ids=WRONG)
def test_what_the_provider_would_refuse_is_refused(
    world: World, token: str, inputs: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        world.create(token, **inputs)
