"""Amazon VPC: networks, subnets, routes and endpoints."""

from typing import Any

from ._cloud import Cloud, tag_specifications
from ._filled import filled
from ._inputs import ArgumentError, Inputs
from ._registry import Made, resource


def _one(answer: dict[str, Any], key: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = answer[key]
    return found[0]


@resource(
    "aws:ec2/vpc:Vpc",
    filled(
        text="ipv6AssociationId ipv6CidrBlock ipv6CidrBlockNetworkBorderGroup ipv6IpamPoolId",
        number="ipv6NetmaskLength",
        flag="assignGeneratedIpv6CidrBlock",
    ),
)
def vpc(cloud: Cloud, inputs: Inputs) -> Made:
    """Create a VPC, with the DNS settings that the provider sets afterwards."""
    ec2 = cloud.client("ec2")
    asked = inputs.renamed("cidrBlock", "instanceTenancy", assignGeneratedIpv6CidrBlock="AmazonProvidedIpv6CidrBlock")
    made = ec2.create_vpc(**asked, **tag_specifications("vpc", inputs.tags()))["Vpc"]
    vpc_id = made["VpcId"]
    dns = inputs.get("enableDnsSupport", True)
    names = inputs.get("enableDnsHostnames", False)
    ec2.modify_vpc_attribute(VpcId=vpc_id, EnableDnsSupport={"Value": dns})
    ec2.modify_vpc_attribute(VpcId=vpc_id, EnableDnsHostnames={"Value": names})
    made = _one(ec2.describe_vpcs(VpcIds=[vpc_id]), "Vpcs")
    of_vpc = [{"Name": "vpc-id", "Values": [vpc_id]}]
    main = _one(ec2.describe_route_tables(Filters=of_vpc), "RouteTables")["RouteTableId"]
    group = _one(ec2.describe_security_groups(Filters=of_vpc), "SecurityGroups")["GroupId"]
    acl = _one(ec2.describe_network_acls(Filters=of_vpc), "NetworkAcls")["NetworkAclId"]
    computed = {
        "arn": cloud.arn("ec2", f"vpc/{vpc_id}"),
        "cidrBlock": made["CidrBlock"],
        "defaultNetworkAclId": acl,
        "defaultRouteTableId": main,
        "defaultSecurityGroupId": group,
        "dhcpOptionsId": made.get("DhcpOptionsId", "default"),
        "enableDnsHostnames": names,
        "enableDnsSupport": dns,
        "enableNetworkAddressUsageMetrics": False,
        "instanceTenancy": made["InstanceTenancy"],
        "mainRouteTableId": main,
        "ownerId": cloud.account_id,
    }
    for block in made.get("Ipv6CidrBlockAssociationSet", []):
        computed["ipv6CidrBlock"] = block["Ipv6CidrBlock"]
        computed["ipv6AssociationId"] = block["AssociationId"]
        computed["ipv6CidrBlockNetworkBorderGroup"] = block.get("NetworkBorderGroup", "")
    return Made(vpc_id, computed)


@resource(
    "aws:ec2/subnet:Subnet",
    filled(
        text="customerOwnedIpv4Pool ipv6CidrBlock ipv6CidrBlockAssociationId outpostArn",
        number="enableLniAtDeviceIndex",
        flag=(
            "enableDns64 enableResourceNameDnsARecordOnLaunch enableResourceNameDnsAaaaRecordOnLaunch ipv6Native "
            "mapCustomerOwnedIpOnLaunch"
        ),
    ),
)
def subnet(cloud: Cloud, inputs: Inputs) -> Made:
    """Create a subnet, with the address settings that the provider sets afterwards."""
    ec2 = cloud.client("ec2")
    asked = inputs.renamed("vpcId", "cidrBlock", "ipv6CidrBlock", "availabilityZone")
    made = ec2.create_subnet(**asked, **tag_specifications("subnet", inputs.tags()))["Subnet"]
    subnet_id = made["SubnetId"]
    public = inputs.get("mapPublicIpOnLaunch", False)
    ipv6 = inputs.get("assignIpv6AddressOnCreation", False)
    if public:
        ec2.modify_subnet_attribute(SubnetId=subnet_id, MapPublicIpOnLaunch={"Value": True})
    if ipv6:
        ec2.modify_subnet_attribute(SubnetId=subnet_id, AssignIpv6AddressOnCreation={"Value": True})
    made = _one(ec2.describe_subnets(SubnetIds=[subnet_id]), "Subnets")
    computed = {
        "arn": made["SubnetArn"],
        "assignIpv6AddressOnCreation": made["AssignIpv6AddressOnCreation"],
        "availabilityZone": made["AvailabilityZone"],
        "availabilityZoneId": made["AvailabilityZoneId"],
        "mapPublicIpOnLaunch": made["MapPublicIpOnLaunch"],
        "ownerId": made["OwnerId"],
        "privateDnsHostnameTypeOnLaunch": "ip-name",
    }
    for block in made.get("Ipv6CidrBlockAssociationSet", []):
        computed["ipv6CidrBlockAssociationId"] = block["AssociationId"]
    return Made(subnet_id, computed)


@resource("aws:ec2/internetGateway:InternetGateway", filled(text="vpcId"))
def internet_gateway(cloud: Cloud, inputs: Inputs) -> Made:
    """Create an internet gateway and, where a VPC is given, attach it."""
    ec2 = cloud.client("ec2")
    made = ec2.create_internet_gateway(**tag_specifications("internet-gateway", inputs.tags()))
    gateway_id = made["InternetGateway"]["InternetGatewayId"]
    if vpc_id := inputs.get("vpcId"):
        ec2.attach_internet_gateway(InternetGatewayId=gateway_id, VpcId=vpc_id)
    arn = cloud.arn("ec2", f"internet-gateway/{gateway_id}")
    return Made(gateway_id, {"arn": arn, "ownerId": cloud.account_id})


@resource("aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway")
def egress_only_internet_gateway(cloud: Cloud, inputs: Inputs) -> Made:
    """Create a gateway by which IPv6 reaches out and nobody in."""
    made = cloud.client("ec2").create_egress_only_internet_gateway(
        VpcId=inputs.need("vpcId"), **tag_specifications("egress-only-internet-gateway", inputs.tags())
    )
    return Made(made["EgressOnlyInternetGateway"]["EgressOnlyInternetGatewayId"], {})


@resource("aws:ec2/routeTable:RouteTable", filled(items="propagatingVgws"))
def route_table(cloud: Cloud, inputs: Inputs) -> Made:
    """Create a route table; its routes are resources of their own."""
    made = cloud.client("ec2").create_route_table(
        VpcId=inputs.need("vpcId"), **tag_specifications("route-table", inputs.tags())
    )
    table_id = made["RouteTable"]["RouteTableId"]
    computed = {"arn": cloud.arn("ec2", f"route-table/{table_id}"), "ownerId": cloud.account_id, "routes": []}
    return Made(table_id, computed)


def _provider_hash(text: str) -> int:
    """Return the number that Terraform's provider makes ids of."""
    import zlib

    return zlib.crc32(text.encode())


@resource(
    "aws:ec2/route:Route",
    filled(
        text=(
            "carrierGatewayId coreNetworkArn destinationCidrBlock destinationIpv6CidrBlock "
            "destinationPrefixListId egressOnlyGatewayId gatewayId instanceId instanceOwnerId localGatewayId "
            "natGatewayId networkInterfaceId transitGatewayId vpcEndpointId vpcPeeringConnectionId"
        )
    ),
)
def route(cloud: Cloud, inputs: Inputs) -> Made:
    """Create a route."""
    asked = inputs.renamed(
        "routeTableId",
        "destinationCidrBlock",
        "destinationIpv6CidrBlock",
        "gatewayId",
        "natGatewayId",
        egressOnlyGatewayId="EgressOnlyInternetGatewayId",
    )
    destination = asked.get("DestinationCidrBlock") or asked.get("DestinationIpv6CidrBlock")
    targets = [key for key in ("GatewayId", "NatGatewayId", "EgressOnlyInternetGatewayId") if key in asked]
    if destination is None or len(targets) != 1:
        raise ArgumentError("a route needs one destination and one target")
    cloud.client("ec2").create_route(**asked)
    table_id = asked["RouteTableId"]
    computed = {"origin": "CreateRoute", "state": "active"}
    return Made(f"r-{table_id}{_provider_hash(destination)}", computed)


@resource("aws:ec2/routeTableAssociation:RouteTableAssociation", filled(text="gatewayId"))
def route_table_association(cloud: Cloud, inputs: Inputs) -> Made:
    """Associate a subnet with a route table."""
    made = cloud.client("ec2").associate_route_table(**inputs.renamed("routeTableId", "subnetId"))
    return Made(made["AssociationId"], {})


def _addresses(ec2: Any, interfaces: list[str]) -> list[dict[str, str]]:
    if not interfaces:
        return []
    found = ec2.describe_network_interfaces(NetworkInterfaceIds=interfaces)["NetworkInterfaces"]
    return [{"ipv4": each["PrivateIpAddress"], "ipv6": "", "subnetId": each["SubnetId"]} for each in found]


@resource(
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    filled(text="ipAddressType resourceConfigurationArn serviceNetworkArn serviceRegion", items="cidrBlocks"),
)
def vpc_endpoint(cloud: Cloud, inputs: Inputs) -> Made:
    """Create a gateway or interface endpoint of an AWS service."""
    ec2 = cloud.client("ec2")
    asked = inputs.renamed(
        "vpcId", "serviceName", "vpcEndpointType", "routeTableIds", "subnetIds", "securityGroupIds", "privateDnsEnabled"
    )
    asked |= inputs.renamed(policy="PolicyDocument")
    if asked.get("VpcEndpointType") == "Interface":
        # Left out, the API would switch it on; the provider always says.
        asked.setdefault("PrivateDnsEnabled", False)
    made = ec2.create_vpc_endpoint(**asked, **tag_specifications("vpc-endpoint", inputs.tags()))["VpcEndpoint"]
    interfaces = made.get("NetworkInterfaceIds", [])
    computed = {
        "arn": cloud.arn("ec2", f"vpc-endpoint/{made['VpcEndpointId']}"),
        "dnsEntries": [
            {"dnsName": entry.get("DnsName", ""), "hostedZoneId": entry.get("HostedZoneId", "")}
            for entry in made.get("DnsEntries", [])
        ],
        "networkInterfaceIds": interfaces,
        "ownerId": cloud.account_id,
        "policy": made.get("PolicyDocument", ""),
        "privateDnsEnabled": bool(asked.get("PrivateDnsEnabled", False)),
        "requesterManaged": False,
        "routeTableIds": asked.get("RouteTableIds", []),
        "securityGroupIds": asked.get("SecurityGroupIds", []),
        "state": "available",
        "subnetConfigurations": _addresses(ec2, interfaces),
        "subnetIds": asked.get("SubnetIds", []),
        "vpcEndpointType": asked.get("VpcEndpointType", "Gateway"),
    }
    if computed["vpcEndpointType"] == "Gateway":
        lists = ec2.describe_managed_prefix_lists(
            Filters=[{"Name": "prefix-list-name", "Values": [asked["ServiceName"]]}]
        )["PrefixLists"]
        computed["prefixListId"] = lists[0]["PrefixListId"] if lists else ""
        computed["cidrBlocks"] = []
    return Made(made["VpcEndpointId"], computed)


@resource("aws:ec2/flowLog:FlowLog", filled(text="deliverCrossAccountRole"))
def flow_log(cloud: Cloud, inputs: Inputs) -> Made:
    """Create the flow log of a VPC or a subnet."""
    kind = "VPC" if inputs.has("vpcId") else "Subnet"
    target = inputs.get("vpcId") or inputs.need("subnetId")
    asked = inputs.renamed(
        "trafficType",
        "logDestination",
        "logDestinationType",
        "logFormat",
        "maxAggregationInterval",
        iamRoleArn="DeliverLogsPermissionArn",
    )
    made = cloud.client("ec2").create_flow_logs(
        ResourceIds=[target],
        ResourceType=kind,
        **asked,
        **tag_specifications("vpc-flow-log", inputs.tags()),
    )
    if refused := made.get("Unsuccessful"):
        raise ArgumentError(refused[0]["Error"]["Message"])
    flow_log_id = made["FlowLogIds"][0]
    found = _one(cloud.client("ec2").describe_flow_logs(FlowLogIds=[flow_log_id]), "FlowLogs")
    computed = {
        "arn": cloud.arn("ec2", f"vpc-flow-log/{flow_log_id}"),
        "logDestinationType": asked.get("LogDestinationType", "cloud-watch-logs"),
        "logFormat": found.get("LogFormat", ""),
        "maxAggregationInterval": asked.get("MaxAggregationInterval", 600),
    }
    return Made(flow_log_id, computed)


@resource("aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation")
def vpc_endpoint_route_table_association(cloud: Cloud, inputs: Inputs) -> Made:
    """Let a route table lead to a gateway endpoint."""
    ec2, endpoint, table = cloud.client("ec2"), inputs.need("vpcEndpointId"), inputs.need("routeTableId")
    found = _one(ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint]), "VpcEndpoints")
    if (kind := found.get("VpcEndpointType", "Gateway")) != "Gateway":
        raise ArgumentError(f"vpcEndpointId: must name a gateway endpoint, got one of type {kind}")
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, AddRouteTableIds=[table])
    return Made(f"a-{endpoint}{_provider_hash(table)}", {})
