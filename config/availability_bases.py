"""What several strategies have in common: a group that replaces instances, instances reached directly, ones kept."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from .constraints import Many, between, count
from .section import Section
from .types import HookName, Ipv4Cidr, Port

HEARTBEAT_SECONDS = (30, 7200)
"""autoscaling PutLifecycleHook HeartbeatTimeout."""

LIFETIME_DAYS = (1, 365)
"""autoscaling CreateAutoScalingGroup MaxInstanceLifetime: at least a day. A year is the longest that makes sense."""

WAIT_SECONDS = (0, 7200)
"""AWS names no maximum for grace and warm-up; nobody waits longer for an instance than a lifecycle hook may."""
GRACE_SECONDS = (1, WAIT_SECONDS[1])
"""Without any, what boots is replaced before it can answer."""

HOOKS = 50
"""Lifecycle hooks a group may have (EC2 Auto Scaling quotas)."""

SECURITY_GROUP_RULES = 60
"""Rules that a security group takes a direction (VPC quotas); each port takes one for each range."""


class LifecycleHook(Section):
    """A pause in an instance's start or end, until something says that it may go on."""

    transition: Literal["launching", "terminating"]
    """When instances pause: before they serve, or before they end."""

    heartbeat_seconds: Annotated[int, between(*HEARTBEAT_SECONDS, "seconds", "AWS's range for a hook")] = 300
    """Seconds to wait for the word to go on, 30 to 7200."""

    default_result: Literal["continue", "abandon"] = "continue"
    """What happens when no word comes: `continue`, or `abandon` (a starting instance is then terminated)."""


class Strategy(Section):
    """How the application stays up."""

    has_load_balancer: ClassVar[bool]
    """Whether requests come by a load balancer, so that they can be counted, and its zones matter."""

    absent_sections: ClassVar[tuple[str, ...]]
    """Sections of the settings that mean nothing for it, and are refused."""

    strategy: str
    """How the application stays up."""


class Grouped(Strategy):
    """An Auto Scaling group replaces what fails."""

    health_check_grace_seconds: Annotated[int, between(*GRACE_SECONDS, "seconds")] = 180
    """Seconds after its start in which an instance may still fail its health checks. Too short, and slow starters are
    replaced for ever."""

    instance_warmup_seconds: Annotated[int, between(*WAIT_SECONDS, "seconds")] = 120
    """Seconds until a new instance counts in the group's metrics, and until a rolling replacement goes on. With
    `self_healing` and `artifacts.release` at least 600."""

    auto_rollback: bool = True
    """Whether a replacement that fails, or during which the alarm on server errors or that on failed boots goes off, is
    rolled back by AWS. Either way it stops, and instances not yet replaced go on serving. AWS rolls back to what the
    group says when the replacement begins, and Pulumi's AWS provider has then already written the new version into the
    group (hashicorp/terraform-provider-aws#34189): the sure way back is `pulumi up` with the previous settings."""

    max_instance_lifetime_days: Annotated[int, between(*LIFETIME_DAYS, "days")] | None = None
    """Days after which an instance is replaced by a new one. Left out: never for its age alone."""

    lifecycle_hooks: Annotated[dict[HookName, LifecycleHook], count(0, HOOKS, "hooks", "AWS's quota for a group")] = (
        Field({})
    )
    """Pauses in the start or end of instances, by name: to drain, to collect logs, to warm a cache."""


class Direct(Strategy):
    """Clients reach the instances themselves, in public subnets."""

    has_load_balancer: ClassVar[bool] = False
    absent_sections: ClassVar[tuple[str, ...]] = ("scaling", "load_balancer")

    ports: Annotated[
        Many[Port], count(1, SECURITY_GROUP_RULES, "ports", "a security group takes 60 rules a direction")
    ] = (80,)
    """TCP ports on which instances are reached directly."""

    allowed_cidr_blocks: Annotated[
        Many[Ipv4Cidr], count(1, SECURITY_GROUP_RULES, "ranges", "a security group takes 60 rules a direction")
    ] = ("0.0.0.0/0",)
    """Who may connect to `ports`, as IPv4 ranges. By default everybody."""


class Kept(Direct):
    """Instances that AWS recovers in place instead of replacing them."""

    termination_protection: bool = True
    """Whether EC2 refuses to terminate an instance as long as this is on (its `disableApiTermination`), to whoever asks
    but a deployment of this stack, which lifts it for an instance that it replaces or removes."""
