"""The target group of a load balancer: where requests go, and how AWS knows that an instance can take them."""

from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import lb

from ._naming import replaceable_name
from ._tags import tagged

if TYPE_CHECKING:
    from .load_balancer import LoadBalancerArgs


def target_group(name: str, args: "LoadBalancerArgs", child: pulumi.ResourceOptions) -> lb.TargetGroup:
    """Create the target group, named after what replaces it so that old and new can stand side by side."""

    def physical(values: list[object]) -> str:
        return replaceable_name("target_group", name, "tg", replaced_by=tuple(map(str, values)))

    own_protocol = args.health_check_protocol
    sticky = args.stickiness_seconds is not None
    return lb.TargetGroup(
        f"{name}-tg",
        # Exactly the arguments that AWS cannot change in place.
        name=pulumi.Output.all(args.vpc_id, args.target_port, args.target_protocol).apply(physical),
        vpc_id=args.vpc_id,
        target_type="instance",
        port=args.target_port,
        protocol=args.target_protocol,
        deregistration_delay=args.deregistration_delay_seconds,
        slow_start=args.slow_start_seconds,
        load_balancing_algorithm_type=args.algorithm,
        stickiness={"type": "lb_cookie", "enabled": sticky, "cookie_duration": args.stickiness_seconds},
        health_check={
            "enabled": True,
            "path": args.health_check_path,
            "port": "traffic-port" if args.health_check_port is None else str(args.health_check_port),
            "protocol": args.target_protocol if own_protocol is None else own_protocol,
            "matcher": args.health_check_matcher,
            "interval": args.health_check_interval_seconds,
            "timeout": args.health_check_timeout_seconds,
            "healthy_threshold": args.health_check_healthy_threshold,
            "unhealthy_threshold": args.health_check_unhealthy_threshold,
        },
        tags=tagged(args.tags, f"{name}-tg"),
        opts=child,
    )
