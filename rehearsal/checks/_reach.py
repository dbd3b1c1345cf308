"""Who reaches whom, from security groups alone.

An opening is one thing that a group lets in or out: a protocol, a range of ports, and the other side. Network ACLs and
routes are not part of it: nothing here makes ACLs, and routes have checks of their own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ._view import Aws

ALL_PROTOCOLS = "-1"
ALL_PORTS = (0, 65535)


@dataclass(frozen=True)
class Opening:
    """What one rule of a security group lets through."""

    group: str
    """The group that has the rule."""
    protocol: str
    first_port: int
    last_port: int
    peer: str
    """The other side: a range of addresses, a security group, or a prefix list."""

    @property
    def is_to_addresses(self) -> bool:
        """Whether the other side is a range of addresses."""
        return "/" in self.peer

    def lets(self, port: int) -> bool:
        """Return whether TCP traffic on a port passes."""
        return self.protocol in (ALL_PROTOCOLS, "tcp") and self.first_port <= port <= self.last_port

    def is_one_of(self, ports: Iterable[int]) -> bool:
        """Return whether it is open for exactly one of these TCP ports."""
        return self.protocol == "tcp" and self.first_port == self.last_port and self.first_port in set(ports)

    @property
    def ports(self) -> str:
        """The ports, in words."""
        if self.protocol == ALL_PROTOCOLS:
            return "everything"
        if self.first_port == self.last_port:
            return f"{self.protocol} {self.first_port}"
        return f"{self.protocol} {self.first_port} to {self.last_port}"


def openings(aws: Aws, groups: Iterable[str], direction: Literal["in", "out"]) -> list[Opening]:
    """Return everything that these security groups let in or out."""
    wanted = set(groups)
    if not wanted:
        return []
    found = aws.ec2("describe_security_groups", "SecurityGroups", group_id=wanted)
    key = "IpPermissions" if direction == "in" else "IpPermissionsEgress"
    return [
        Opening(group["GroupId"], permission["IpProtocol"], *_ports(permission), peer)
        for group in found
        for permission in group[key]
        for peer in _peers(permission)
    ]


def _ports(permission: dict[str, Any]) -> tuple[int, int]:
    first, last = permission.get("FromPort", -1), permission.get("ToPort", -1)
    return ALL_PORTS if permission["IpProtocol"] == ALL_PROTOCOLS or first == -1 else (first, last)


def _peers(permission: dict[str, Any]) -> list[str]:
    return [
        *(each["CidrIp"] for each in permission.get("IpRanges", [])),
        *(each["CidrIpv6"] for each in permission.get("Ipv6Ranges", [])),
        *(each["GroupId"] for each in permission.get("UserIdGroupPairs", [])),
        *(each["PrefixListId"] for each in permission.get("PrefixListIds", [])),
    ]


def reaches(aws: Aws, source: Sequence[str], target: Sequence[str], port: int) -> bool:
    """Return whether what wears the groups `source` reaches what wears `target` on a TCP port.

    Both sides have to agree: one lets it out, the other lets it in, each by the other's security group.
    """
    leaves = any(each.lets(port) and each.peer in target for each in openings(aws, source, "out"))
    enters = any(each.lets(port) and each.peer in source for each in openings(aws, target, "in"))
    return leaves and enters
