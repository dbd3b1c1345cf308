"""How each resource is really created, and each lookup answered: one AWS service a file, one function a type.

Importing this package registers them all.
"""

from . import (
    acm,
    autoscaling,
    autoscaling_policies,
    cloudwatch,
    ec2_addresses,
    ec2_images,
    ec2_instances,
    ec2_launch_template,
    ec2_network,
    ec2_security_groups,
    elbv2,
    elbv2_listeners,
    iam,
    lookups,
    route53,
    route53_health,
    s3,
    s3_settings,
    sns,
    wafv2,
)
from ._cloud import Cloud
from ._inputs import ArgumentError
from ._provider import region_of_provider
from ._registry import INVOKES, RESOURCES, create, look_up

__all__ = [
    "INVOKES",
    "RESOURCES",
    "ArgumentError",
    "Cloud",
    "acm",
    "autoscaling",
    "autoscaling_policies",
    "cloudwatch",
    "create",
    "ec2_addresses",
    "ec2_images",
    "ec2_instances",
    "ec2_launch_template",
    "ec2_network",
    "ec2_security_groups",
    "elbv2",
    "elbv2_listeners",
    "iam",
    "look_up",
    "lookups",
    "region_of_provider",
    "route53",
    "route53_health",
    "s3",
    "s3_settings",
    "sns",
    "wafv2",
]
