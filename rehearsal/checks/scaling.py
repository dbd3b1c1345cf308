"""The scaling group's promises on what changes its size, and who is told."""

from typing import Any

from ._outcome import NotMadeError, refuse, some
from ._promise import Topic
from ._view import View, count, in_words
from .group import group_of

TOPIC = Topic("ha-web:index:ScalingGroup")
POLICY = "aws:autoscaling/policy:Policy"
EVENTS = {
    "autoscaling:EC2_INSTANCE_LAUNCH",
    "autoscaling:EC2_INSTANCE_LAUNCH_ERROR",
    "autoscaling:EC2_INSTANCE_TERMINATE",
    "autoscaling:EC2_INSTANCE_TERMINATE_ERROR",
}


def _named(view: View, operation: str, key: str) -> list[Any]:
    return view.aws.all("autoscaling", operation, key, AutoScalingGroupName=view.output("group_name"))


def _policies(view: View) -> list[Any]:
    return _named(view, "describe_policies", "ScalingPolicies")


@TOPIC.promise(
    "scaling.policies",
    "The group scales by its policies, out and in",
    remedy="keep every policy enabled, and scale-in allowed unless another policy does it",
)
def policies(view: View) -> str:
    """Compare the group's policies with what the program declared of them."""
    declared = view.declared(POLICY)
    found = {each["PolicyName"]: each for each in _policies(view)}
    if not declared and not found:
        raise NotMadeError("no scaling policy was asked for")
    refuse(f"{each.outputs['name']} is not there" for each in declared if each.outputs["name"] not in found)
    refuse(f"{name} is switched off" for name, each in found.items() if not each.get("Enabled", True))
    outward_only = {each.outputs["name"] for each in declared if _asked_outward_only(each.inputs)}
    refuse(
        f"{name} never scales in"
        for name, each in found.items()
        if each.get("TargetTrackingConfiguration", {}).get("DisableScaleIn") and name not in outward_only
    )
    return in_words(_in_words(each) for each in found.values())


def _asked_outward_only(inputs: Any) -> bool:
    return bool((inputs.get("targetTrackingConfiguration") or {}).get("disableScaleIn"))


def _in_words(policy: Any) -> str:
    tracking = policy.get("TargetTrackingConfiguration")
    if tracking is None:
        return str(policy["PolicyType"])
    metric = tracking.get("PredefinedMetricSpecification", {}).get("PredefinedMetricType", "own metric")
    return f"{metric} at {tracking['TargetValue']:g}"


def _labels(policy: Any) -> list[tuple[str, str]]:
    """Return each request count that a policy rests on, with its label."""
    tracked = policy.get("TargetTrackingConfiguration", {}).get("PredefinedMetricSpecification", {})
    forecast = [
        each.get("PredefinedMetricPairSpecification", {})
        for each in policy.get("PredictiveScalingConfiguration", {}).get("MetricSpecifications", [])
    ]
    return [
        (policy["PolicyName"], each.get("ResourceLabel", ""))
        for each in (tracked, *forecast)
        if each.get("PredefinedMetricType", "").startswith("ALB")
    ]


@TOPIC.promise(
    "scaling.request-label",
    "Requests are counted at the group's own targets",
    remedy="give the group LoadBalancer's request_count_label, and attach that load balancer's target group",
)
def request_label(view: View) -> str:
    """Compare each label with the names of the attached target groups and of the load balancers before them."""
    labels = [label for policy in _policies(view) for label in _labels(policy)]
    if not labels:
        raise NotMadeError("no policy counts requests")
    arns = some(group_of(view)["TargetGroupARNs"], "attached target group")
    groups = view.aws.all("elbv2", "describe_target_groups", "TargetGroups", TargetGroupArns=arns)
    right = {
        f"{balancer.partition('loadbalancer/')[2]}/{each['TargetGroupArn'].rpartition(':')[2]}"
        for each in groups
        for balancer in each["LoadBalancerArns"]
    }
    some(sorted(right), "load balancer before the attached target group")
    refuse(f"{name} counts at {label or 'nothing'}" for name, label in labels if label not in right)
    return f"{count(len(labels), 'policy')}: {labels[0][1]}"


@TOPIC.promise(
    "scaling.schedules",
    "The group's bounds change when they should",
    remedy="keep every schedule that the settings name, each with min_size <= desired_capacity <= max_size",
)
def schedules(view: View) -> str:
    """Compare the scheduled actions with what the program declared of them."""
    declared = view.declared("aws:autoscaling/schedule:Schedule")
    actions = _named(view, "describe_scheduled_actions", "ScheduledUpdateGroupActions")
    found = {each["ScheduledActionName"]: each for each in actions}
    if not declared and not found:
        raise NotMadeError("no schedule was asked for")
    names = [each.inputs["scheduledActionName"] for each in declared]
    refuse(f"{name} is not there" for name in names if name not in found)
    for name, each in found.items():
        sizes = [each[key] for key in ("MinSize", "DesiredCapacity", "MaxSize") if each.get(key) is not None]
        refuse([f"{name} sets {in_words(sizes)}, not in rising order"] if sizes != sorted(sizes) else [])
    return in_words(f"{name} ({each['Recurrence']} {each.get('TimeZone', 'UTC')})" for name, each in found.items())


@TOPIC.promise(
    "scaling.hooks",
    "Instances wait at launch or end for what is to be done",
    remedy="keep every lifecycle hook that the settings name",
)
def hooks(view: View) -> str:
    """Compare the group's hooks with what the program declared of them."""
    declared = view.declared("aws:autoscaling/lifecycleHook:LifecycleHook")
    found = {each["LifecycleHookName"]: each for each in _named(view, "describe_lifecycle_hooks", "LifecycleHooks")}
    if not declared and not found:
        raise NotMadeError("no lifecycle hook was asked for")
    refuse(f"{each.outputs['name']} is not there" for each in declared if each.outputs["name"] not in found)
    return in_words(f"{name} ({each['HeartbeatTimeout']} s)" for name, each in found.items())


@TOPIC.promise(
    "scaling.notifications",
    "A topic is told of launches and terminations",
    remedy="name a topic that exists as the group's notification topic, with all four kinds of events",
)
def notifications(view: View) -> str:
    """Compare the events with all there are, and look for the topic."""
    sent = view.aws.all(
        "autoscaling",
        "describe_notification_configurations",
        "NotificationConfigurations",
        AutoScalingGroupNames=[view.output("group_name")],
    )
    if not sent and not view.declared("aws:autoscaling/notification:Notification"):
        raise NotMadeError("no notification topic was given")
    refuse(f"nobody is told of {each}" for each in sorted(EVENTS - {each["NotificationType"] for each in sent}))
    topics = sorted({each["TopicARN"] for each in sent})
    for topic in topics:
        view.aws.ask("sns", "get_topic_attributes", TopicArn=topic)
    return f"{count(len(EVENTS), 'kind')} of events to {in_words(each.rpartition(':')[2] for each in topics)}"
