"""What an instance is: image, size, disk, first boot, and what it may do and reach.

Owns the instances' security group and role as well, because they are part of what an instance is. Deliberately does
not own how a load balancer reaches the instances: whoever stands before them adds that rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_aws import ec2

from . import _place, _user_data
from ._args import args_as
from ._iam import put_metrics
from ._instance_image import image, one_image
from ._instance_metadata import wait_for_address
from ._instance_role import role
from ._instance_security import security_group
from ._naming import physical_name
from ._release_args import ReleaseArgs, named_exactly
from ._release_boot import NAMESPACE, ReleaseBoot
from ._tags import tagged

TAGGED_AT_LAUNCH = ("instance", "volume", "network-interface")


@dataclass(frozen=True, kw_only=True)
class LaunchTemplateArgs:
    """What a launch template needs to know."""

    vpc_id: pulumi.Input[str]
    """VPC of the instances' security group."""

    instance_type: str = "t3.micro"
    """Size of the instances. Its processor decides which Amazon Linux image is the default."""

    ami_id: str | None = None
    """Image by id. At most one of the three ways to name an image; none means the latest Amazon Linux 2023."""

    ami_ssm_parameter: str | None = None
    """Image by the public or own Systems Manager parameter that holds its id, read at each deployment."""

    ami_name_filter: str | None = None
    """Newest image whose name matches this pattern (`*` and `?`), of the owners below."""

    ami_owners: Sequence[str] = ()
    """Account ids or `amazon`, `self`: required with a name filter, since anyone may publish an image of any name."""

    key_name: pulumi.Input[str] | None = None
    """Key pair for SSH, by default none; nothing opens port 22, Session Manager gives a shell without it."""

    user_data_script: str | None = None
    """Script run at first boot, after the packages; by bash unless it starts with `#!`."""

    user_data_packages: Sequence[str] = ()
    """Packages installed at first boot by the image's own package manager."""

    user_data_services: Sequence[str] = ()
    """systemd units that are enabled and started after the packages; with a release, after that."""

    user_data_update_system: bool = True
    """Updates every package at first boot."""

    environment: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Variables written to `/etc/ha-web/environment`. Never a secret: user data can be read by many."""

    root_volume_size_gib: pulumi.Input[int] = 8
    """Size of the root volume in GiB, at least the image's own."""

    root_volume_iops: pulumi.Input[int] = 3000
    """Operations a second of the gp3 root volume; 3,000 are in the price."""

    root_volume_throughput_mib: pulumi.Input[int] = 125
    """MiB a second of the gp3 root volume; 125 are in the price."""

    root_volume_kms_key_arn: pulumi.Input[str] | None = None
    """Customer-managed key of the root volume; it is encrypted with the account's EBS key by default."""

    hibernation: bool = False
    """Lets instances hibernate, as a warm pool of the state `hibernated` asks; the root volume must hold the memory."""

    detailed_monitoring: pulumi.Input[bool] = True
    """Metrics every minute instead of every five: scaling reacts that much sooner."""

    egress_ports: Sequence[int] = (80, 443)
    """TCP ports that instances may reach outside. DNS, time and metadata of the VPC need no rule."""

    ipv6: bool = False
    """Lets instances reach the same ports over IPv6."""

    open_ports: Sequence[int] = ()
    """TCP ports on which instances are reached directly, from the ranges below; by default on none. A security group
    takes 60 rules, one for each port and range."""

    allowed_cidr_blocks: Sequence[str] = ("0.0.0.0/0",)
    """Ranges, of IPv4 or IPv6, that reach the open ports."""

    admits_health_checkers: Sequence[int] = ()
    """TCP ports on which Route 53's health checkers reach instances, wherever AWS checks from. Each one counts as 25 of
    the 60 rules."""

    public_address: bool = False
    """Gives each instance a public IPv4 address of its own at launch, whatever its subnet says."""

    wait_for_address: bool = False
    """Begins the first boot when the instance has a public IPv4 address, for one that gets an Elastic IP after its
    launch. The boot fails when there is none after five minutes."""

    release: ReleaseArgs | None = None
    """What the first boot fetches, installs and starts after the script; by default nothing. The boot then counts its
    failures in CloudWatch as well (namespace `ha-web/` with this component's name, metric `BootFailures`, dimension
    `Release`: the version), and its environment has `HA_WEB_RELEASE_VERSION` and `HA_WEB_RELEASE_SHA256`."""

    first_steps: pulumi.Input[Sequence[pulumi.Input[str]]] = ()
    """Shell text that the first boot begins with, before packages are updated."""

    last_steps: pulumi.Input[Sequence[pulumi.Input[str]]] = ()
    """Shell text that the first boot ends with, after the script and the release."""

    power_off_on_failure: bool = False
    """Switches an instance off when its first boot fails, so that a group replaces it. Without a load balancer, a group
    sees nothing else of it; with one, what answered already goes on answering."""

    policies: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Policy documents that the instances' role gets, by name, beside Session Manager."""

    newer_images: bool = True
    """Takes, at each deployment, the image that is found then. False stays with the first one, for instances that are
    not to be replaced because somebody has published an image; a named `ami_id` is taken all the same."""

    tags_at_launch: bool = True
    """Tags the instances, volumes and interfaces launched. False leaves that to what launches them: their tags are a
    part of the template's version, and a new version may be a new instance."""

    tags: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Tags for every child, and for what is launched; `Name` is added."""


class LaunchTemplate(pulumi.ComponentResource):
    """A launch template and what belongs to its instances (`ha-web:index:LaunchTemplate`).

    Creates the template (IMDSv2 only, hop limit 1, encrypted gp3 root volume), a security group without any way in but
    the open ports, and a role that allows a Session Manager shell, the given policies and, with a release, to count
    boots that failed. A change makes a new version in place; `latest_version` is its number, so that a group that uses
    it shows the change in its plan.
    """

    template_id: pulumi.Output[str]
    """Id of the launch template."""
    latest_version: pulumi.Output[int]
    """Number of the newest version. Give this to a group, never `$Latest`, which hides the change from Pulumi."""
    security_group_id: pulumi.Output[str]
    """Security group of the instances."""
    role_name: pulumi.Output[str]
    """IAM role of the instances."""
    user_data: pulumi.Output[str]
    """Script of the first boot, as the newest version has it, for an instance that is launched from it alone."""
    release: pulumi.Output[Mapping[str, str]]
    """What that script fetches: `bucket`, `version`, `key`, `object_version` and `sha256`; empty without a release."""

    def __init__(
        self,
        name: str,
        args: LaunchTemplateArgs | Mapping[str, Any],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("ha-web:index:LaunchTemplate", name, None, opts)
        self._name, self._args = name, args_as(LaunchTemplateArgs, args)
        one_image(self._args)
        named_exactly(self._args.release)
        self._child = pulumi.ResourceOptions(parent=self)
        lookup, region = pulumi.InvokeOptions(parent=self), _place.region(self)
        group = security_group(name, self._args, region, self._child, lookup)
        instances, profile_arn = role(name, region, self._policies(), self._args.tags, self._child)
        starts_from = image(self._args, _architecture(self._args.instance_type), lookup)
        self.release = pulumi.Output.from_input(vars(self._args.release) if self._args.release else {})
        self.user_data = self._user_data(region)
        template = self._template(group, profile_arn, starts_from)

        self.template_id = template.id
        self.latest_version = template.latest_version
        self.security_group_id = group.id
        self.role_name = instances.name
        self.register_outputs(
            {
                "template_id": self.template_id,
                "latest_version": self.latest_version,
                "security_group_id": self.security_group_id,
                "role_name": self.role_name,
                "user_data": self.user_data,
                "release": self.release,
            }
        )

    def _policies(self) -> dict[str, pulumi.Input[str]]:
        own = {"boot-failures": put_metrics(NAMESPACE + self._name)} if self._args.release else {}
        return {**own, **self._args.policies}

    def _user_data(self, region: pulumi.Output[str]) -> pulumi.Output[str]:
        args = self._args

        def rendered(late: Mapping[str, Any]) -> str:
            waiting = [wait_for_address()] if args.wait_for_address else []
            return _user_data.render(
                args.user_data_script,
                args.user_data_packages,
                args.user_data_services,
                args.user_data_update_system,
                late["environment"],
                [*waiting, *late["first_steps"]],
                late["last_steps"],
                args.power_off_on_failure,
                ReleaseBoot(stack=self._name, region=late["region"], **late["release"]) if late["release"] else None,
            )

        return pulumi.Output.all(
            region=region,
            release=self.release,
            environment=dict(args.environment),
            first_steps=args.first_steps,
            last_steps=args.last_steps,
        ).apply(rendered)

    def _interface(self, group: ec2.SecurityGroup) -> dict[str, Any]:
        """Return what says who reaches the instances: AWS takes groups on the interface or beside it, never both."""
        if not self._args.public_address:
            return {"vpc_security_group_ids": [group.id]}
        interface = ec2.LaunchTemplateNetworkInterfaceArgs(
            device_index=0,
            associate_public_ip_address="true",
            security_groups=[group.id],
            delete_on_termination="true",
        )
        return {"network_interfaces": [interface]}

    def _template(
        self,
        group: ec2.SecurityGroup,
        profile_arn: pulumi.Output[str],
        image: pulumi.Output[ec2.GetAmiResult],
    ) -> ec2.LaunchTemplate:
        args, tags = self._args, tagged(self._args.tags, self._name)
        volume = ec2.LaunchTemplateBlockDeviceMappingEbsArgs(
            volume_type="gp3",
            volume_size=args.root_volume_size_gib,
            iops=args.root_volume_iops,
            throughput=args.root_volume_throughput_mib,
            encrypted="true",
            kms_key_id=args.root_volume_kms_key_arn,
            delete_on_termination="true",
        )
        return ec2.LaunchTemplate(
            f"{self._name}-template",
            name=physical_name("launch_template", self._name, "template"),
            description=f"Instances of {self._name}",
            image_id=image.id,
            instance_type=args.instance_type,
            key_name=args.key_name,
            user_data=self.user_data.apply(_user_data.encoded),
            iam_instance_profile={"arn": profile_arn},
            # Hop limit 1: a container or a proxy on the instance cannot pass the role's credentials on.
            metadata_options=ec2.LaunchTemplateMetadataOptionsArgs(
                http_endpoint="enabled", http_tokens="required", http_put_response_hop_limit=1
            ),
            block_device_mappings=[
                ec2.LaunchTemplateBlockDeviceMappingArgs(device_name=image.root_device_name, ebs=volume)
            ],
            monitoring={"enabled": args.detailed_monitoring},
            hibernation_options={"configured": True} if args.hibernation else None,
            tag_specifications=[
                ec2.LaunchTemplateTagSpecificationArgs(resource_type=kind, tags=tags) for kind in TAGGED_AT_LAUNCH
            ]
            if args.tags_at_launch
            else None,
            update_default_version=True,
            tags=tagged(args.tags, f"{self._name}-template"),
            opts=pulumi.ResourceOptions(
                parent=self, ignore_changes=None if args.newer_images or args.ami_id else ["image_id"]
            ),
            **self._interface(group),
        )


def _architecture(instance_type: str) -> str:
    """Return the processor of an instance type: Graviton families have a `g` after their generation, or are `a1`."""
    family = instance_type.partition(".")[0]
    options = family.lstrip("abcdefghijklmnopqrstuvwxyz-").lstrip("0123456789")
    return "arm64" if family == "a1" or "g" in options else "x86_64"
