"""Which image an instance starts from."""

from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws
from pulumi_aws import ec2

if TYPE_CHECKING:
    from .launch_template import LaunchTemplateArgs

LATEST_AMAZON_LINUX = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{architecture}"


def image(
    args: "LaunchTemplateArgs", architecture: str, lookup: pulumi.InvokeOptions
) -> pulumi.Output[ec2.GetAmiResult]:
    """Return the image that the template launches, looked up so that its root device's name is known."""
    if args.ami_name_filter:
        filters = {
            "name": args.ami_name_filter,
            "state": "available",
            "architecture": architecture,
        }
        return ec2.get_ami_output(
            owners=list(args.ami_owners),
            most_recent=True,
            filters=[ec2.GetAmiFilterArgs(name=key, values=[value]) for key, value in filters.items()],
            opts=lookup,
        )
    image_id: pulumi.Input[str]
    if args.ami_id:
        image_id = args.ami_id
    else:
        parameter = args.ami_ssm_parameter or LATEST_AMAZON_LINUX.format(architecture=architecture)
        # The id of an image is public; `value` would be a secret in the state and in every plan.
        image_id = aws.ssm.get_parameter_output(name=parameter, opts=lookup).insecure_value
    return pulumi.Output.from_input(image_id).apply(
        lambda image_id: ec2.get_ami_output(
            filters=[ec2.GetAmiFilterArgs(name="image-id", values=[image_id])], opts=lookup
        )
    )


def one_image(args: "LaunchTemplateArgs") -> None:
    """Refuse two ways to name an image, and half a way."""
    given = [key for key in ("ami_id", "ami_ssm_parameter", "ami_name_filter") if getattr(args, key)]
    if len(given) > 1 or bool(args.ami_name_filter) != bool(args.ami_owners):
        got = [*given, *(["ami_owners"] if args.ami_owners and not args.ami_name_filter else [])]
        raise ValueError(
            "LaunchTemplate: takes at most one of ami_id, ami_ssm_parameter and ami_name_filter, "
            f"and ami_owners with the latter alone; got {', '.join(got)}"
        )
