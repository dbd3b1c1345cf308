"""Ways to spoil a group that replaces what it lost, and what follows to the replacement."""

from functools import partial

from moto.backends import get_backend

from . import case
from .case import Account
from .instances import GROUP, ROLE, policy
from .network import TO_WORLD, WORLD, rule
from .recovering import inside, own_group, rewrite

spoils = partial(case.spoils, stack="replaced")
spoils_data = partial(case.spoils, stack="replaced with data")
NO_INSTANCES = "ha-web-test-no-instances"


@case.spoils("group.static-stability", "eu-west-1a lost: 0 of 2 remain")
def every_instance_is_in_one_zone(aws: Account) -> None:
    subnets = aws.out("Network", "private_subnet_ids")
    aws.autoscaling.update_auto_scaling_group(**GROUP, VPCZoneIdentifier=subnets[0], MinSize=0, DesiredCapacity=0)
    aws.autoscaling.update_auto_scaling_group(**GROUP, MinSize=2, DesiredCapacity=2)
    aws.autoscaling.update_auto_scaling_group(**GROUP, VPCZoneIdentifier=",".join(subnets))


@spoils("healing.zones", "eu-west-1b has a subnet, but a replacement never starts there")
@spoils("group.zones", "is not among its subnets")
def the_group_stays_in_one_zone(aws: Account) -> None:
    home = inside(aws.instance_ids[0]).subnet_id
    subnets = aws.out("Network", "public_subnet_ids")
    zones = {each["SubnetId"]: each["AvailabilityZone"] for each in aws.ec2.describe_subnets()["Subnets"]}
    first = next(each for each in subnets if zones[each] == "eu-west-1a")
    if home != first:
        aws.autoscaling.update_auto_scaling_group(**GROUP, MinSize=0, DesiredCapacity=0)
    aws.autoscaling.update_auto_scaling_group(**GROUP, VPCZoneIdentifier=first, MinSize=1, DesiredCapacity=1)


@spoils("healing.alarm", f"{NO_INSTANCES}: its actions are off")
def the_group_is_silenced(aws: Account) -> None:
    aws.cloudwatch.disable_alarm_actions(AlarmNames=[NO_INSTANCES])


@spoils("healing.alarm", f"{NO_INSTANCES} does not go off at 0")
def nobody_in_service_is_no_alarm(aws: Account) -> None:
    rewrite(aws.cloudwatch, NO_INSTANCES, Threshold=0.0)


@spoils("healing.alarm", "there is no alarm on the instances of ha-web-test-asg in service")
def another_group_is_watched(aws: Account) -> None:
    rewrite(aws.cloudwatch, NO_INSTANCES, Dimensions=[{"Name": "AutoScalingGroupName", "Value": "other"}])


@spoils("group.launch-first", "0 to 100 % in service")
def the_old_instance_ends_first(aws: Account) -> None:
    maintenance = {"MinHealthyPercentage": 0, "MaxHealthyPercentage": 100}
    aws.autoscaling.update_auto_scaling_group(**GROUP, InstanceMaintenancePolicy=maintenance)


@spoils("healing.replaced", "ReplaceUnhealthy is suspended")
def the_group_replaces_nothing(aws: Account) -> None:
    aws.autoscaling.suspend_processes(**GROUP, ScalingProcesses=["ReplaceUnhealthy"])


@spoils("instances.public", "does not lead to the internet")
@spoils("network.public-routes", "has no route to igw-")
def the_public_subnets_lead_nowhere(aws: Account) -> None:
    aws.ec2.delete_route(RouteTableId=aws.id("RouteTable", "-public"), DestinationCidrBlock=WORLD)


@spoils("instances.public", "has no public address")
def the_public_address_goes(aws: Account) -> None:
    """AWS keeps it for as long as the instance runs, so it is taken away in the emulated account itself."""
    instance = inside(aws.instance_ids[0])
    for each in instance.nics.values():
        each.public_ip = None


@spoils("reach.direct", "0.0.0.0/0 reaches tcp 22 of the instances")
def the_only_instance_is_opened(aws: Account) -> None:
    aws.ec2.authorize_security_group_ingress(GroupId=own_group(aws), IpPermissions=rule(22, **TO_WORLD))


@spoils("reach.direct", "0.0.0.0/0 does not reach tcp 80")
@spoils("tags.everywhere", "SecurityGroupIngressRule")
def the_only_instance_is_shut(aws: Account) -> None:
    aws.ec2.revoke_security_group_ingress(GroupId=own_group(aws), IpPermissions=rule(80, **TO_WORLD))


@spoils("identity.address", "there is no address eipalloc-")
def the_address_is_released(aws: Account) -> None:
    aws.ec2.release_address(AllocationId=aws.out("StableIdentity", "allocation_id"))


def edit_script(aws: Account, old: str, new: str) -> None:
    """Change the first-boot script within its version, which AWS does not allow."""
    template = aws.out("LaunchTemplate", "template_id")
    data = get_backend("ec2")["123456789012"]["eu-west-1"].get_launch_template(template).versions[-1].data
    script = data["UserData"].decode()
    assert old in script
    data["UserData"] = type(data["UserData"]).from_raw_string(script.replace(old, new))


@spoils("identity.boot", "associate-address eipalloc-")
def the_script_leaves_the_address(aws: Account) -> None:
    edit_script(aws, "associate-address", "describe-addresses")


@spoils("identity.role", "may not ec2:AssociateAddress eipalloc-")
def the_role_may_not_take_the_address(aws: Account) -> None:
    aws.iam.delete_role_policy(**ROLE, PolicyName="identity")


@spoils("identity.role", "may ec2:AssociateAddress arn:aws:ec2:eu-west-1:123456789012:elastic-ip/*")
@spoils("role.permissions", "allows ec2:AssociateAddress on arn:aws:ec2:eu-west-1:123456789012:elastic-ip/*")
def the_role_may_take_any_address(aws: Account) -> None:
    document = policy("ec2:AssociateAddress", "arn:aws:ec2:eu-west-1:123456789012:elastic-ip/*")
    aws.iam.put_role_policy(**ROLE, PolicyName="more", PolicyDocument=document)


@spoils("identity.role", "may ec2:AssociateAddress arn:aws:ec2:eu-west-1:123456789012:instance/*")
@spoils("role.permissions", "allows ec2:AssociateAddress on arn:aws:ec2:eu-west-1:123456789012:instance/*")
def the_address_may_go_to_any_instance(aws: Account) -> None:
    document = policy("ec2:AssociateAddress", "arn:aws:ec2:eu-west-1:123456789012:instance/*")
    aws.iam.put_role_policy(**ROLE, PolicyName="more", PolicyDocument=document)


@spoils_data("identity.volume", "is not encrypted")
def the_volume_is_plain(aws: Account) -> None:
    volume = aws.out("StableIdentity", "volume_id")
    get_backend("ec2")["123456789012"]["eu-west-1"].volumes[volume].encrypted = False


@spoils_data("identity.volume", "is in eu-west-1b, the group in eu-west-1a")
@spoils_data("group.zones", "is not among its subnets")
def the_group_leaves_its_volume(aws: Account) -> None:
    zones = {each["SubnetId"]: each["AvailabilityZone"] for each in aws.ec2.describe_subnets()["Subnets"]}
    other = next(each for each in aws.out("Network", "public_subnet_ids") if zones[each] == "eu-west-1a")
    aws.autoscaling.update_auto_scaling_group(**GROUP, VPCZoneIdentifier=other, MinSize=0, DesiredCapacity=0)
    aws.autoscaling.update_auto_scaling_group(**GROUP, MinSize=1, DesiredCapacity=1)


@spoils_data("identity.boot", "attach-volume vol-")
def the_script_leaves_the_volume(aws: Account) -> None:
    edit_script(aws, "attach-volume", "describe-volumes")


@spoils_data("identity.boot", "the old instance would stop serving too early")
def the_address_is_taken_first(aws: Account) -> None:
    edit_script(aws, "associate-address", "take")
    edit_script(aws, "#!/bin/bash\n", "#!/bin/bash\n# associate-address\n")
