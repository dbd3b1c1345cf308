"""Ways to spoil a template, its role, a group and its instances."""

import base64
import json
from typing import Any

from moto.backends import get_backend

from .case import Account, spoils

GROUP = {"AutoScalingGroupName": "ha-web-test-asg"}
ROLE = {"RoleName": "ha-web-test-eu-west-1-instance"}


def new_version(aws: Account, **changes: Any) -> None:
    """Make a version of the template that differs from its latest."""
    template = {"LaunchTemplateId": aws.out("LaunchTemplate", "template_id")}
    latest = aws.ec2.describe_launch_template_versions(**template)["LaunchTemplateVersions"][-1]
    data = {**latest["LaunchTemplateData"], **changes}
    aws.ec2.create_launch_template_version(**template, LaunchTemplateData=data)


def policy(action: str, resource: str, **more: Any) -> str:
    """Return a policy document that allows one thing."""
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@spoils("template.latest-is-default", "version 2 is the latest, 1 the default")
@spoils("group.template-version", "it launches version 1, the latest is 2")
def a_version_is_made_by_hand(aws: Account) -> None:
    new_version(aws)


@spoils("template.metadata", "HttpTokens is optional; HttpPutResponseHopLimit is 2")
def the_old_metadata_service_is_allowed(aws: Account) -> None:
    new_version(
        aws, MetadataOptions={"HttpEndpoint": "enabled", "HttpTokens": "optional", "HttpPutResponseHopLimit": 2}
    )


@spoils("template.root-volume", "/dev/xvda is not encrypted; /dev/xvda is gp2")
def the_root_volume_is_not_encrypted(aws: Account) -> None:
    ebs = {"VolumeType": "gp2", "Encrypted": False, "DeleteOnTermination": True, "VolumeSize": 8}
    new_version(aws, BlockDeviceMappings=[{"DeviceName": "/dev/xvda", "Ebs": ebs}])


@spoils("template.root-volume", "the image's root device /dev/xvda is not mapped, but /dev/sda1 is")
def the_root_volume_has_another_name(aws: Account) -> None:
    ebs = {"VolumeType": "gp3", "Encrypted": True, "DeleteOnTermination": True, "VolumeSize": 8}
    new_version(aws, BlockDeviceMappings=[{"DeviceName": "/dev/sda1", "Ebs": ebs}])


@spoils("template.image", "is for arm64, t3.small for ")
def the_type_has_another_processor(aws: Account) -> None:
    new_version(aws, InstanceType="t3.small")


@spoils("template.instance-profile", "holds no role")
def the_profile_is_emptied(aws: Account) -> None:
    aws.iam.remove_role_from_instance_profile(InstanceProfileName=ROLE["RoleName"], **ROLE)


@spoils("template.user-data", "bash cannot read it: bash: line 2: syntax error")
def the_script_is_broken(aws: Account) -> None:
    new_version(aws, UserData=base64.b64encode(b"#!/bin/bash\nif true; do\nfi\n").decode())


@spoils("template.user-data", "at most 16384")
def the_script_is_too_long(aws: Account) -> None:
    new_version(aws, UserData=base64.b64encode(b"#!/bin/bash\n" + b"#" * 16384).decode())


@spoils("template.security-group", "the template names sg-")
def the_template_wears_another_group(aws: Account) -> None:
    new_version(aws, SecurityGroupIds=[aws.out("LoadBalancer", "security_group_id")])


@spoils("template.key-pair", "there is no key pair ops")
def the_key_pair_is_deleted(aws: Account) -> None:
    aws.ec2.delete_key_pair(KeyName="ops")


@spoils("template.tags-at-launch", "volume lacks Application, Environment, ManagedBy, Owner")
def volumes_are_not_tagged(aws: Account) -> None:
    tags = [{"Key": "Name", "Value": "x"}]
    new_version(aws, TagSpecifications=[{"ResourceType": "volume", "Tags": tags}])


@spoils("role.trust", "may be assumed by *")
def anybody_may_assume_the_role(aws: Account) -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    document = {"Version": "2012-10-17", "Statement": statement}
    aws.iam.update_assume_role_policy(**ROLE, PolicyDocument=json.dumps(document))


@spoils("role.permissions", "allows s3:* on *")
def the_role_may_do_anything_with_buckets(aws: Account) -> None:
    aws.iam.put_role_policy(**ROLE, PolicyName="more", PolicyDocument=policy("s3:*", "*"))


@spoils("role.permissions", "allows s3:GetObject on arn:aws:s3:::payroll/*")
def the_role_reads_another_bucket(aws: Account) -> None:
    document = policy("s3:GetObject", "arn:aws:s3:::payroll/*")
    aws.iam.put_role_policy(**ROLE, PolicyName="more", PolicyDocument=document)


@spoils("role.permissions", "allows s3:DeleteBucket on *")
def a_policy_is_attached(aws: Account) -> None:
    document = policy("s3:DeleteBucket", "*")
    arn = aws.iam.create_policy(PolicyName="more", PolicyDocument=document)["Policy"]["Arn"]
    aws.iam.attach_role_policy(**ROLE, PolicyArn=arn)


@spoils("role.session-manager", "may not ssm:UpdateInstanceInformation")
def the_shell_is_taken_away(aws: Account) -> None:
    aws.iam.delete_role_policy(**ROLE, PolicyName="session-manager")


@spoils("role.reads-artifacts", "there is no artifact bucket that the role may list and read")
def the_artifacts_are_taken_away(aws: Account) -> None:
    aws.iam.delete_role_policy(**ROLE, PolicyName="artifacts")


@spoils("group.zones", "is not among its subnets")
def the_group_leaves_a_zone(aws: Account) -> None:
    first = aws.out("Network", "private_subnet_ids")[0]
    aws.autoscaling.update_auto_scaling_group(**GROUP, VPCZoneIdentifier=first)


@spoils("group.balance", "3 in eu-west-1a, 1 in eu-west-1b")
def instances_are_launched_in_one_zone(aws: Account) -> None:
    subnets = aws.out("Network", "private_subnet_ids")
    aws.autoscaling.update_auto_scaling_group(**GROUP, VPCZoneIdentifier=subnets[0])
    aws.autoscaling.set_desired_capacity(**GROUP, DesiredCapacity=4)
    aws.autoscaling.update_auto_scaling_group(**GROUP, VPCZoneIdentifier=",".join(subnets))


@spoils("group.size", "1 of 2 run and are healthy, 2 desired")
def an_instance_is_stopped(aws: Account) -> None:
    aws.ec2.stop_instances(InstanceIds=aws.instance_ids[:1])


@spoils("group.template-version", "its version is $Latest, not a number")
def the_group_follows_the_latest_version(aws: Account) -> None:
    template = {"LaunchTemplateId": aws.out("LaunchTemplate", "template_id"), "Version": "$Latest"}
    aws.autoscaling.update_auto_scaling_group(**GROUP, LaunchTemplate=template)


@spoils("group.health-check", "it asks EC2 alone")
def the_load_balancer_is_not_asked(aws: Account) -> None:
    aws.autoscaling.update_auto_scaling_group(**GROUP, HealthCheckType="EC2")


@spoils("group.metrics", "GroupTotalInstances is not collected")
def a_metric_is_switched_off(aws: Account) -> None:
    """The emulation has no call for it, so it is written into the emulated account itself."""
    group = get_backend("autoscaling")["123456789012"]["eu-west-1"].autoscaling_groups["ha-web-test-asg"]
    group.metrics.remove("GroupTotalInstances")


@spoils("group.scale-in", "is protected")
def an_instance_is_protected(aws: Account) -> None:
    aws.autoscaling.set_instance_protection(**GROUP, InstanceIds=aws.instance_ids[:1], ProtectedFromScaleIn=True)


@spoils("group.launch-first", "50 to 100 % in service")
def replacements_end_instances_first(aws: Account) -> None:
    policy = {"MinHealthyPercentage": 50, "MaxHealthyPercentage": 100}
    aws.autoscaling.update_auto_scaling_group(**GROUP, InstanceMaintenancePolicy=policy)


@spoils("group.tags", "lacks Owner")
def an_instance_loses_a_tag(aws: Account) -> None:
    aws.ec2.delete_tags(Resources=aws.instance_ids[:1], Tags=[{"Key": "Owner"}])


@spoils("scaling.policies", "ha-web-test-track-cpu is not there")
def a_policy_is_deleted(aws: Account) -> None:
    aws.autoscaling.delete_policy(**GROUP, PolicyName="ha-web-test-track-cpu")


@spoils("scaling.policies", "ha-web-test-track-cpu never scales in")
def a_policy_only_scales_out(aws: Account) -> None:
    _track(aws, "cpu", {"PredefinedMetricType": "ASGAverageCPUUtilization"}, DisableScaleIn=True)


@spoils("scaling.request-label", "counts at app/other/1/targetgroup/other/2")
def requests_are_counted_elsewhere(aws: Account) -> None:
    metric = {"PredefinedMetricType": "ALBRequestCountPerTarget", "ResourceLabel": "app/other/1/targetgroup/other/2"}
    _track(aws, "alb-requests-per-target", metric)


def _track(aws: Account, key: str, metric: dict[str, str], **more: Any) -> None:
    aws.autoscaling.put_scaling_policy(
        **GROUP,
        PolicyName=f"ha-web-test-track-{key}",
        PolicyType="TargetTrackingScaling",
        TargetTrackingConfiguration={"PredefinedMetricSpecification": metric, "TargetValue": 50, **more},
    )


@spoils("scaling.schedules", "morning is not there")
def a_schedule_is_deleted(aws: Account) -> None:
    aws.autoscaling.delete_scheduled_action(**GROUP, ScheduledActionName="morning")


@spoils("scaling.hooks", "drain is not there")
def a_hook_is_deleted(aws: Account) -> None:
    aws.autoscaling.delete_lifecycle_hook(**GROUP, LifecycleHookName="drain")


@spoils("scaling.notifications", "nobody is told of autoscaling:EC2_INSTANCE_LAUNCH")
def nobody_is_told(aws: Account) -> None:
    aws.autoscaling.delete_notification_configuration(**GROUP, TopicARN=aws.out("Monitoring", "topic_arn"))


@spoils("scaling.notifications", "AWS answered NotFound to GetTopicAttributes")
def the_topic_is_deleted(aws: Account) -> None:
    aws.sns.delete_topic(TopicArn=aws.out("Monitoring", "topic_arn"))


@spoils("instances.private", "has the address ")
def an_instance_gets_a_public_address(aws: Account) -> None:
    address = aws.ec2.allocate_address(Domain="vpc")["AllocationId"]
    aws.ec2.associate_address(AllocationId=address, InstanceId=aws.instance_ids[0])


@spoils("instances.template", " wears sg-")
def an_instance_wears_another_group(aws: Account) -> None:
    groups = [aws.out("LoadBalancer", "security_group_id")]
    aws.ec2.modify_instance_attribute(InstanceId=aws.instance_ids[0], Groups=groups)


@spoils("instances.template", "has another instance profile, or none")
def an_instance_loses_its_role(aws: Account) -> None:
    found = aws.ec2.describe_iam_instance_profile_associations()["IamInstanceProfileAssociations"]
    aws.ec2.disassociate_iam_instance_profile(AssociationId=found[0]["AssociationId"])


@spoils("instances.metadata", "tokens optional, hop limit 1")
def an_instance_allows_the_old_metadata_service(aws: Account) -> None:
    aws.ec2.modify_instance_metadata_options(InstanceId=aws.instance_ids[0], HttpTokens="optional")


@spoils("instances.volumes", "is not encrypted")
def a_plain_volume_is_attached(aws: Account) -> None:
    volume = aws.ec2.create_volume(AvailabilityZone="eu-west-1a", Size=1, VolumeType="gp3", Encrypted=False)
    aws.ec2.attach_volume(VolumeId=volume["VolumeId"], InstanceId=aws.instance_ids[0], Device="/dev/sdf")
