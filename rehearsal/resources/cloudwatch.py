"""Amazon CloudWatch: log groups and alarms."""

from typing import Any

from ._cloud import Cloud, tags_argument
from ._filled import filled
from ._inputs import ArgumentError, Inputs
from ._registry import Made, resource


@resource("aws:cloudwatch/logGroup:LogGroup", filled(text="kmsKeyId namePrefix", flag="skipDestroy"))
def log_group(cloud: Cloud, inputs: Inputs) -> Made:
    """Create a log group and, where asked, limit how long it keeps its records."""
    logs, name = cloud.client("logs"), cloud.physical_name(inputs)
    asked = inputs.renamed("kmsKeyId", "logGroupClass")
    inputs.without_effect("skipDestroy")
    if "kmsKeyId" in inputs.plain():
        cloud.assumptions.kms_key(inputs.get("kmsKeyId"))
    tags = inputs.tags()
    logs.create_log_group(
        logGroupName=name,
        **{key[0].lower() + key[1:]: value for key, value in asked.items()},
        **({"tags": tags} if tags else {}),
    )
    days = inputs.get("retentionInDays", 0)
    if days:
        logs.put_retention_policy(logGroupName=name, retentionInDays=days)
    found = logs.describe_log_groups(logGroupNamePrefix=name, limit=1)["logGroups"][0]
    computed = {
        "arn": cloud.arn("logs", f"log-group:{name}"),
        "logGroupClass": found.get("logGroupClass", ""),
        "name": name,
        "retentionInDays": days,
    }
    return Made(name, computed)


def _dimensions(values: dict[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in values.items()]


def _query(query: Inputs) -> dict[str, Any]:
    answer = query.renamed("id", "expression", "label", "accountId", "period")
    answer["ReturnData"] = query.get("returnData", False)
    if metric := query.block("metric"):
        which = metric.renamed("namespace", "metricName")
        which["Dimensions"] = _dimensions(metric.get("dimensions", {}))
        answer["MetricStat"] = {"Metric": which, **metric.renamed("period", "stat", "unit")}
    return answer


@resource(
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    filled(
        text=(
            "alarmDescription evaluateLowSampleCountPercentiles extendedStatistic metricName "
            "metricQueries[].accountId metricQueries[].expression metricQueries[].label "
            "metricQueries[].metric.unit namespace statistic thresholdMetricId unit"
        ),
        number="datapointsToAlarm period",
        flag="metricQueries[].returnData",
        items="metricQueries",
    ),
)
def metric_alarm(cloud: Cloud, inputs: Inputs) -> Made:
    """Create an alarm on a metric, or on an expression over metrics."""
    cloudwatch, name = cloud.client("cloudwatch"), cloud.physical_name(inputs, prefix="-")
    asked = inputs.renamed(
        "actionsEnabled",
        "alarmActions",
        "alarmDescription",
        "comparisonOperator",
        "datapointsToAlarm",
        "evaluationPeriods",
        "extendedStatistic",
        "insufficientDataActions",
        "metricName",
        "namespace",
        "period",
        "statistic",
        "threshold",
        "treatMissingData",
        "unit",
        okActions="OKActions",
    )
    if queries := inputs.blocks("metricQueries"):
        asked["Metrics"] = [_query(query) for query in queries]
    if ("Metrics" in asked) == ("MetricName" in asked):
        raise ArgumentError("exactly one of metricName and metricQueries must be given")
    if dimensions := inputs.get("dimensions"):
        asked["Dimensions"] = _dimensions(dimensions)
    cloudwatch.put_metric_alarm(AlarmName=name, **tags_argument(inputs.tags()), **asked)
    computed = {
        "actionsEnabled": asked.get("ActionsEnabled", True),
        "arn": cloud.arn("cloudwatch", f"alarm:{name}"),
        "name": name,
        "treatMissingData": asked.get("TreatMissingData", "missing"),
    }
    return Made(name, computed)
