"""What the corrections of Amazon EC2 Auto Scaling have in common."""

from collections.abc import Callable
from typing import Any

Method = Callable[..., Any]
API = "Amazon EC2 Auto Scaling API Reference: "
GUIDE = "Amazon EC2 Auto Scaling User Guide: "


def group_of(response: Any, name: str | None = None) -> Any:
    """Return the group that a call names, or raise what AWS answers for one that is not there."""
    from moto.autoscaling.exceptions import ValidationError

    name = name or response._get_param("AutoScalingGroupName")
    try:
        return response.autoscaling_backend.autoscaling_groups[name]
    except KeyError:
        raise ValidationError(f"AutoScalingGroup name not found - AutoScalingGroup '{name}' not found") from None
