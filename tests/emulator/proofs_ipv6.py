"""Proofs that a rule of AWS holds in an account: the IPv6 ranges of subnets."""

from typing import Any

from emulator import Account
from tests.emulator.proofs import proves


def subnet_of_both(aws: Account) -> dict[str, Any]:
    """Make a subnet with an IPv6 range, beside one without."""
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]
    block = vpc["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"].replace("/56", "/64")
    ec2.create_subnet(VpcId=vpc["VpcId"], CidrBlock="10.0.0.0/24")
    made: dict[str, Any] = ec2.create_subnet(VpcId=vpc["VpcId"], CidrBlock="10.0.1.0/24", Ipv6CidrBlock=block)["Subnet"]
    return made


@proves("ec2-subnet-ipv6-state")
def subnet_ipv6_state(aws: Account) -> None:
    (association,) = subnet_of_both(aws)["Ipv6CidrBlockAssociationSet"]
    assert association["Ipv6CidrBlockState"] == {"State": "associated"}


@proves("ec2-subnet-ipv6-filters")
def subnet_ipv6_filters(aws: Account) -> None:
    subnet = subnet_of_both(aws)
    (association,) = subnet["Ipv6CidrBlockAssociationSet"]
    for name, value in (
        ("association-id", association["AssociationId"]),
        ("ipv6-cidr-block", association["Ipv6CidrBlock"]),
        ("state", "associated"),
    ):
        wanted = [{"Name": f"ipv6-cidr-block-association.{name}", "Values": [value]}]
        found = aws.client("ec2").describe_subnets(Filters=wanted)["Subnets"]
        assert [each["SubnetId"] for each in found] == [subnet["SubnetId"]], name
