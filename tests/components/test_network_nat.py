"""Ways out of the private subnets, and what is known only once they stand."""

from typing import Any

import pytest

from components import Network
from tests import recording
from tests.recording import NAME, Recording, build, pulumi, record

NAT, ADDRESS, ROUTE = "ec2/natGateway:NatGateway", "ec2/eip:Eip", "ec2/route:Route"
ZONES = ("eu-west-1c", "eu-west-1a")
NETWORK = "ha-web:index:Network"
INTERNET = "InternetGateway web-test-internet"


def built(nat: str, **changes: Any) -> Recording:
    return build(Network, {"zones": ZONES, "nat": nat, "flow_logs_enabled": False, **changes})


def gateways(recording: Recording) -> dict[str, str]:
    """Return which gateway the internet is reached through, by private route table."""
    return {
        each["routeTableId"].removeprefix("RouteTable web-test-"): each["natGatewayId"]
        for each in recording.inputs(ROUTE).values()
        if "natGatewayId" in each
    }


def zonal(zone: str) -> dict[str, Any]:
    return {
        "allocationId": f"Eip web-test-nat-{zone}",
        "subnetId": f"Subnet web-test-public-{zone}",
        "tags": {"Name": f"web-test-nat-{zone}"},
    }


def address(zone: str) -> dict[str, Any]:
    return {"domain": "vpc", "tags": {"Name": f"web-test-nat-{zone}"}}


def test_one_gateway_per_zone_so_that_a_zone_falls_alone() -> None:
    recording = built("per_zone")
    assert recording.inputs(NAT) == {f"web-test-nat-{zone}": zonal(zone) for zone in ZONES}
    assert recording.inputs(ADDRESS) == {f"web-test-nat-{zone}": address(zone) for zone in ZONES}
    assert gateways(recording) == {
        "private-eu-west-1c": "NatGateway web-test-nat-eu-west-1c",
        "private-eu-west-1a": "NatGateway web-test-nat-eu-west-1a",
    }


def test_a_gateway_per_zone_is_the_default() -> None:
    args = {"zones": ZONES, "flow_logs_enabled": False}
    assert build(Network, args).arguments() == built("per_zone").arguments()


def test_a_single_gateway_stands_in_the_first_zone_and_serves_all() -> None:
    recording = built("single")
    assert recording.inputs(NAT) == {"web-test-nat-eu-west-1c": zonal("eu-west-1c")}
    assert recording.inputs(ADDRESS) == {"web-test-nat-eu-west-1c": address("eu-west-1c")}
    assert gateways(recording) == {
        "private-eu-west-1c": "NatGateway web-test-nat-eu-west-1c",
        "private-eu-west-1a": "NatGateway web-test-nat-eu-west-1c",
    }


def test_a_regional_gateway_has_neither_subnet_nor_address_because_aws_spreads_it() -> None:
    recording = built("regional")
    assert recording.inputs(NAT) == {
        "web-test-nat": {
            "vpcId": "Vpc web-test-vpc",
            "availabilityMode": "regional",
            "connectivityType": "public",
            "tags": {"Name": "web-test-nat"},
        }
    }
    assert not recording.of(ADDRESS)
    assert set(gateways(recording).values()) == {"NatGateway web-test-nat"}
    assert len(gateways(recording)) == len(ZONES)


def test_without_nat_there_is_nothing_of_it() -> None:
    recording = built("none")
    assert not recording.of(NAT)
    assert not recording.of(ADDRESS)
    assert not gateways(recording)


@pytest.mark.parametrize("nat", ["single", "per_zone", "regional"])
def test_a_way_out_is_the_default_route_of_a_private_table_and_of_no_other(nat: str) -> None:
    recording = built(nat)
    assert recording.inputs(ROUTE) == {
        "web-test-public": built("none").inputs(ROUTE)["web-test-public"],
        **{
            f"web-test-private-{zone}": {
                "routeTableId": f"RouteTable web-test-private-{zone}",
                "destinationCidrBlock": "0.0.0.0/0",
                "natGatewayId": gateways(recording)[f"private-{zone}"],
            }
            for zone in ZONES
        },
    }


@pytest.mark.parametrize("nat", ["single", "per_zone", "regional"])
def test_gateways_and_addresses_wait_for_the_internet_gateway(nat: str) -> None:
    """AWS: a NAT gateway fails without one. No argument of either says so."""
    recording = built(nat)
    for each in (*recording.of(NAT).values(), *recording.of(ADDRESS).values()):
        assert INTERNET in each.dependencies


@pytest.mark.parametrize("ipv6", [False, True])
def test_a_zonal_gateway_waits_for_the_routes_of_its_subnet(ipv6: bool) -> None:
    gateway = built("per_zone", ipv6=ipv6).of(NAT)["web-test-nat-eu-west-1a"]
    assert gateway.dependencies == {
        INTERNET,
        "Eip web-test-nat-eu-west-1a",
        "Subnet web-test-public-eu-west-1a",
        "RouteTableAssociation web-test-public-eu-west-1a",
        "Route web-test-public",
        *(["Route web-test-public-ipv6"] if ipv6 else []),
    }


def test_only_a_zonal_gateway_goes_before_its_successor_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address serves one gateway at a time; everything else is replaced without a gap."""
    first: set[tuple[str, str]] = set()
    register = recording._Monitor.RegisterResource

    def spy(self: Any, request: Any) -> Any:
        if request.deleteBeforeReplace:
            first.add((request.type, request.name))
        return register(self, request)

    monkeypatch.setattr(recording._Monitor, "RegisterResource", spy)
    built("regional", ipv6=True, session_manager_endpoints=True, flow_logs_enabled=True)
    assert first == set()
    built("per_zone", ipv6=True, session_manager_endpoints=True, flow_logs_enabled=True)
    assert first == {(f"aws:{NAT}", f"web-test-nat-{zone}") for zone in ZONES}


def waiting(output: str, **args: Any) -> dict[str, frozenset[str]]:
    """Return what must stand before something that is given each of these subnet ids, by the id."""

    class Tenant(pulumi.CustomResource):
        def __init__(self, name: str, subnet: pulumi.Input[str]) -> None:
            super().__init__("test:index:Tenant", name, {"subnet": subnet})

    def program() -> None:
        network = Network(NAME, {"zones": ZONES, "flow_logs_enabled": False, **args})
        ids = getattr(network, output)
        for index in range(len(ZONES)):
            Tenant(f"tenant-{index}", ids.apply(lambda ids, index=index: ids[index]))

    tenants = record(program).of("test:index:Tenant").values()
    return {each.inputs["subnet"]: each.dependencies for each in tenants}


def test_a_private_subnet_is_known_only_once_every_way_out_stands() -> None:
    """An instance that starts before would run its first boot without the internet, and fail."""
    known = waiting("private_subnet_ids", nat="single", ipv6=True)
    assert set(known) == {"Subnet web-test-private-eu-west-1c", "Subnet web-test-private-eu-west-1a"}
    for each in known.values():
        assert each == {
            f"{kind} web-test-{prefix}private-{zone}{suffix}"
            for zone in ZONES
            for kind, prefix, suffix in [
                ("Subnet", "", ""),
                ("RouteTableAssociation", "", ""),
                ("VpcEndpointRouteTableAssociation", "s3-", ""),
                ("Route", "", ""),
                ("Route", "", "-ipv6"),
            ]
        }


def test_a_public_subnet_is_known_only_once_its_way_to_the_internet_stands() -> None:
    known = waiting("public_subnet_ids", nat="none", ipv6=True)
    assert set(known) == {"Subnet web-test-public-eu-west-1c", "Subnet web-test-public-eu-west-1a"}
    for each in known.values():
        assert each == {
            "Route web-test-public",
            "Route web-test-public-ipv6",
            "Subnet web-test-public-eu-west-1c",
            "Subnet web-test-public-eu-west-1a",
            "RouteTableAssociation web-test-public-eu-west-1c",
            "RouteTableAssociation web-test-public-eu-west-1a",
        }


@pytest.mark.parametrize(
    ("nat", "ids"),
    [
        ("none", []),
        pytest.param(
            "single",
            ["NatGateway web-test-nat-eu-west-1c"],
        ),
        ("per_zone", ["NatGateway web-test-nat-eu-west-1c", "NatGateway web-test-nat-eu-west-1a"]),
        pytest.param(
            "regional",
            ["NatGateway web-test-nat"],
        ),
    ],
)
def test_each_gateway_is_told_once(nat: str, ids: list[str]) -> None:
    assert built(nat).outputs[NETWORK]["nat_gateway_ids"] == ids


def test_the_outputs_list_the_network_in_the_order_of_the_zones() -> None:
    outputs = built("none", cidr_block="10.0.0.0/20").outputs[NETWORK]
    assert outputs == {
        "vpc_id": "Vpc web-test-vpc",
        "cidr_block": "10.0.0.0/20",
        "zones": ["eu-west-1c", "eu-west-1a"],
        "public_subnet_ids": ["Subnet web-test-public-eu-west-1c", "Subnet web-test-public-eu-west-1a"],
        "private_subnet_ids": ["Subnet web-test-private-eu-west-1c", "Subnet web-test-private-eu-west-1a"],
        "public_subnet_ids_by_zone": {
            "eu-west-1c": "Subnet web-test-public-eu-west-1c",
            "eu-west-1a": "Subnet web-test-public-eu-west-1a",
        },
        "nat_gateway_ids": [],
    }
