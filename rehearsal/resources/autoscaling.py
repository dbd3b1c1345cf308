"""Amazon EC2 Auto Scaling: groups."""

import copy
from typing import Any

from ._cloud import Cloud
from ._filled import filled
from ._inputs import ArgumentError, Inputs
from ._registry import Made, resource


def _template(block: Inputs) -> dict[str, Any]:
    return block.renamed(
        "version",
        id="LaunchTemplateId",
        name="LaunchTemplateName",
        launchTemplateId="LaunchTemplateId",
        launchTemplateName="LaunchTemplateName",
    )


def _mixed_instances(block: Inputs) -> dict[str, Any]:
    policy: dict[str, Any] = {"LaunchTemplate": {}}
    if distribution := block.block("instancesDistribution"):
        policy["InstancesDistribution"] = distribution.renamed(
            "onDemandAllocationStrategy",
            "onDemandBaseCapacity",
            "onDemandPercentageAboveBaseCapacity",
            "spotAllocationStrategy",
            "spotInstancePools",
            "spotMaxPrice",
        )
    template = block.block("launchTemplate")
    specification = template.block("launchTemplateSpecification") if template else None
    if template is None or specification is None:
        raise ArgumentError("mixedInstancesPolicy.launchTemplate.launchTemplateSpecification: must be given")
    policy["LaunchTemplate"]["LaunchTemplateSpecification"] = _template(specification)
    policy["LaunchTemplate"]["Overrides"] = [
        override.renamed("instanceType", "weightedCapacity") for override in template.blocks("overrides")
    ]
    return policy


def _blocks(inputs: Inputs) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    if template := inputs.block("launchTemplate"):
        asked["LaunchTemplate"] = _template(template)
    if mixed := inputs.block("mixedInstancesPolicy"):
        asked["MixedInstancesPolicy"] = _mixed_instances(mixed)
    if ("LaunchTemplate" in asked) == ("MixedInstancesPolicy" in asked):
        raise ArgumentError("exactly one of launchTemplate and mixedInstancesPolicy must be given")
    if maintenance := inputs.block("instanceMaintenancePolicy"):
        asked["InstanceMaintenancePolicy"] = maintenance.renamed("minHealthyPercentage", "maxHealthyPercentage")
    if distribution := inputs.block("availabilityZoneDistribution"):
        asked["AvailabilityZoneDistribution"] = distribution.renamed("capacityDistributionStrategy")
    if subnets := inputs.get("vpcZoneIdentifiers"):
        asked["VPCZoneIdentifier"] = ",".join(subnets)
    return asked


def _instance_refresh(block: Inputs | None) -> None:
    """Read the settings of a refresh. AWS is told of them only when one starts, which no creation does."""
    if block is None:
        return
    if block.need("strategy") != "Rolling":
        raise ArgumentError(f"instanceRefresh.strategy: must be Rolling, got {block.get('strategy')!r}")
    block.get("triggers")
    preferences = block.block("preferences")
    if preferences is None:
        return
    preferences.without_effect(
        "autoRollback",
        "checkpointDelay",
        "checkpointPercentages",
        "instanceWarmup",
        "maxHealthyPercentage",
        "minHealthyPercentage",
        "scaleInProtectedInstances",
        "skipMatching",
        "standbyInstances",
    )
    if alarms := preferences.block("alarmSpecification"):
        alarms.without_effect("alarms")


def _warm_pool(cloud: Cloud, name: str, block: Inputs | None) -> None:
    if block is None:
        return
    asked = block.renamed("minSize", "maxGroupPreparedCapacity", "poolState")
    if reuse := block.block("instanceReusePolicy"):
        asked["InstanceReusePolicy"] = reuse.renamed("reuseOnScaleIn")
    cloud.client("autoscaling").put_warm_pool(AutoScalingGroupName=name, **asked)


def _tags(inputs: Inputs, name: str) -> list[dict[str, Any]]:
    return [
        {
            "ResourceId": name,
            "ResourceType": "auto-scaling-group",
            "Key": tag.need("key"),
            "Value": tag.need("value"),
            "PropagateAtLaunch": tag.need("propagateAtLaunch"),
        }
        for tag in inputs.blocks("tags")
    ]


@resource(
    "aws:autoscaling/group:Group",
    filled(
        text=(
            "context desiredCapacityType instanceRefresh.preferences.checkpointDelay launchConfiguration "
            "mixedInstancesPolicy.instancesDistribution.onDemandAllocationStrategy "
            "mixedInstancesPolicy.instancesDistribution.spotMaxPrice "
            "mixedInstancesPolicy.launchTemplate.overrides[].weightedCapacity namePrefix placementGroup"
        ),
        number=(
            "defaultInstanceWarmup maxInstanceLifetime "
            "mixedInstancesPolicy.instancesDistribution.spotInstancePools warmPool.minSize"
        ),
        flag=(
            "capacityRebalance forceDelete forceDeleteWarmPool ignoreFailedScalingActivities "
            "instanceRefresh.preferences.skipMatching protectFromScaleIn"
        ),
        items="initialLifecycleHooks tags trafficSources",
        others={
            "instanceRefresh.preferences.standbyInstances": "Ignore",
            "warmPool.maxGroupPreparedCapacity": -1,
            "availabilityZoneDistribution": {},
            "capacityReservationSpecification": {},
            "waitForCapacityTimeout": "10m",
        },
    ),
)
def group(cloud: Cloud, inputs: Inputs) -> Made:
    """Create a group with its instances, and then what takes further calls: metrics, warm pool."""
    asg, name = cloud.client("autoscaling"), cloud.physical_name(inputs)
    asked = inputs.renamed(
        "minSize",
        "maxSize",
        "desiredCapacity",
        "defaultCooldown",
        "defaultInstanceWarmup",
        "healthCheckGracePeriod",
        "healthCheckType",
        "maxInstanceLifetime",
        "terminationPolicies",
        "capacityRebalance",
        "serviceLinkedRoleArn",
        protectFromScaleIn="NewInstancesProtectedFromScaleIn",
        targetGroupArns="TargetGroupARNs",
    )
    inputs.without_effect(
        "forceDelete",
        "forceDeleteWarmPool",
        "ignoreFailedScalingActivities",
        "minElbCapacity",
        "waitForCapacityTimeout",
        "waitForElbCapacity",
    )
    _instance_refresh(inputs.block("instanceRefresh"))
    asg.create_auto_scaling_group(AutoScalingGroupName=name, **asked, **_blocks(inputs), Tags=_tags(inputs, name))
    granularity, metrics = inputs.get("metricsGranularity", "1Minute"), inputs.get("enabledMetrics")
    if metrics:
        asg.enable_metrics_collection(AutoScalingGroupName=name, Granularity=granularity, Metrics=metrics)
    _warm_pool(cloud, name, inputs.block("warmPool"))
    made = asg.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"][0]
    return Made(name, _answer(made, granularity) | _templates(inputs, made))


def _named(given: dict[str, Any], made: dict[str, Any], id_key: str, name_key: str) -> dict[str, Any]:
    """Return a reference to a template with both its id and its name, whichever was given."""
    return {**given, id_key: made["LaunchTemplateId"], name_key: made["LaunchTemplateName"]}


def _templates(inputs: Inputs, made: dict[str, Any]) -> dict[str, Any]:
    if given := inputs.get("launchTemplate"):
        return {"launchTemplate": _named(given, made["LaunchTemplate"], "id", "name")}
    policy = copy.deepcopy(inputs.get("mixedInstancesPolicy"))
    found = made["MixedInstancesPolicy"]["LaunchTemplate"]["LaunchTemplateSpecification"]
    template = policy["launchTemplate"]
    template["launchTemplateSpecification"] = _named(
        template["launchTemplateSpecification"], found, "launchTemplateId", "launchTemplateName"
    )
    return {"mixedInstancesPolicy": policy}


def _answer(made: dict[str, Any], granularity: str) -> dict[str, Any]:
    return {
        "arn": made["AutoScalingGroupARN"],
        "availabilityZones": sorted(made["AvailabilityZones"]),
        "defaultCooldown": made["DefaultCooldown"],
        "desiredCapacity": made["DesiredCapacity"],
        "healthCheckGracePeriod": made["HealthCheckGracePeriod"],
        "healthCheckType": made["HealthCheckType"],
        "loadBalancers": made["LoadBalancerNames"],
        "metricsGranularity": granularity,
        "name": made["AutoScalingGroupName"],
        "predictedCapacity": 0,
        "serviceLinkedRoleArn": made["ServiceLinkedRoleARN"],
        "targetGroupArns": made["TargetGroupARNs"],
        "vpcZoneIdentifiers": made["VPCZoneIdentifier"].split(","),
        "warmPoolSize": 0,
    }
