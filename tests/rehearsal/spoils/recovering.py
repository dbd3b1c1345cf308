"""Ways to spoil an instance that AWS recovers."""

from functools import partial
from typing import Any

from moto.backends import get_backend

from . import case
from .case import Account
from .network import TO_WORLD, WORLD, rule

spoils = partial(case.spoils, stack="recovered")


def instance(aws: Account) -> str:
    """Return the instance."""
    return str(aws.out("RecoveringInstance", "instance_id"))


def inside(identity: str) -> Any:
    """Return an instance as the emulation holds it, to write what AWS would refuse."""
    return get_backend("ec2")["123456789012"]["eu-west-1"].get_instance(identity)


def rewrite(cloudwatch: Any, name: str, **changes: Any) -> None:
    """Change an alarm on a single metric."""
    alarm = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]
    kept = (
        *("AlarmName", "Namespace", "MetricName", "Dimensions", "Statistic", "Period", "EvaluationPeriods"),
        *("ComparisonOperator", "Threshold", "AlarmActions", "OKActions"),
    )
    cloudwatch.put_metric_alarm(**{**{key: alarm[key] for key in kept}, **changes})


def own_group(aws: Account) -> str:
    """Return the security group of the instances."""
    return str(aws.out("LaunchTemplate", "security_group_id"))


@spoils("instance.runs", "it is stopped")
def it_is_stopped(aws: Account) -> None:
    aws.ec2.stop_instances(InstanceIds=[instance(aws)])


@spoils("instance.runs", "does not lead to the internet")
@spoils("network.public-routes", "has no route to igw-")
def its_subnet_is_cut_off(aws: Account) -> None:
    aws.ec2.delete_route(RouteTableId=aws.id("RouteTable", "-public"), DestinationCidrBlock=WORLD)


@spoils("instance.template", "has another instance profile, or none")
def it_loses_its_role(aws: Account) -> None:
    found = aws.ec2.describe_iam_instance_profile_associations()["IamInstanceProfileAssociations"]
    aws.ec2.disassociate_iam_instance_profile(AssociationId=found[0]["AssociationId"])


@spoils("instance.template", "it is of version 7, not 1")
def it_is_of_another_version(aws: Account) -> None:
    tag = {"Key": "aws:ec2launchtemplate:version", "Value": "7"}
    get_backend("ec2")["123456789012"]["eu-west-1"].tags[instance(aws)][tag["Key"]] = tag["Value"]


@spoils("instance.template", " wears sg-")
@spoils("reach.instance", "0.0.0.0/0 does not reach tcp 80")
def it_wears_another_group(aws: Account) -> None:
    groups = [aws.id("DefaultSecurityGroup", "-default")]
    aws.ec2.modify_instance_attribute(InstanceId=instance(aws), Groups=groups)


@spoils("instance.metadata", "tokens optional, hop limit 1")
def it_allows_the_old_metadata_service(aws: Account) -> None:
    aws.ec2.modify_instance_metadata_options(InstanceId=instance(aws), HttpTokens="optional")


@spoils("instance.volumes", "is not encrypted")
def it_gets_a_plain_volume(aws: Account) -> None:
    volume = aws.ec2.create_volume(AvailabilityZone="eu-west-1a", Size=1, VolumeType="gp3", Encrypted=False)
    aws.ec2.attach_volume(VolumeId=volume["VolumeId"], InstanceId=instance(aws), Device="/dev/sdf")


@spoils("instance.address", "is on no instance")
def its_address_is_taken_away(aws: Account) -> None:
    allocation = aws.out("RecoveringInstance", "allocation_id")
    found = aws.ec2.describe_addresses(AllocationIds=[allocation])["Addresses"][0]
    aws.ec2.disassociate_address(AssociationId=found["AssociationId"])


@spoils("instance.recovery", "it watches i-0123456789abcdef0")
def another_instance_is_watched(aws: Account) -> None:
    name = aws.out("RecoveringInstance", "recovery_alarm_name")
    rewrite(aws.cloudwatch, name, Dimensions=[{"Name": "InstanceId", "Value": "i-0123456789abcdef0"}])


@spoils("instance.recovery", "it does arn:aws:automate:eu-west-1:ec2:stop, not arn:aws:automate:eu-west-1:ec2:recover")
def a_lost_host_stops_it(aws: Account) -> None:
    topic = aws.out("Monitoring", "topic_arn")
    name = aws.out("RecoveringInstance", "recovery_alarm_name")
    rewrite(aws.cloudwatch, name, AlarmActions=["arn:aws:automate:eu-west-1:ec2:stop", topic])


@spoils("instance.recovery", "ha-web-test-primary-recover does not tell the topic")
def nobody_hears_of_a_recovery(aws: Account) -> None:
    name = aws.out("RecoveringInstance", "recovery_alarm_name")
    rewrite(aws.cloudwatch, name, AlarmActions=["arn:aws:automate:eu-west-1:ec2:recover"])


@spoils("instance.recovery", "it does not go off at 1")
def a_lost_host_is_no_alarm(aws: Account) -> None:
    rewrite(aws.cloudwatch, aws.out("RecoveringInstance", "recovery_alarm_name"), Threshold=2.0)


@spoils("instance.recovery", "there is no alarm ha-web-test-primary-recover")
def the_alarm_is_deleted(aws: Account) -> None:
    aws.cloudwatch.delete_alarms(AlarmNames=[aws.out("RecoveringInstance", "recovery_alarm_name")])


@spoils("instance.reboot", "it watches AWS/EC2, StatusCheckFailed_System")
def a_lost_host_reboots_it(aws: Account) -> None:
    name = aws.out("RecoveringInstance", "reboot_alarm_name")
    rewrite(aws.cloudwatch, name, MetricName="StatusCheckFailed_System")


@spoils("instance.reboot", "its actions are off")
def the_reboot_is_silenced(aws: Account) -> None:
    aws.cloudwatch.disable_alarm_actions(AlarmNames=[aws.out("RecoveringInstance", "reboot_alarm_name")])


@spoils("instance.recoverable", "i3.large cannot be recovered")
@spoils("instance.template", "its InstanceType is i3.large, not ")
def it_becomes_of_a_type_with_disks_of_its_host(aws: Account) -> None:
    inside(instance(aws)).instance_type = "i3.large"


@spoils("instance.termination-protection", "the API may terminate it")
def its_protection_is_taken_away(aws: Account) -> None:
    aws.ec2.modify_instance_attribute(InstanceId=instance(aws), DisableApiTermination={"Value": False})


@spoils("reach.instance", "0.0.0.0/0 reaches tcp 22 of the instances")
def it_is_opened(aws: Account) -> None:
    aws.ec2.authorize_security_group_ingress(GroupId=own_group(aws), IpPermissions=rule(22, **TO_WORLD))


@spoils("reach.instance-outside", "tcp 25 to 0.0.0.0/0")
def mail_may_leave_it(aws: Account) -> None:
    aws.ec2.authorize_security_group_egress(GroupId=own_group(aws), IpPermissions=rule(25, **TO_WORLD))
