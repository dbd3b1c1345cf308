"""What tells a person, and an instance refresh, that users are being failed.

Owns the topic that notifications go to and the alarms on what users reach: a target group, or addresses that Route 53
checks; and on first boots that fail, before users can tell. Deliberately does not own scaling alarms, which a
target-tracking policy makes and owns itself, nor those that act on one instance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_aws import cloudwatch, sns

from . import _place
from ._args import args_as
from ._iam import publish
from ._naming import physical_name
from ._order import after
from ._release_boot import DIMENSION, METRIC
from ._release_boot import NAMESPACE as BOOTS_NAMESPACE
from ._tags import tagged

NAMESPACE, HEALTH_CHECKS_NAMESPACE = "AWS/ApplicationELB", "AWS/Route53"
PERIOD_SECONDS = 60
ERRORS_MINUTES = 3
"""Bad minutes in a row until the alarm on errors speaks: one slow garbage collection is not an incident."""
UNHEALTHY_MINUTES = 10
"""The same for unhealthy instances, longer: a new instance fails its checks while it boots and updates itself."""
UNREACHED_MINUTES = 1
"""The same for a health check of Route 53, which has a threshold of its own before it reports anything."""
BOOT_MINUTES = 1
"""The same for first boots: an instance tells once that its own has failed."""
NO_SIGN_OF_A_FAULT = "notBreaching"
"""What no data means where requests or targets are counted: there are none, or none yet."""


@dataclass(frozen=True, kw_only=True)
class MonitoringArgs:
    """What monitoring needs to know."""

    load_balancer_dimension: pulumi.Input[str] | None = None
    """The load balancer as CloudWatch names it: the end of its ARN, from `app/` on. By default there is none."""

    target_group_dimension: pulumi.Input[str] | None = None
    """The target group as CloudWatch names it: the end of its ARN, from `targetgroup/` on. By default there is none."""

    health_check_ids: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Route 53 health checks to watch, by a name of your choice. Their metrics exist in us-east-1 alone: give the
    component a provider for that region."""

    boot_failures_of: pulumi.Input[str] | None = None
    """Name of a LaunchTemplate with a release: its instances count first boots that failed. By default none is
    watched."""

    boot_failures_version: pulumi.Input[str] | None = None
    """Version of that release. Boots with another one do not count: instances that still fail with the one before would
    stop the way out of it."""

    email_addresses: Sequence[str] = ()
    """Who is told. AWS sends each address one message that asks for confirmation."""

    server_error_percent: pulumi.Input[float] = 5
    """Share of requests answered with a server error (5xx), by instances or for want of one, above which the alarm goes
    off and a rollout is undone. Only a load balancer counts them."""

    tags: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Tags for every child; `Name` is added per child."""


class Monitoring(pulumi.ComponentResource):
    """A topic and the alarms that matter to users (`ha-web:index:Monitoring`).

    Creates an SNS topic with a subscription per address; with a load balancer, an alarm on the share of server errors
    and one on unhealthy targets; an alarm on first boots that fail; and an alarm per health check. Server errors and
    failed boots are meant to stop a bad rollout as well; unhealthy targets are not, because instances that have just
    been launched fail their checks until they have booted.
    """

    topic_arn: pulumi.Output[str]
    """Topic that alarms and scaling notifications are published to; known once AWS's services may publish."""
    rollback_alarm_names: pulumi.Output[Sequence[str]]
    """Alarms during which a rollout should be undone; empty without a load balancer and a release."""

    def __init__(
        self,
        name: str,
        args: MonitoringArgs | Mapping[str, Any],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("ha-web:index:Monitoring", name, None, opts)
        self._name, self._args = name, args_as(MonitoringArgs, args)
        balancer, targets = self._args.load_balancer_dimension, self._args.target_group_dimension
        if (balancer is None) != (targets is None):
            raise ValueError(
                "Monitoring: load_balancer_dimension and target_group_dimension go together; give both or neither"
            )
        template, version = self._args.boot_failures_of, self._args.boot_failures_version
        if (template is None) != (version is None):
            raise ValueError("Monitoring: boot_failures_of and boot_failures_version go together; give both or neither")
        self._child = pulumi.ResourceOptions(parent=self)
        self.topic_arn = self._topic()
        undoing = []
        if balancer is not None and targets is not None:
            undoing.append(self._server_errors(balancer, targets).name)
            self._unhealthy_targets(balancer, targets)
        if template is not None and version is not None:
            undoing.append(self._boot_failures(template, version).name)
        self.rollback_alarm_names = pulumi.Output.all(*undoing).apply(list)
        for key, health_check_id in self._args.health_check_ids.items():
            self._unreached(key, health_check_id)
        self.register_outputs({"topic_arn": self.topic_arn, "rollback_alarm_names": self.rollback_alarm_names})

    def _topic(self) -> pulumi.Output[str]:
        topic = sns.Topic(
            f"{self._name}-alarms",
            name=physical_name("topic", self._name, "alarms"),
            tags=tagged(self._args.tags, f"{self._name}-alarms"),
            opts=self._child,
        )
        policy = sns.TopicPolicy(
            f"{self._name}-alarms",
            arn=topic.arn,
            policy=pulumi.Output.all(topic.arn, _place.account_id(self)).apply(
                lambda values: publish(values[0], ["cloudwatch.amazonaws.com"], values[1])
            ),
            opts=self._child,
        )
        for address in dict.fromkeys(self._args.email_addresses):
            sns.TopicSubscription(
                f"{self._name}-alarms-{address}",
                topic=topic.arn,
                protocol="email",
                endpoint=address,
                opts=self._child,
            )
        return after(topic.arn, policy)

    def _alarm(self, role: str, description: str, minutes: int, **what: Any) -> cloudwatch.MetricAlarm:
        name = physical_name("alarm", self._name, role)
        return cloudwatch.MetricAlarm(
            name,
            name=name,
            alarm_description=description,
            evaluation_periods=minutes,
            datapoints_to_alarm=minutes,
            alarm_actions=[self.topic_arn],
            ok_actions=[self.topic_arn],
            tags=tagged(self._args.tags, name),
            opts=self._child,
            **what,
        )

    def _server_errors(self, balancer: pulumi.Input[str], targets: pulumi.Input[str]) -> cloudwatch.MetricAlarm:
        of_balancer = {"LoadBalancer": balancer}
        of_targets = {**of_balancer, "TargetGroup": targets}
        return self._alarm(
            "server-errors",
            "Too large a share of requests is answered with a server error (5xx)",
            ERRORS_MINUTES,
            comparison_operator="GreaterThanThreshold",
            threshold=self._args.server_error_percent,
            treat_missing_data=NO_SIGN_OF_A_FAULT,
            metric_queries=[
                _sum("instances", "HTTPCode_Target_5XX_Count", of_targets),
                # What the load balancer answers itself: no instance to ask, or none that can be reached.
                _sum("balancer", "HTTPCode_ELB_5XX_Count", of_balancer),
                _sum("requests", "RequestCount", of_targets),
                {
                    "id": "share",
                    # A request without an instance is counted among the errors alone.
                    "expression": "100 * (FILL(instances, 0) + FILL(balancer, 0)) "
                    "/ (FILL(requests, 0) + FILL(balancer, 0))",
                    "label": "Percent of requests answered with a server error",
                    "return_data": True,
                },
            ],
        )

    def _unhealthy_targets(self, balancer: pulumi.Input[str], targets: pulumi.Input[str]) -> None:
        self._alarm(
            "unhealthy-targets",
            "At least one instance fails the load balancer's health check for longer than it takes to boot",
            UNHEALTHY_MINUTES,
            comparison_operator="GreaterThanThreshold",
            threshold=0,
            treat_missing_data=NO_SIGN_OF_A_FAULT,
            namespace=NAMESPACE,
            metric_name="UnHealthyHostCount",
            dimensions={"LoadBalancer": balancer, "TargetGroup": targets},
            period=PERIOD_SECONDS,
            statistic="Maximum",
        )

    def _boot_failures(self, template: pulumi.Input[str], version: pulumi.Input[str]) -> cloudwatch.MetricAlarm:
        return self._alarm(
            "boot-failures",
            "The first boot of an instance has failed: what is wrong stands in its system log",
            BOOT_MINUTES,
            comparison_operator="GreaterThanOrEqualToThreshold",
            threshold=1,
            treat_missing_data=NO_SIGN_OF_A_FAULT,
            namespace=pulumi.Output.concat(BOOTS_NAMESPACE, template),
            metric_name=METRIC,
            dimensions={DIMENSION: version},
            period=PERIOD_SECONDS,
            statistic="Sum",
        )

    def _unreached(self, key: str, health_check_id: pulumi.Input[str]) -> None:
        self._alarm(
            f"health-{key}",
            f"Route 53's checkers find {key} unhealthy",
            UNREACHED_MINUTES,
            comparison_operator="LessThanThreshold",
            threshold=1,
            # A check reports every minute. One that does not is not known to be healthy, and must not end an alarm.
            treat_missing_data="missing",
            namespace=HEALTH_CHECKS_NAMESPACE,
            metric_name="HealthCheckStatus",
            dimensions={"HealthCheckId": health_check_id},
            period=PERIOD_SECONDS,
            statistic="Minimum",
        )


def _sum(key: str, metric: str, dimensions: Mapping[str, pulumi.Input[str]]) -> dict[str, Any]:
    return {
        "id": key,
        "metric": {
            "namespace": NAMESPACE,
            "metric_name": metric,
            "dimensions": dimensions,
            "period": PERIOD_SECONDS,
            "stat": "Sum",
        },
    }
