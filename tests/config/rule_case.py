"""How a case of a rule is written down, and settings that several of them start from."""

from dataclasses import dataclass
from typing import Any

Sections = dict[str, Any]
UUID = "12345678-1234-1234-1234-123456789012"


@dataclass(frozen=True)
class Case:
    rule: str
    kept: Sections
    broken: Sections
    lines: tuple[str, ...]
    stack: str = "dev"


def schedules(**changes: Any) -> Sections:
    return {"scaling": {"schedules": {"morning": {"cron": "0 8 * * *", **changes}}}}


def domain(**changes: Any) -> Sections:
    return {"load_balancer": {"domain": {"name": "www.example.com", "hosted_zone_name": "example.com", **changes}}}


def mixed(**changes: Any) -> Sections:
    return {"scaling": {"mixed_instances": {"instance_types": ["t3.micro", "t3.small"], **changes}}}


def hibernated(kind: str, size: int) -> Sections:
    return {
        "instance": {"instance_type": kind, "root_volume": {"size_gib": size}},
        "scaling": {"warm_pool": {"state": "hibernated"}},
    }
