"""What people change below a running stack, and exactly what it does: its zones and their ways out."""

from tests.engine.workspace import Workspace

ZONE_C = {
    "Route:private-eu-west-1c",
    "RouteTable:private-eu-west-1c",
    "RouteTableAssociation:private-eu-west-1c",
    "RouteTableAssociation:public-eu-west-1c",
    "Subnet:private-eu-west-1c",
    "Subnet:public-eu-west-1c",
    "VpcEndpointRouteTableAssociation:s3-private-eu-west-1c",
}
IN_ZONES = {"Group:asg": "update vpcZoneIdentifiers[]", "LoadBalancer:alb": "update subnets[]"}


def zones(stack: Workspace) -> list[str]:
    """Return the zones that the group spans."""
    found = stack.aws.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"][0]
    return sorted(found["AvailabilityZones"])


def test_a_zone_removed_takes_only_what_is_its_own(dev: Workspace) -> None:
    dev.section("network")["zones"] = ["a", "b"]
    dev.change({**dict.fromkeys(ZONE_C, "delete"), **IN_ZONES})
    assert zones(dev) == ["eu-west-1a", "eu-west-1b"]


def test_a_zone_added_moves_nothing(dev: Workspace) -> None:
    dev.section("network")["zones"] = ["a", "b", "c"]
    created = dict.fromkeys(ZONE_C, "create")
    # The new subnets have no ids yet. The provider takes a list that is not known for one that is as it was: of the
    # load balancer a preview names what follows from it alone, and the group not at all.
    proposed = {**created, "LoadBalancer:alb": "update ~subnetMappings"}
    dev.change({**created, **IN_ZONES}, proposed)
    assert zones(dev) == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]


def test_a_way_out_for_each_zone(dev: Workspace) -> None:
    dev.section("network")["nat"] = "per_zone"
    dev.change(
        {
            "Eip:nat-eu-west-1b": "create",
            "Eip:nat-eu-west-1c": "create",
            "NatGateway:nat-eu-west-1b": "create",
            "NatGateway:nat-eu-west-1c": "create",
            "Route:private-eu-west-1b": "update natGatewayId",
            "Route:private-eu-west-1c": "update natGatewayId",
        }
    )
