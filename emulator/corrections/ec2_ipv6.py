"""Amazon EC2: the IPv6 ranges of subnets."""

from collections.abc import Callable
from typing import Any

from ._correction import Correction, Patches

_FILTERS = {
    "ipv6-cidr-block-association.association-id": lambda held: held["associationId"],
    "ipv6-cidr-block-association.ipv6-cidr-block": lambda held: held["ipv6CidrBlock"],
    "ipv6-cidr-block-association.state": lambda held: held["ipv6CidrBlockState"]["state"],
}


def _associations(subnet: Any) -> list[dict[str, Any]]:
    return [
        {
            "ipv6CidrBlock": each["ipv6CidrBlock"],
            "associationId": each["associationId"],
            "ipv6CidrBlockState": {"state": each["ipv6CidrBlockState"]["State"]},
        }
        for each in subnet.ipv6_cidr_block_associations.values()
        if each["ipv6CidrBlockState"]["State"] == "associated"
    ]


def _state_in_one_word(patches: Patches) -> None:
    from moto.ec2.models.subnets import Subnet

    patches.replace(Subnet, "ipv6_cidr_block_association_set", property(_associations))


def _found_by_association(patches: Patches) -> None:
    from moto.ec2.models.subnets import Subnet

    def wrapper(original: Callable[..., Any]) -> Callable[..., Any]:
        def get_filter_value(self: Any, filter_name: str, method_name: str | None = None) -> Any:
            if filter_name in _FILTERS:
                return [_FILTERS[filter_name](held) for held in _associations(self)]
            return original(self, filter_name, method_name)

        return get_filter_value

    patches.wrap(Subnet, "get_filter_value", wrapper)


CORRECTIONS = (
    Correction(
        name="ec2-subnet-ipv6-state",
        rule="The state of a subnet's IPv6 range is one word, such as `associated`.",
        source="Amazon EC2 API Reference: SubnetCidrBlockState",
        make=_state_in_one_word,
    ),
    Correction(
        name="ec2-subnet-ipv6-filters",
        rule="Subnets are found by the id, range and state of their IPv6 associations.",
        source="Amazon EC2 API Reference: DescribeSubnets, Filters",
        make=_found_by_association,
    ),
)
