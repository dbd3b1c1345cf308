"""A component of the program beside it; another program has a module of this name as well."""

import pulumi
from pulumi_aws import ec2, s3

WHOSE = "site"


class Site(pulumi.ComponentResource):
    """A network with a bucket."""

    def __init__(self, name: str) -> None:
        super().__init__("test:index:Site", name)
        own = pulumi.ResourceOptions(parent=self)
        self.vpc = ec2.Vpc(f"{name}-vpc", cidr_block="10.0.0.0/16", tags={"Name": name}, opts=own)
        self.subnet = ec2.Subnet(
            f"{name}-subnet",
            vpc_id=self.vpc.id,
            cidr_block="10.0.1.0/24",
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["cidr_block"], delete_before_replace=True),
        )
        self.bucket = s3.Bucket(
            f"{name}-bucket",
            bucket_prefix=f"{name}-",
            opts=pulumi.ResourceOptions(
                parent=self, protect=True, depends_on=[self.vpc], aliases=[pulumi.Alias(name="old")]
            ),
        )
        self.register_outputs({"vpc_id": self.vpc.id, "labels": ["a", None], "count": 2})
