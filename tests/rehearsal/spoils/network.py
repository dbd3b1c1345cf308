"""Ways to spoil a network."""

from moto.backends import get_backend

from .case import Account, spoils

WORLD = "0.0.0.0/0"


def rule(port: int, **peer: object) -> list[dict[str, object]]:
    """Return a rule for one TCP port."""
    return [{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **peer}]


TO_WORLD = {"IpRanges": [{"CidrIp": WORLD}]}


@spoils("network.subnet-per-zone", "is not there")
def a_subnet_is_deleted(aws: Account) -> None:
    aws.ec2.delete_subnet(SubnetId=aws.out("Network", "private_subnet_ids")[0])


@spoils("network.addresses", "10.20.0.0/20 and 10.20.0.0/20 overlap")
def two_subnets_share_a_range(aws: Account) -> None:
    """AWS refuses this, so it is written into the emulated account itself."""
    subnets = get_backend("ec2")["123456789012"]["eu-west-1"].subnets["eu-west-1a"]
    subnets[aws.out("Network", "private_subnet_ids")[0]].cidr_block = "10.20.0.0/20"


@spoils("network.addresses", "192.168.0.0/28 is outside of 10.20.0.0/16; 192.168.0.0/28 is smaller than /27")
def a_subnet_is_small_and_elsewhere(aws: Account) -> None:
    """The same."""
    subnets = get_backend("ec2")["123456789012"]["eu-west-1"].subnets["eu-west-1a"]
    subnets[aws.out("Network", "private_subnet_ids")[0]].cidr_block = "192.168.0.0/28"


@spoils("network.no-public-addresses", "gives each instance a public address")
def a_subnet_gives_public_addresses(aws: Account) -> None:
    subnet = aws.out("Network", "private_subnet_ids")[0]
    aws.ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})


@spoils("network.default-group-empty", "lets in tcp 22 from 0.0.0.0/0")
def the_default_group_is_opened(aws: Account) -> None:
    group = aws.id("DefaultSecurityGroup", "-default")
    aws.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=rule(22, **TO_WORLD))


@spoils("network.dns", "enableDnsHostnames is off")
def host_names_are_switched_off(aws: Account) -> None:
    aws.ec2.modify_vpc_attribute(VpcId=aws.out("Network", "vpc_id"), EnableDnsHostnames={"Value": False})


@spoils("network.session-manager-endpoints", "there is no endpoint for ssm")
def an_endpoint_is_deleted(aws: Account) -> None:
    aws.ec2.delete_vpc_endpoints(VpcEndpointIds=[aws.id("VpcEndpoint", "-ssm")])


@spoils("network.session-manager-endpoints", "does not let the VPC in on tcp 443")
def the_endpoints_are_shut(aws: Account) -> None:
    aws.ec2.revoke_security_group_ingress(
        GroupId=aws.id("SecurityGroup", "-endpoints"),
        IpPermissions=rule(443, IpRanges=[{"CidrIp": "10.20.0.0/16"}]),
    )


@spoils("network.public-routes", "(eu-west-1b) has no route to igw-")
def the_way_to_the_internet_is_cut(aws: Account) -> None:
    aws.ec2.delete_route(RouteTableId=aws.id("RouteTable", "-public"), DestinationCidrBlock=WORLD)


@spoils("network.nat", "is not available")
def a_nat_gateway_is_deleted(aws: Account) -> None:
    aws.ec2.delete_nat_gateway(NatGatewayId=aws.out("Network", "nat_gateway_ids")[0])


@spoils("network.private-routes", "(eu-west-1a) leads to the NAT gateway of eu-west-1b")
def a_zone_uses_the_nat_gateway_of_another(aws: Account) -> None:
    table = aws.id("RouteTable", "-private-eu-west-1a")
    other = aws.out("Network", "nat_gateway_ids")[1]
    aws.ec2.replace_route(RouteTableId=table, DestinationCidrBlock=WORLD, NatGatewayId=other)


@spoils("network.private-routes", "has no route to a NAT gateway of the network")
def a_private_subnet_loses_its_way_out(aws: Account) -> None:
    aws.ec2.delete_route(RouteTableId=aws.id("RouteTable", "-private-eu-west-1a"), DestinationCidrBlock=WORLD)


@spoils("network.private-routes", "(eu-west-1a) leads to the internet gateway")
def a_private_subnet_becomes_public(aws: Account) -> None:
    gateway = aws.id("InternetGateway", "-internet")
    table = aws.id("RouteTable", "-private-eu-west-1a")
    aws.ec2.delete_route(RouteTableId=table, DestinationCidrBlock=WORLD)
    aws.ec2.create_route(RouteTableId=table, DestinationCidrBlock=WORLD, GatewayId=gateway)


@spoils("network.s3-endpoint", "does not lead to vpce-")
def a_table_leaves_the_s3_endpoint(aws: Account) -> None:
    table = aws.id("RouteTable", "-private-eu-west-1a")
    aws.ec2.modify_vpc_endpoint(VpcEndpointId=aws.id("VpcEndpoint", "-s3"), RemoveRouteTableIds=[table])


@spoils("network.ipv6", "has no ::/0 route to an egress-only gateway")
def the_way_out_over_ipv6_is_cut(aws: Account) -> None:
    aws.ec2.delete_route(RouteTableId=aws.id("RouteTable", "-private-eu-west-1a"), DestinationIpv6CidrBlock="::/0")


@spoils("network.flow-logs", "keeps its records for ever")
def the_retention_is_taken_away(aws: Account) -> None:
    aws.logs.delete_retention_policy(logGroupName="ha-web-test-flow-logs")


@spoils("network.flow-logs", "there is no flow log of vpc-")
def the_flow_log_is_deleted(aws: Account) -> None:
    aws.ec2.delete_flow_logs(FlowLogIds=[aws.id("FlowLog", "-flow-logs")])


@spoils("network.flow-logs-role", "may not logs:CreateLogStream")
def the_role_of_the_flow_log_loses_its_policy(aws: Account) -> None:
    aws.iam.delete_role_policy(RoleName="ha-web-test-eu-west-1-flow-logs", PolicyName="write-flow-logs")
