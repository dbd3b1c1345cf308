"""Whom a group tells what happens to its instances."""

import pulumi
from pulumi_aws import autoscaling, cloudwatch

from ._naming import physical_name
from ._tags import Tags, tagged

NOTIFICATIONS = [
    autoscaling.NotificationType.INSTANCE_LAUNCH,
    autoscaling.NotificationType.INSTANCE_LAUNCH_ERROR,
    autoscaling.NotificationType.INSTANCE_TERMINATE,
    autoscaling.NotificationType.INSTANCE_TERMINATE_ERROR,
]
EMPTY_MINUTES = 5
"""Minutes in a row without an instance until the alarm speaks: a replacement that succeeds takes less."""


def tell(
    name: str,
    group_name: pulumi.Output[str],
    notification_topic_arn: pulumi.Input[str] | None,
    alarm_topic_arn: pulumi.Input[str] | None,
    tags: Tags,
    child: pulumi.ResourceOptions,
) -> None:
    """Tell one topic of every launch and termination, and one when nothing is in service; each only if it is given."""
    if notification_topic_arn is not None:
        autoscaling.Notification(
            f"{name}-notifications",
            group_names=[group_name],
            notifications=NOTIFICATIONS,
            topic_arn=notification_topic_arn,
            opts=child,
        )
    if alarm_topic_arn is not None:
        _no_instances(name, group_name, alarm_topic_arn, tags, child)


def _no_instances(
    name: str,
    group_name: pulumi.Output[str],
    topic_arn: pulumi.Input[str],
    tags: Tags,
    child: pulumi.ResourceOptions,
) -> None:
    alarm = physical_name("alarm", name, "no-instances")
    cloudwatch.MetricAlarm(
        alarm,
        name=alarm,
        alarm_description=f"The group has had no instance in service for {EMPTY_MINUTES} minutes",
        namespace="AWS/AutoScaling",
        metric_name="GroupInServiceInstances",
        dimensions={"AutoScalingGroupName": group_name},
        statistic="Maximum",
        period=60,
        comparison_operator="LessThanThreshold",
        threshold=1,
        evaluation_periods=EMPTY_MINUTES,
        datapoints_to_alarm=EMPTY_MINUTES,
        # An empty group reports zero; one that says nothing was deleted, or nobody would see it fail. The price: the
        # alarm may go off over a new group, until that has reported for the first time.
        treat_missing_data="breaching",
        alarm_actions=[topic_arn],
        ok_actions=[topic_arn],
        tags=tagged(tags, alarm),
        opts=child,
    )
