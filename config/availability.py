"""How the application stays up: the strategy, and how instances are replaced."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from .constraints import between, count
from .section import Section
from .types import HookName

HEARTBEAT_SECONDS = (30, 7200)
"""autoscaling PutLifecycleHook HeartbeatTimeout."""

LIFETIME_DAYS = (1, 365)
"""autoscaling CreateAutoScalingGroup MaxInstanceLifetime: at least a day. A year is the longest that makes sense."""

WAIT_SECONDS = (0, 7200)
"""AWS names no maximum for grace and warm-up; nobody waits longer for an instance than a lifecycle hook may."""

HOOKS = 50
"""Lifecycle hooks a group may have (EC2 Auto Scaling quotas)."""


class LifecycleHook(Section):
    """A pause in an instance's start or end, until something says that it may go on."""

    transition: Literal["launching", "terminating"]
    """When instances pause: before they serve, or before they end."""

    heartbeat_seconds: Annotated[int, between(*HEARTBEAT_SECONDS, "seconds", "AWS's range for a hook")] = 300
    """Seconds to wait for the word to go on, 30 to 7200."""

    default_result: Literal["continue", "abandon"] = "continue"
    """What happens when no word comes: `continue`, or `abandon` (a starting instance is then terminated)."""


class LoadBalanced(Section):
    """Instances over several zones in an Auto Scaling group, behind an Application Load Balancer."""

    has_load_balancer: ClassVar[bool] = True
    """Whether requests come by a load balancer, so that they can be counted, and its zones matter."""

    strategy: Literal["load_balanced"] = "load_balanced"
    """How the application stays up: `load_balanced` survives the loss of instances and of a zone without a switch."""

    health_check_grace_seconds: Annotated[int, between(*WAIT_SECONDS, "seconds")] = 180
    """Seconds after its start in which an instance may still fail its health checks. Too short, and slow starters are
    replaced for ever."""

    instance_warmup_seconds: Annotated[int, between(*WAIT_SECONDS, "seconds")] = 120
    """Seconds until a new instance counts in the group's metrics, and until a rolling replacement goes on."""

    min_healthy_percent: Annotated[int, between(0, 100, "percent", "AWS's range")] = 100
    """Percent of the desired capacity that stays in service while instances are replaced. At 100, new instances start
    before old ones end."""

    max_healthy_percent: Annotated[int, between(100, 200, "percent", "AWS's range")] = 150
    """Percent of the desired capacity that there may be while instances are replaced; at most 100 above
    `min_healthy_percent`."""

    auto_rollback: bool = True
    """Whether a replacement that fails, or during which the alarm on server errors goes off, is rolled back by AWS.
    Either way it stops, and instances not yet replaced go on serving. AWS rolls back to what the group says when the
    replacement begins, and Pulumi's AWS provider has then already written the new version into the group
    (hashicorp/terraform-provider-aws#34189): the sure way back is `pulumi up` with the previous settings."""

    zone_distribution: Literal["balanced-best-effort", "balanced-only"] = "balanced-best-effort"
    """What happens when a zone cannot launch: launch in another, or try on in the same one."""

    scale_in_protection: bool = False
    """Whether new instances are protected from scale-in; somebody then has to lift it by hand."""

    max_instance_lifetime_days: Annotated[int, between(*LIFETIME_DAYS, "days")] | None = None
    """Days after which an instance is replaced by a new one. Left out: never for its age alone."""

    lifecycle_hooks: Annotated[dict[HookName, LifecycleHook], count(0, HOOKS, "hooks", "AWS's quota for a group")] = (
        Field({})
    )
    """Pauses in the start or end of instances, by name: to drain, to collect logs, to warm a cache."""


Availability = LoadBalanced
"""What `availability` may be; a union told apart by `strategy` as soon as there is a second one."""
