"""Proofs that a rule of AWS holds in an account: Auto Scaling."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator import Account
from tests.emulator.proofs import IMAGE, group, proves, template

TOPIC = "arn:aws:sns:eu-west-1:123456789012:events"


@proves("autoscaling-group-fields")
def group_fields(aws: Account) -> None:
    given: dict[str, Any] = {
        "DefaultInstanceWarmup": 90,
        "MaxInstanceLifetime": 86400,
        "InstanceMaintenancePolicy": {"MinHealthyPercentage": 100, "MaxHealthyPercentage": 150},
        "AvailabilityZoneDistribution": {"CapacityDistributionStrategy": "balanced-only"},
        "HealthCheckGracePeriod": 0,
    }
    made = group(aws, **given)
    assert {key: made.get(key) for key in given} == given
    asg = aws.client("autoscaling")
    changed: dict[str, Any] = {
        "TerminationPolicies": ["OldestInstance"],
        "DefaultCooldown": 7,
        "CapacityRebalance": True,
    }
    asg.update_auto_scaling_group(AutoScalingGroupName="group", **changed)
    found = asg.describe_auto_scaling_groups()["AutoScalingGroups"][0]
    assert {key: found.get(key) for key in given | changed} == given | changed


@proves("autoscaling-sizes")
def sizes(aws: Account) -> None:
    template_id = template(aws)
    with pytest.raises(ClientError, match="Max bound"):
        group(aws, template_id=template_id, MinSize=3, MaxSize=2)
    with pytest.raises(ClientError, match="Desired capacity:9 must be between"):
        group(aws, template_id=template_id, MinSize=1, MaxSize=2, DesiredCapacity=9)


@proves("autoscaling-notifications")
def notifications(aws: Account) -> None:
    asg = aws.client("autoscaling")
    group(aws)
    kinds = ["autoscaling:EC2_INSTANCE_LAUNCH", "autoscaling:EC2_INSTANCE_TERMINATE"]
    asg.put_notification_configuration(AutoScalingGroupName="group", TopicARN=TOPIC, NotificationTypes=kinds)
    found = asg.describe_notification_configurations(AutoScalingGroupNames=["group"])["NotificationConfigurations"]
    assert [(each["TopicARN"], each["NotificationType"]) for each in found] == [(TOPIC, kind) for kind in kinds]
    asg.delete_notification_configuration(AutoScalingGroupName="group", TopicARN=TOPIC)
    assert asg.describe_notification_configurations()["NotificationConfigurations"] == []
    with pytest.raises(ClientError, match="'nobody' not found"):
        asg.put_notification_configuration(AutoScalingGroupName="nobody", TopicARN=TOPIC, NotificationTypes=kinds)


@proves("autoscaling-mixed-capacity")
def mixed_capacity(aws: Account) -> None:
    policy = {
        "LaunchTemplate": {
            "LaunchTemplateSpecification": {"LaunchTemplateId": template(aws), "Version": "1"},
            "Overrides": [{"InstanceType": "t3.micro"}, {"InstanceType": "t3a.micro"}],
        },
        "InstancesDistribution": {"OnDemandBaseCapacity": 1, "OnDemandPercentageAboveBaseCapacity": 50},
    }
    made = group(aws, MixedInstancesPolicy=policy, DesiredCapacity=2)
    assert len(made["Instances"]) == 2
    assert made["MixedInstancesPolicy"]["InstancesDistribution"]["OnDemandBaseCapacity"] == 1


@proves("autoscaling-zone-balance")
def zone_balance(aws: Account) -> None:
    made = group(aws, DesiredCapacity=5)
    zones = sorted(instance["AvailabilityZone"][-1] for instance in made["Instances"])
    assert zones == ["a", "a", "b", "b", "c"]
    reservations = aws.client("ec2").describe_instances()["Reservations"]
    placed = sorted(
        instance["Placement"]["AvailabilityZone"][-1] for each in reservations for instance in each["Instances"]
    )
    assert placed == zones


@proves("autoscaling-instance-template-version")
def own_template_version(aws: Account) -> None:
    ec2, asg, template_id = aws.client("ec2"), aws.client("autoscaling"), template(aws)
    group(aws, template_id=template_id, DesiredCapacity=1)
    ec2.create_launch_template_version(
        LaunchTemplateId=template_id, LaunchTemplateData={"ImageId": IMAGE, "InstanceType": "t3.small"}
    )
    ec2.modify_launch_template(LaunchTemplateId=template_id, DefaultVersion="2")
    found = asg.describe_auto_scaling_groups()["AutoScalingGroups"][0]
    assert [instance["LaunchTemplate"]["Version"] for instance in found["Instances"]] == ["1"]


@proves("autoscaling-hook-fields")
def hook_fields(aws: Account) -> None:
    asg = aws.client("autoscaling")
    group(aws)
    asg.put_lifecycle_hook(
        AutoScalingGroupName="group",
        LifecycleHookName="hook",
        LifecycleTransition="autoscaling:EC2_INSTANCE_LAUNCHING",
        HeartbeatTimeout=60,
        NotificationMetadata="note",
    )
    hook = asg.describe_lifecycle_hooks(AutoScalingGroupName="group")["LifecycleHooks"][0]
    assert hook["NotificationMetadata"] == "note"
    assert hook["GlobalTimeout"] == 6000
    assert not {"RoleARN", "NotificationTargetARN"} & set(hook)


@proves("autoscaling-policies")
def policies(aws: Account) -> None:
    asg, template_id = aws.client("autoscaling"), template(aws)
    arns = {}
    for name in ("first", "second"):
        group(aws, name, template_id)
        arns[name] = asg.put_scaling_policy(
            AutoScalingGroupName=name,
            PolicyName="same",
            AdjustmentType="ChangeInCapacity",
            ScalingAdjustment=1,
        )["PolicyARN"]
    found = {each["AutoScalingGroupName"]: each for each in asg.describe_policies()["ScalingPolicies"]}
    assert {name: each["PolicyARN"] for name, each in found.items()} == arns
    assert all(each["Enabled"] is True and "PredictiveScalingConfiguration" not in each for each in found.values())
    asg.execute_policy(AutoScalingGroupName="second", PolicyName="same")
    asg.execute_policy(PolicyName=arns["second"])
    sizes = {
        each["AutoScalingGroupName"]: each["DesiredCapacity"]
        for each in asg.describe_auto_scaling_groups()["AutoScalingGroups"]
    }
    assert sizes == {"first": 0, "second": 2}
    asg.delete_policy(AutoScalingGroupName="first", PolicyName="same")
    assert [each["AutoScalingGroupName"] for each in asg.describe_policies()["ScalingPolicies"]] == ["second"]
