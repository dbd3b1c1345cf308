"""CloudWatch alarms: what they watch, when they go off and whom they tell."""

import operator
from collections.abc import Sequence
from typing import Any

from ._outcome import some
from ._view import Aws, View, in_words, region_of

COMPARISONS = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


def alarm_of(aws: Aws, name: str) -> Any:
    """Return an alarm by its name."""
    found = aws.all("cloudwatch", "describe_alarms", "MetricAlarms", AlarmNames=[name])
    return some(found, f"alarm {name}")[0]


def dimensions_of(metric: Any) -> dict[str, str]:
    """Return the dimensions of a metric, or of an alarm on a single one."""
    return {each["Name"]: each.get("Value", "") for each in metric.get("Dimensions", [])}


def alarms_on(aws: Aws, namespace: str, metric: str) -> list[Any]:
    """Return the region's alarms on a metric, whatever its dimensions."""
    every = aws.all("cloudwatch", "describe_alarms", "MetricAlarms")
    return [each for each in every if (each.get("Namespace"), each.get("MetricName")) == (namespace, metric)]


def goes_off_at(alarm: Any, value: float) -> bool:
    """Return whether a value of the metric is a bad one."""
    compare = COMPARISONS.get(alarm["ComparisonOperator"])
    return compare is not None and bool(compare(value, alarm["Threshold"]))


def minutes_of(alarm: Any) -> str:
    """Return how long bad values must last, in words."""
    return f"{alarm['EvaluationPeriods']} x {alarm['Period']} s"


def declared_topics(view: View, name: str) -> list[str]:
    """Return the topics that the program gave an alarm, by the alarm's name."""
    return [
        action
        for each in view.declared(ALARM)
        if each.outputs.get("name") == name
        for action in each.inputs.get("alarmActions") or []
        if ":sns:" in action
    ]


def untold(view: View, alarm: Any, topics: Sequence[str]) -> list[str]:
    """Return why topics do not hear of an alarm; each of them must be there."""
    name, aws = alarm["AlarmName"], view.aws
    problems = [] if alarm["ActionsEnabled"] else [f"{name}: its actions are off"]
    for topic in topics:
        aws.in_region(region_of(topic)).ask("sns", "get_topic_attributes", TopicArn=topic)
        problems += [] if topic in alarm["AlarmActions"] else [f"{name} does not tell the topic"]
        problems += [] if topic in alarm["OKActions"] else [f"{name} does not say when it is over"]
    return problems


def told(topics: Sequence[str]) -> str:
    """Return who is told, in words."""
    return f"tells {in_words(each.rpartition(':')[2] for each in topics)}" if topics else "tells nobody"
