"""Ways from a VPC to AWS's own services that do not lead over the internet."""

from typing import Any

import pytest

from components import Network
from tests.recording import Recording, build, record

ENDPOINT, JOIN = "ec2/vpcEndpoint:VpcEndpoint", "ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation"
GROUP = "ec2/securityGroup:SecurityGroup"
INGRESS = "vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "vpc/securityGroupEgressRule:SecurityGroupEgressRule"
ZONES = ("eu-west-1a", "eu-west-1b")


def built(**changes: Any) -> Recording:
    args = {"zones": ZONES, "nat": "none", "flow_logs_enabled": False, "session_manager_endpoints": True, **changes}
    return build(Network, args)


def test_s3_is_reached_from_every_route_table_without_paying_nat() -> None:
    recording = built(session_manager_endpoints=False)
    assert recording.one(ENDPOINT).inputs == {
        "vpcId": "Vpc web-test-vpc",
        "serviceName": "com.amazonaws.eu-west-1.s3",
        "vpcEndpointType": "Gateway",
        "tags": {"Name": "web-test-s3"},
    }
    assert recording.inputs(JOIN) == {
        f"web-test-s3-{table}": {
            "vpcEndpointId": "VpcEndpoint web-test-s3",
            "routeTableId": f"RouteTable web-test-{table}",
        }
        for table in ("public", "private-eu-west-1a", "private-eu-west-1b")
    }


def test_by_default_there_is_no_endpoint_that_is_billed_by_the_hour() -> None:
    recording = build(Network, {"zones": ZONES})
    assert {each["vpcEndpointType"] for each in recording.inputs(ENDPOINT).values()} == {"Gateway"}
    assert not recording.of(GROUP)
    assert not recording.of(INGRESS)


def test_session_manager_has_its_endpoints_in_every_private_subnet_under_their_usual_names() -> None:
    interfaces = {name: own for name, own in built().inputs(ENDPOINT).items() if own["vpcEndpointType"] == "Interface"}
    assert interfaces == {
        f"web-test-{service}": {
            "vpcId": "Vpc web-test-vpc",
            "serviceName": f"com.amazonaws.eu-west-1.{service}",
            "vpcEndpointType": "Interface",
            "subnetIds": ["Subnet web-test-private-eu-west-1a", "Subnet web-test-private-eu-west-1b"],
            "securityGroupIds": ["SecurityGroup web-test-endpoints"],
            "privateDnsEnabled": True,
            "tags": {"Name": f"web-test-{service}"},
        }
        for service in ("ssm", "ssmmessages", "ec2messages")
    }


@pytest.mark.parametrize("session_manager", [False, True])
def test_cloudwatch_has_an_endpoint_of_its_own_behind_the_same_door(session_manager: bool) -> None:
    recording = built(session_manager_endpoints=session_manager, cloudwatch_endpoint=True)
    assert recording.inputs(ENDPOINT)["web-test-monitoring"] == {
        "vpcId": "Vpc web-test-vpc",
        "serviceName": "com.amazonaws.eu-west-1.monitoring",
        "vpcEndpointType": "Interface",
        "subnetIds": ["Subnet web-test-private-eu-west-1a", "Subnet web-test-private-eu-west-1b"],
        "securityGroupIds": ["SecurityGroup web-test-endpoints"],
        "privateDnsEnabled": True,
        "tags": {"Name": "web-test-monitoring"},
    }
    assert len(recording.of(ENDPOINT)) == (5 if session_manager else 2), "beside the gateway for S3"
    assert len(recording.of(GROUP)) == len(recording.of(INGRESS)) == 1


def test_the_endpoints_answer_https_from_inside_the_vpc_and_call_nobody() -> None:
    recording = built(cidr_block="10.8.0.0/16")
    assert recording.one(GROUP).inputs == {
        "name": "web-test-endpoints",
        "description": "Interface endpoints: HTTPS from inside the VPC",
        "vpcId": "Vpc web-test-vpc",
        "tags": {"Name": "web-test-endpoints"},
    }
    assert recording.one(INGRESS).inputs == {
        "securityGroupId": "SecurityGroup web-test-endpoints",
        "description": "HTTPS from inside the VPC",
        "ipProtocol": "tcp",
        "fromPort": 443,
        "toPort": 443,
        "cidrIpv4": "10.8.0.0/16",
        "tags": {"Name": "web-test-endpoints"},
    }
    assert not recording.of(EGRESS)


def test_endpoints_are_those_of_the_zones_region() -> None:
    recording = build(
        Network,
        {"zones": ["us-gov-east-1b"], "nat": "none", "flow_logs_enabled": False, "session_manager_endpoints": True},
        invokes={
            "aws:index/getAvailabilityZones:getAvailabilityZones": lambda _: {
                "id": "us-gov-east-1",
                "names": ["us-gov-east-1b"],
            }
        },
    )
    assert {each["serviceName"] for each in recording.inputs(ENDPOINT).values()} == {
        "com.amazonaws.us-gov-east-1.s3",
        "com.amazonaws.us-gov-east-1.ssm",
        "com.amazonaws.us-gov-east-1.ssmmessages",
        "com.amazonaws.us-gov-east-1.ec2messages",
    }


def test_a_component_whose_name_leaves_no_room_for_the_group_is_refused() -> None:
    args = {"zones": ZONES, "nat": "none", "flow_logs_enabled": False, "session_manager_endpoints": True}
    record(lambda: Network("a" * 245, args))
    with pytest.raises(ValueError, match="of a security group: must have at most 255 characters, got 256"):
        record(lambda: Network("a" * 246, args))
