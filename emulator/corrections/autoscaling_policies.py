"""Amazon EC2 Auto Scaling: policies, lifecycle hooks and notifications of a group."""

from typing import Any

from ._autoscaling import API, Method, group_of
from ._correction import Correction, Patches

_FORTY_EIGHT_HOURS = 172800


def _notifications(patches: Patches) -> None:
    from moto.autoscaling.responses import AutoScalingResponse
    from moto.core.responses import ActionResult, EmptyResult

    def put(self: Any) -> Any:
        kept = vars(group_of(self)).setdefault("notifications", {})
        kept[self._get_param("TopicARN")] = list(self._get_param("NotificationTypes", []))
        return EmptyResult()

    def delete(self: Any) -> Any:
        vars(group_of(self)).get("notifications", {}).pop(self._get_param("TopicARN"), None)
        return EmptyResult()

    def describe(self: Any) -> Any:
        names = self._get_param("AutoScalingGroupNames", [])
        groups = self.autoscaling_backend.autoscaling_groups.values()
        configurations = [
            {"AutoScalingGroupName": group.name, "TopicARN": topic, "NotificationType": kind}
            for group in groups
            if not names or group.name in names
            for topic, kinds in vars(group).get("notifications", {}).items()
            for kind in kinds
        ]
        return ActionResult({"NotificationConfigurations": configurations})

    patches.replace(AutoScalingResponse, "put_notification_configuration", put)
    patches.replace(AutoScalingResponse, "delete_notification_configuration", delete)
    patches.replace(AutoScalingResponse, "describe_notification_configurations", describe)


def _hook_fields(patches: Patches) -> None:
    from moto.autoscaling.responses import AutoScalingResponse

    def wrapper(original: Method) -> Method:
        def put_lifecycle_hook(self: Any) -> Any:
            group, name = group_of(self), self._get_param("LifecycleHookName")
            result = original(self)
            hook = self.autoscaling_backend.lifecycle_hooks[f"{group.name}_{name}"]
            hook.role_arn = self._get_param("RoleARN")
            hook.notification_target_arn = self._get_param("NotificationTargetARN")
            hook.notification_metadata = self._get_param("NotificationMetadata")
            hook.global_timeout = min(_FORTY_EIGHT_HOURS, 100 * hook.heartbeat_timeout)
            return result

        return put_lifecycle_hook

    patches.wrap(AutoScalingResponse, "put_lifecycle_hook", wrapper)


def _policy_fields(patches: Patches) -> None:
    from moto.autoscaling.models import AutoScalingBackend
    from moto.autoscaling.responses import AutoScalingResponse

    def put_policy(original: Method) -> Method:
        def put_scaling_policy(self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
            policy = original(self, name, *args, **kwargs)
            del self.policies[name]
            self.policies[f"{policy.auto_scaling_group_name}/{name}"] = policy
            policy.predictive_scaling_configuration = policy.predictive_scaling_configuration or None
            return policy

        return put_scaling_policy

    def answer_arn(original: Method) -> Method:
        def put_scaling_policy(self: Any) -> Any:
            group = group_of(self)
            result = original(self)
            result.result["PolicyARN"] = result.result.pop("PolicyArn")
            enabled = self._get_param("Enabled")
            key = f"{group.name}/{self._get_param('PolicyName')}"
            self.autoscaling_backend.policies[key].enabled = True if enabled is None else enabled
            return result

        return put_scaling_policy

    def by_key(action: str) -> Method:
        def act(self: Any) -> Any:
            from moto.autoscaling.exceptions import ValidationError
            from moto.core.responses import EmptyResult

            name, group = self._get_param("PolicyName"), self._get_param("AutoScalingGroupName")
            for key, policy in self.autoscaling_backend.policies.items():
                if name == policy.arn or key == f"{group}/{name}":
                    getattr(self.autoscaling_backend, action)(key)
                    return EmptyResult()
            raise ValidationError(f"PolicyName {name} not found for AutoScalingGroup {group}")

        return act

    patches.wrap(AutoScalingBackend, "put_scaling_policy", put_policy)
    patches.wrap(AutoScalingResponse, "put_scaling_policy", answer_arn)
    patches.replace(AutoScalingResponse, "delete_policy", by_key("delete_policy"))
    patches.replace(AutoScalingResponse, "execute_policy", by_key("execute_policy"))


CORRECTIONS = (
    Correction(
        name="autoscaling-notifications",
        rule="A group sends the kinds of events named to each topic named, and answers which.",
        source=API + "PutNotificationConfiguration",
        make=_notifications,
    ),
    Correction(
        name="autoscaling-hook-fields",
        rule="A lifecycle hook answers its own target, role and metadata, or none; it waits 48 hours at most, or "
        "100 heartbeats.",
        source=API + "LifecycleHook",
        make=_hook_fields,
    ),
    Correction(
        name="autoscaling-policies",
        rule="A scaling policy belongs to its group (two groups may use one name), is enabled unless told, and its "
        "ARN is answered when it is put.",
        source=API + "PutScalingPolicy",
        make=_policy_fields,
    ),
)
