"""Monitoring's promises: somebody is told when users are failed."""

from typing import Any

from ._alarms import ALARM, dimensions_of, goes_off_at, untold
from ._outcome import NotMadeError, refuse, some
from ._policy import admitted, condition, listed, principals
from ._promise import Topic
from ._view import Aws, View, count, in_words, region_of

TOPIC = Topic("ha-web:index:Monitoring")
OF_HEALTH_CHECKS, OF_BOOTS = "AWS/Route53", "ha-web/"
HEALTH_REGION = "us-east-1"
"""Region that alone has the metrics of health checks, wherever what they ask may be."""


def _aws(view: View) -> Aws:
    """Return the API of the region that the topic and its alarms are in."""
    return view.aws.in_region(region_of(view.output("topic_arn")))


def _names(view: View) -> tuple[list[str], list[str]]:
    """Return the alarms that the component made: those on a load balancer and on boots, those on health checks."""
    declared = {each.outputs["name"]: each.inputs.get("namespace") for each in view.declared(ALARM)}
    own = [name for name, namespace in declared.items() if namespace != OF_HEALTH_CHECKS]
    health = [name for name, namespace in declared.items() if namespace == OF_HEALTH_CHECKS]
    return list(dict.fromkeys([*own, *view.output("rollback_alarm_names")])), health


def _alarms(view: View, names: list[str]) -> list[Any]:
    if not names:
        return []
    found = _aws(view).all("cloudwatch", "describe_alarms", "MetricAlarms", AlarmNames=names)
    refuse(f"alarm {name} is not there" for name in names if name not in [each["AlarmName"] for each in found])
    return found


@TOPIC.promise(
    "monitoring.topic",
    "Only CloudWatch of this account publishes alarms",
    remedy="let the topic's policy admit cloudwatch.amazonaws.com with aws:SourceAccount, and nobody else",
)
def topic(view: View) -> str:
    """Evaluate the topic's policy."""
    arn = view.output("topic_arn")
    attributes = _aws(view).ask("sns", "get_topic_attributes", TopicArn=arn)["Attributes"]
    problems = []
    for each in some(admitted(attributes["Policy"]), "statement that lets alarms in"):
        who = principals(each)
        problems += [f"it admits {in_words(who)}"] if who != ["Service: cloudwatch.amazonaws.com"] else []
        problems += [f"it allows {action}" for action in listed(each, "Action") if action.lower() != "sns:publish"]
        if condition(each, "aws:SourceAccount") != [view.aws.account_id]:
            problems.append("it admits other accounts")
    refuse(problems)
    return str(arn.rpartition(":")[2])


@TOPIC.promise(
    "monitoring.actions",
    "Every alarm tells the topic, also when it is over",
    remedy="name the topic among alarm_actions and ok_actions, and keep the actions enabled",
)
def actions(view: View) -> str:
    """Read each alarm's actions."""
    names = [name for kind in _names(view) for name in kind]
    if not names:
        raise NotMadeError("it has nothing to watch by itself: the alarms of other components tell its topic")
    arn, alarms = view.output("topic_arn"), _alarms(view, names)
    refuse(problem for each in alarms for problem in untold(view, each, [arn]))
    return in_words(each["AlarmName"] for each in alarms)


@TOPIC.promise(
    "monitoring.watched",
    "Alarms watch a load balancer that is there",
    remedy="give Monitoring the load balancer's and target group's own dimensions: of any other there are no metrics",
)
def watched(view: View) -> str:
    """Compare the dimensions of each alarm with the names of what exists."""
    alarms = [each for each in _alarms(view, _names(view)[0]) if not each.get("Namespace", "").startswith(OF_BOOTS)]
    if not alarms:
        raise NotMadeError("no load balancer was given to watch")
    balancers = view.aws.all("elbv2", "describe_load_balancers", "LoadBalancers")
    groups = view.aws.all("elbv2", "describe_target_groups", "TargetGroups")
    there = {
        "LoadBalancer": {each["LoadBalancerArn"].partition("loadbalancer/")[2] for each in balancers},
        "TargetGroup": {each["TargetGroupArn"].rpartition(":")[2] for each in groups},
    }
    seen = [(each["AlarmName"], found) for each in alarms for found in some(_dimensions(each), "metric of an alarm")]
    refuse(f"{alarm} watches no load balancer" for alarm, found in seen if "LoadBalancer" not in found)
    refuse(
        f"{alarm} watches {kind} {found[kind]}, which is not there"
        for alarm, found in seen
        for kind in there
        if kind in found and found[kind] not in there[kind]
    )
    return in_words(sorted({found["LoadBalancer"] for _, found in seen}))


def _dimensions(alarm: Any) -> list[dict[str, str]]:
    """Return the dimensions of each metric that an alarm rests on."""
    metrics = [each["MetricStat"]["Metric"] for each in alarm.get("Metrics", []) if "MetricStat" in each]
    return [dimensions_of(metric) for metric in metrics or [alarm]]


@TOPIC.promise(
    "monitoring.health-checks",
    "Every health check is watched, in us-east-1",
    remedy="give Monitoring every health check, and a provider of us-east-1: no other region has their metrics",
)
def health_checks(view: View) -> str:
    """Compare the alarms on health checks with the health checks that the stack has."""
    alarms = _alarms(view, _names(view)[1])
    if not alarms:
        raise NotMadeError("no health checks were given to watch")
    region = _aws(view).region
    refuse([] if region == HEALTH_REGION else [f"the alarms are in {region}"])
    there = {each["Id"] for each in view.aws.all("route53", "list_health_checks", "HealthChecks")}
    seen = {each["AlarmName"]: dimensions_of(each).get("HealthCheckId", "nothing") for each in alarms}
    refuse(f"{name} watches {check}, which is not there" for name, check in seen.items() if check not in there)
    refuse(
        f"{each['AlarmName']} does not go off when its health check fails"
        for each in alarms
        if (each["Namespace"], each["MetricName"]) != (OF_HEALTH_CHECKS, "HealthCheckStatus")
        or not goes_off_at(each, 0)
        or goes_off_at(each, 1)
    )
    declared = [each.id for each in view.deployment.of_type("aws:route53/healthCheck:HealthCheck")]
    refuse(f"health check {each} is not watched" for each in declared if each not in seen.values())
    return in_words(seen)


@TOPIC.promise(
    "monitoring.subscriptions",
    "Everybody named is subscribed to the topic",
    remedy="subscribe the address again; AWS then asks it to confirm by mail",
)
def subscriptions(view: View) -> str:
    """Compare the topic's subscriptions with the addresses that the program declared."""
    wanted = [each.inputs["endpoint"] for each in view.declared("aws:sns/topicSubscription:TopicSubscription")]
    if not wanted:
        raise NotMadeError("nobody is named: alarms are raised, and no one is told")
    found = _aws(view).all("sns", "list_subscriptions_by_topic", "Subscriptions", TopicArn=view.output("topic_arn"))
    refuse(f"{each} is not subscribed" for each in wanted if each not in [one["Endpoint"] for one in found])
    return f"{count(len(wanted), 'address')}: {in_words(wanted)}"
