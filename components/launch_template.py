"""What an instance is: image, size, disk, first boot, and what it may do and reach.

Owns the instances' security group and role as well, because they are part of what an instance is. Deliberately does
not own who may reach the instances: whoever stands before them (the load balancer) adds that rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi_aws import ec2, iam, vpc

from . import _place, _user_data
from ._args import args_as
from ._iam import session_manager, trust
from ._naming import physical_name
from ._tags import tagged

LATEST_AMAZON_LINUX = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{architecture}"
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
    """systemd units that are enabled and started after the packages."""

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

    policies: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Policy documents that the instances' role gets, by name, beside Session Manager."""

    tags: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Tags for every child, and for the instances, volumes and interfaces launched; `Name` is added."""


class LaunchTemplate(pulumi.ComponentResource):
    """A launch template and what belongs to its instances (`ha-web:index:LaunchTemplate`).

    Creates the template (IMDSv2 only, hop limit 1, encrypted gp3 root volume), a security group without any way in,
    and a role that allows a Session Manager shell and the given policies. A change makes a new version in place;
    `latest_version` is its number, so that a group that uses it shows the change in its plan.
    """

    template_id: pulumi.Output[str]
    """Id of the launch template."""
    latest_version: pulumi.Output[int]
    """Number of the newest version. Give this to a group, never `$Latest`, which hides the change from Pulumi."""
    security_group_id: pulumi.Output[str]
    """Security group of the instances."""
    role_name: pulumi.Output[str]
    """IAM role of the instances."""

    def __init__(
        self,
        name: str,
        args: LaunchTemplateArgs | Mapping[str, Any],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("ha-web:index:LaunchTemplate", name, None, opts)
        self._name, self._args = name, args_as(LaunchTemplateArgs, args)
        _one_image(self._args)
        self._child = pulumi.ResourceOptions(parent=self)
        self._lookup = pulumi.InvokeOptions(parent=self)
        group = self._security_group()
        role, profile_arn = self._role()
        image = self._image()
        template = self._template(group, profile_arn, image)

        self.template_id = template.id
        self.latest_version = template.latest_version
        self.security_group_id = group.id
        self.role_name = role.name
        self.register_outputs(
            {
                "template_id": self.template_id,
                "latest_version": self.latest_version,
                "security_group_id": self.security_group_id,
                "role_name": self.role_name,
            }
        )

    def _security_group(self) -> ec2.SecurityGroup:
        name, tags = f"{self._name}-instance", tagged(self._args.tags, f"{self._name}-instance")
        group = ec2.SecurityGroup(
            name,
            name=physical_name("security_group", self._name, "instance"),
            # AWS cannot change this text: another one would replace the group, under a name that is taken.
            description="Instances: reached by what stands before them alone",
            vpc_id=self._args.vpc_id,
            tags=tags,
            opts=self._child,
        )
        destinations = {"": {"cidr_ipv4": "0.0.0.0/0"}}
        if self._args.ipv6:
            destinations["-ipv6"] = {"cidr_ipv6": "::/0"}
        for port in self._args.egress_ports:
            for key, destination in destinations.items():
                vpc.SecurityGroupEgressRule(
                    f"{name}-{port}{key}",
                    security_group_id=group.id,
                    description=f"Instances reach TCP port {port}",
                    ip_protocol="tcp",
                    from_port=port,
                    to_port=port,
                    tags=tags,
                    opts=self._child,
                    **destination,
                )
        return group

    def _role(self) -> tuple[iam.Role, pulumi.Output[str]]:
        """Return the role and the ARN of its instance profile, known once every policy is on the role."""
        name, tags = f"{self._name}-instance", tagged(self._args.tags, f"{self._name}-instance")
        # IAM is one for all regions: the region in the name lets one stack per region stand side by side.
        physical = _place.region(self).apply(lambda region: physical_name("role", self._name, region, "instance"))
        role = iam.Role(
            name,
            name=physical,
            description="Instances: a Session Manager shell and their own artifacts",
            assume_role_policy=trust("ec2.amazonaws.com"),
            tags=tags,
            opts=self._child,
        )
        documents: dict[str, pulumi.Input[str]] = {
            "session-manager": session_manager(),
            **self._args.policies,
        }
        policies = [
            iam.RolePolicy(f"{name}-{key}", name=key, role=role.name, policy=document, opts=self._child)
            for key, document in documents.items()
        ]
        profile = iam.InstanceProfile(name, name=physical, role=role.name, tags=tags, opts=self._child)
        ready = pulumi.Output.all(profile.arn, *(policy.id for policy in policies))
        return role, ready.apply(lambda values: str(values[0]))

    def _image(self) -> pulumi.Output[ec2.GetAmiResult]:
        """Return the image that the template launches, looked up so that its root device's name is known."""
        args = self._args
        if args.ami_name_filter:
            filters = {
                "name": args.ami_name_filter,
                "state": "available",
                "architecture": _architecture(args.instance_type),
            }
            return ec2.get_ami_output(
                owners=list(args.ami_owners),
                most_recent=True,
                filters=[ec2.GetAmiFilterArgs(name=key, values=[value]) for key, value in filters.items()],
                opts=self._lookup,
            )
        image_id: pulumi.Input[str]
        if args.ami_id:
            image_id = args.ami_id
        else:
            parameter = args.ami_ssm_parameter or LATEST_AMAZON_LINUX.format(
                architecture=_architecture(args.instance_type)
            )
            # The id of an image is public; `value` would be a secret in the state and in every plan.
            image_id = aws.ssm.get_parameter_output(name=parameter, opts=self._lookup).insecure_value
        return pulumi.Output.from_input(image_id).apply(
            lambda image_id: ec2.get_ami_output(
                filters=[ec2.GetAmiFilterArgs(name="image-id", values=[image_id])], opts=self._lookup
            )
        )

    def _user_data(self) -> pulumi.Output[str]:
        args = self._args

        def rendered(environment: Mapping[str, str]) -> str:
            return _user_data.encoded(
                _user_data.render(
                    args.user_data_script,
                    args.user_data_packages,
                    args.user_data_services,
                    args.user_data_update_system,
                    environment,
                )
            )

        return pulumi.Output.all(**args.environment).apply(rendered)

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
            user_data=self._user_data(),
            iam_instance_profile={"arn": profile_arn},
            vpc_security_group_ids=[group.id],
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
            ],
            update_default_version=True,
            tags=tagged(args.tags, f"{self._name}-template"),
            opts=self._child,
        )


def _one_image(args: LaunchTemplateArgs) -> None:
    """Refuse two ways to name an image, and half a way."""
    given = [key for key in ("ami_id", "ami_ssm_parameter", "ami_name_filter") if getattr(args, key)]
    if len(given) > 1 or bool(args.ami_name_filter) != bool(args.ami_owners):
        got = [*given, *(["ami_owners"] if args.ami_owners and not args.ami_name_filter else [])]
        raise ValueError(
            "LaunchTemplate: takes at most one of ami_id, ami_ssm_parameter and ami_name_filter, "
            f"and ami_owners with the latter alone; got {', '.join(got)}"
        )


def _architecture(instance_type: str) -> str:
    """Return the processor of an instance type: Graviton families have a `g` after their generation, or are `a1`."""
    family = instance_type.partition(".")[0]
    options = family.lstrip("abcdefghijklmnopqrstuvwxyz-").lstrip("0123456789")
    return "arm64" if family == "a1" or "g" in options else "x86_64"
