"""One instance that AWS brings back: on new hardware when its host fails, by a reboot when its system hangs.

Owns the instance, the address that outlives it, and the two alarms that act. Deliberately does not own how the instance
is made: a launch template says that, and a new version of it is a new instance.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_aws import cloudwatch, ec2

from . import _place
from ._args import args_as
from ._naming import physical_name
from ._tags import tagged

NAMESPACE = "AWS/EC2"
PERIOD_SECONDS = 60
# One more for the reboot, so that the two never act on one and the same fault (EC2 user guide, "Create alarms that
# stop, terminate, reboot, or recover an instance").
RECOVER_MINUTES, REBOOT_MINUTES = 2, 3


@dataclass(frozen=True, kw_only=True)
class RecoveringInstanceArgs:
    """What a recovering instance needs to know."""

    template_id: pulumi.Input[str]
    """Launch template of the instance. Its instance type must be one that AWS can recover."""

    template_version: pulumi.Input[int]
    """Number of the template's version. A new number replaces the instance; the address moves to the new one."""

    user_data: pulumi.Input[str]
    """Script of the first boot, the same as that version's. AWS would take it from there; but the provider reads it
    back, and took it for a change where nobody gave it (hashicorp/terraform-provider-aws#30825)."""

    subnet_id: pulumi.Input[str]
    """Subnet of the instance, with a way to the internet. Another one replaces the instance."""

    termination_protection: pulumi.Input[bool] = True
    """Makes AWS refuse to terminate the instance for anyone but this stack."""

    alarm_topic_arn: pulumi.Input[str] | None = None
    """Topic that is told when an alarm acts and when all is well again; by default nobody is."""

    tags: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Tags for every child; `Name` is added per child."""


class RecoveringInstance(pulumi.ComponentResource):
    """An instance with an address of its own, recovered by CloudWatch (`ha-web:index:RecoveringInstance`).

    Creates the instance, an Elastic IP that leads to it, an alarm on the system status check that recovers it (same id,
    addresses and volumes, on another host of its zone) and one on the instance status check that reboots it. What was
    in memory is lost either way. CloudWatch acts through its service-linked role, which AWS makes for whoever may
    create it (`iam:CreateServiceLinkedRole`).
    """

    instance_id: pulumi.Output[str]
    """Id of the instance; a new template version changes it, a recovery does not."""
    public_ip: pulumi.Output[str]
    """Address that leads to the instance, whichever it is."""
    allocation_id: pulumi.Output[str]
    """Id of that address."""
    recovery_alarm_name: pulumi.Output[str]
    """Alarm on the host."""
    reboot_alarm_name: pulumi.Output[str]
    """Alarm on the instance's own system."""

    def __init__(
        self,
        name: str,
        args: RecoveringInstanceArgs | Mapping[str, Any],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("ha-web:index:RecoveringInstance", name, None, opts)
        self._name, self._args = name, args_as(RecoveringInstanceArgs, args)
        self._child = pulumi.ResourceOptions(parent=self)
        self._actions_arn = pulumi.Output.concat(
            "arn:", _place.partition(self), ":automate:", _place.region(self), ":ec2:"
        )
        instance = self._instance()
        address = self._address(instance)

        self.instance_id = instance.id
        self.public_ip = address.public_ip
        self.allocation_id = address.id
        self.recovery_alarm_name = self._alarm(
            instance,
            "recover",
            "StatusCheckFailed_System",
            RECOVER_MINUTES,
            "AWS's hardware or network under the instance fails: the instance is recovered on another host",
        ).name
        self.reboot_alarm_name = self._alarm(
            instance,
            "reboot",
            "StatusCheckFailed_Instance",
            REBOOT_MINUTES,
            "The instance's own system does not answer: the instance is rebooted",
        ).name
        self.register_outputs(
            {
                "instance_id": self.instance_id,
                "public_ip": self.public_ip,
                "allocation_id": self.allocation_id,
                "recovery_alarm_name": self.recovery_alarm_name,
                "reboot_alarm_name": self.reboot_alarm_name,
            }
        )

    def _instance(self) -> ec2.Instance:
        args = self._args
        return ec2.Instance(
            f"{self._name}-instance",
            launch_template={
                "id": args.template_id,
                # The provider takes this number as text.
                "version": pulumi.Output.from_input(args.template_version).apply(str),
            },
            user_data=args.user_data,
            subnet_id=args.subnet_id,
            disable_api_termination=args.termination_protection,
            # Without it AWS would refuse this stack as well, in the middle of a release: the new instance stands, the
            # old one cannot go. A replacement is in the plan; the protection is against what is in no plan.
            force_destroy=True,
            # AWS's own, slower recovery stays on beside the alarm's.
            maintenance_options={"auto_recovery": "default"},
            tags=tagged(args.tags, self._name),
            # Here and not in the template: another tag there would be another version, and so another instance.
            volume_tags=tagged(args.tags, self._name),
            opts=self._child,
        )

    def _address(self, instance: ec2.Instance) -> ec2.Eip:
        """Create the address that leads to the instance; on a replacement it moves before the old instance ends."""
        address = ec2.Eip(
            f"{self._name}-address",
            domain="vpc",
            tags=tagged(self._args.tags, f"{self._name}-address"),
            opts=self._child,
        )
        ec2.EipAssociation(
            f"{self._name}-address",
            allocation_id=address.id,
            instance_id=instance.id,
            # Without it an address that still leads to the old instance is refused to the new one.
            allow_reassociation=True,
            opts=self._child,
        )
        return address

    def _alarm(
        self, instance: ec2.Instance, action: str, metric: str, minutes: int, description: str
    ) -> cloudwatch.MetricAlarm:
        name = physical_name("alarm", self._name, action)
        told = [] if self._args.alarm_topic_arn is None else [self._args.alarm_topic_arn]
        return cloudwatch.MetricAlarm(
            name,
            name=name,
            alarm_description=description,
            namespace=NAMESPACE,
            metric_name=metric,
            # The one dimension by which CloudWatch knows what to act on.
            dimensions={"InstanceId": instance.id},
            statistic="Maximum",
            period=PERIOD_SECONDS,
            evaluation_periods=minutes,
            datapoints_to_alarm=minutes,
            comparison_operator="GreaterThanOrEqualToThreshold",
            threshold=1,
            # A stopped instance reports nothing, and so does one whose reports alone were interrupted: neither is to be
            # recovered or rebooted, and neither is known to be well (CloudWatch user guide, "Configuring how CloudWatch
            # alarms treat missing data").
            treat_missing_data="missing",
            alarm_actions=[pulumi.Output.concat(self._actions_arn, action), *told],
            ok_actions=told,
            tags=tagged(self._args.tags, name),
            opts=self._child,
        )
