"""Where a load balancer's access logs go."""

import pulumi

from . import _place
from ._iam import load_balancer_logs
from ._naming import physical_name
from ._private_bucket import lifecycle_rule, private_bucket
from ._tags import Tags

ABORT_UPLOAD_DAYS = 7


def bucket(
    name: str,
    retention_days: pulumi.Input[int],
    removable: bool,
    tags: Tags,
    balancer: pulumi.ComponentResource,
) -> pulumi.Output[str]:
    """Create the log bucket; return its name, known once load balancers may write to it.

    Encrypted with S3's own keys: access logs cannot be delivered into a bucket under a KMS key (Elastic Load Balancing
    user guide, "Access logs for your Application Load Balancer").
    """
    account, region, partition = (
        _place.account_id(balancer),
        _place.region(balancer),
        _place.partition(balancer),
    )
    physical = pulumi.Output.all(account, region).apply(lambda place: physical_name("bucket", name, "logs", *place))
    arn = pulumi.Output.concat("arn:", partition, ":s3:::", physical)
    delivery = pulumi.Output.all(arn, partition, region, account).apply(lambda values: load_balancer_logs(*values))
    _, ready = private_bucket(
        f"{name}-logs",
        physical,
        removable=removable,
        kms_key_arn=None,
        lifecycle_rules=[
            lifecycle_rule("expire", expire_days=retention_days, expire_noncurrent_days=1),
            lifecycle_rule("abort-incomplete-uploads", abort_upload_days=ABORT_UPLOAD_DAYS),
        ],
        statements=[delivery],
        tags=tags,
        child=pulumi.ResourceOptions(parent=balancer),
    )
    return ready
