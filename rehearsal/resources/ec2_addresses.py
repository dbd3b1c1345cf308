"""Amazon VPC: Elastic IP addresses and NAT gateways."""

from ._cloud import Cloud, tag_specifications
from ._filled import filled
from ._inputs import ArgumentError, Inputs
from ._registry import Made, resource


@resource(
    "aws:ec2/eip:Eip",
    filled(
        text=(
            "associationId carrierIp customerOwnedIp customerOwnedIpv4Pool instance networkInterface privateIp "
            "ptrRecord"
        )
    ),
)
def eip(cloud: Cloud, inputs: Inputs) -> Made:
    """Allocate an Elastic IP address."""
    domain = inputs.get("domain", "vpc")
    ec2 = cloud.client("ec2")
    made = ec2.allocate_address(Domain=domain, **tag_specifications("elastic-ip", inputs.tags()))
    found = ec2.describe_addresses(AllocationIds=[made["AllocationId"]])["Addresses"][0]
    dashed = made["PublicIp"].replace(".", "-")
    computed = {
        "allocationId": made["AllocationId"],
        "arn": cloud.arn("ec2", f"elastic-ip/{made['AllocationId']}"),
        "domain": domain,
        "networkBorderGroup": found.get("NetworkBorderGroup", ""),
        "publicDns": f"ec2-{dashed}.{cloud.region}.compute.amazonaws.com",
        "publicIp": made["PublicIp"],
        "publicIpv4Pool": found.get("PublicIpv4Pool", ""),
    }
    return Made(made["AllocationId"], computed)


@resource(
    "aws:ec2/natGateway:NatGateway",
    filled(
        text="allocationId associationId publicIp",
        number="secondaryPrivateIpAddressCount",
        items="secondaryPrivateIpAddresses",
    ),
)
def nat_gateway(cloud: Cloud, inputs: Inputs) -> Made:
    """Create a NAT gateway: in a subnet, or, where it is regional, for a whole VPC."""
    asked = inputs.renamed("allocationId", "subnetId", "connectivityType", "availabilityMode", "vpcId")
    regional = asked.get("AvailabilityMode") == "regional"
    if regional == ("SubnetId" in asked) or regional != ("VpcId" in asked):
        raise ArgumentError("a regional NAT gateway takes a vpcId, any other a subnetId")
    if not regional and asked.get("ConnectivityType", "public") == "public" and "AllocationId" not in asked:
        raise ArgumentError("allocationId: must be given for a public NAT gateway in a subnet")
    made = cloud.client("ec2").create_nat_gateway(**asked, **tag_specifications("natgateway", inputs.tags()))
    gateway = made["NatGateway"]
    addresses = gateway.get("NatGatewayAddresses") or [{}]
    computed = {
        "availabilityMode": "regional" if regional else "zonal",
        "connectivityType": gateway.get("ConnectivityType", "public"),
        "vpcId": gateway["VpcId"],
    }
    if regional:
        computed |= {"autoProvisionZones": "enabled", "autoScalingIps": "enabled"}
        computed |= {"regionalNatGatewayAutoMode": "enabled", "regionalNatGatewayAddresses": []}
    else:
        computed |= {
            "associationId": addresses[0].get("AssociationId"),
            "networkInterfaceId": addresses[0].get("NetworkInterfaceId"),
            "privateIp": addresses[0].get("PrivateIp"),
            "publicIp": addresses[0].get("PublicIp"),
        }
    return Made(gateway["NatGatewayId"], computed)
