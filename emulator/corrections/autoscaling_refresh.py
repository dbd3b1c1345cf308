"""Amazon EC2 Auto Scaling: instance refresh, which is over at once: how it goes on over time is another part."""

from typing import Any

from ._autoscaling import API, group_of
from ._correction import Correction, Patches


def _replace_instances(response: Any, group: Any) -> int:
    """Replace every instance of the group by one of the template's version that the group has; return how many."""
    backend, leaving = response.autoscaling_backend, [state.instance.id for state in group.instance_states]
    for instance_id in leaving:
        backend.ec2_backend.terminate_instances([instance_id])
        backend.notify_terminate_instances([instance_id])
        backend.elbv2_backend.notify_terminate_instances([instance_id])
    backend.update_attached_target_groups(group.name)
    return len(leaving)


def _instance_refresh(patches: Patches) -> None:
    from moto.autoscaling.responses import AutoScalingResponse
    from moto.core.exceptions import ServiceException
    from moto.core.responses import ActionResult
    from moto.core.utils import utcnow
    from moto.moto_api._internal import mock_random

    class ActiveInstanceRefreshNotFound(ServiceException):  # type: ignore[misc]  # moto is not typed for us
        code = "ActiveInstanceRefreshNotFound"

    def start(self: Any) -> Any:
        group, began = group_of(self), utcnow()
        desired = self._get_param("DesiredConfiguration") or {}
        template = desired.get("LaunchTemplate")
        if template and template.get("Version"):
            group.launch_template_version = group.provided_launch_template_version = template["Version"]
        replaced = _replace_instances(self, group)
        refresh = {
            "InstanceRefreshId": str(mock_random.uuid4()),
            "AutoScalingGroupName": group.name,
            "Status": "Successful",
            "StartTime": began,
            "EndTime": utcnow(),
            "PercentageComplete": 100,
            "InstancesToUpdate": 0,
            "StatusReason": f"{replaced} instances replaced",
            "Preferences": self._get_param("Preferences", {}),
            "DesiredConfiguration": desired,
        }
        vars(group).setdefault("instance_refreshes", []).insert(0, refresh)
        return ActionResult({"InstanceRefreshId": refresh["InstanceRefreshId"]})

    def describe(self: Any) -> Any:
        wanted = self._get_param("InstanceRefreshIds", [])
        kept = vars(group_of(self)).get("instance_refreshes", [])
        found = [each for each in kept if not wanted or each["InstanceRefreshId"] in wanted]
        return ActionResult({"InstanceRefreshes": found[: self._get_int_param("MaxRecords", 50)]})

    def cancel(self: Any) -> Any:
        group = group_of(self)
        raise ActiveInstanceRefreshNotFound(
            f"No in progress Instance Refresh found for Auto Scaling group {group.name}"
        )

    patches.replace(AutoScalingResponse, "start_instance_refresh", start)
    patches.replace(AutoScalingResponse, "describe_instance_refreshes", describe)
    patches.replace(AutoScalingResponse, "cancel_instance_refresh", cancel)


CORRECTIONS = (
    Correction(
        name="autoscaling-instance-refresh",
        rule="An instance refresh replaces every instance of the group by one of the configuration asked for, and is "
        "answered afterwards, the newest first.",
        source=API + "StartInstanceRefresh, DescribeInstanceRefreshes, CancelInstanceRefresh",
        make=_instance_refresh,
    ),
)
