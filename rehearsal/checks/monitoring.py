"""Monitoring's promises: somebody is told when users are failed."""

from typing import Any

from ._outcome import NotMadeError, refuse, some
from ._policy import admitted, condition, listed, principals
from ._promise import Topic
from ._view import View, count, in_words

TOPIC = Topic("ha-web:index:Monitoring")


def _alarms(view: View) -> list[Any]:
    """Return every alarm that the component made, those that undo a rollout among them."""
    declared = [each.outputs["name"] for each in view.declared("aws:cloudwatch/metricAlarm:MetricAlarm")]
    names = some(list(dict.fromkeys([*declared, *view.output("rollback_alarm_names")])), "alarm")
    found = view.aws.all("cloudwatch", "describe_alarms", "MetricAlarms", AlarmNames=list(names))
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
    attributes = view.aws.ask("sns", "get_topic_attributes", TopicArn=arn)["Attributes"]
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
    arn, alarms = view.output("topic_arn"), _alarms(view)
    refuse(f"{each['AlarmName']}: its actions are off" for each in alarms if not each["ActionsEnabled"])
    refuse(f"{each['AlarmName']} does not tell the topic" for each in alarms if arn not in each["AlarmActions"])
    refuse(f"{each['AlarmName']} does not say when it is over" for each in alarms if arn not in each["OKActions"])
    return in_words(each["AlarmName"] for each in alarms)


@TOPIC.promise(
    "monitoring.watched",
    "Alarms watch a load balancer that is there",
    remedy="give Monitoring the load balancer's and target group's own dimensions: of any other there are no metrics",
)
def watched(view: View) -> str:
    """Compare the dimensions of each alarm with the names of what exists."""
    alarms = _alarms(view)
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
    return [{each["Name"]: each.get("Value", "") for each in metric["Dimensions"]} for metric in metrics or [alarm]]


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
    found = view.aws.all("sns", "list_subscriptions_by_topic", "Subscriptions", TopicArn=view.output("topic_arn"))
    refuse(f"{each} is not subscribed" for each in wanted if each not in [one["Endpoint"] for one in found])
    return f"{count(len(wanted), 'address')}: {in_words(wanted)}"
