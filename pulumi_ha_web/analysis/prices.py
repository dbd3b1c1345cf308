"""List prices of eu-west-1 in USD, without tax, discounts and free tiers.

They are AWS's public list prices as this project knew them on the date that each one carries. Nothing looks them up:
AWS's calculator (https://calculator.aws) has the word.
"""

from dataclasses import dataclass
from typing import Literal

REGION = "eu-west-1"
HOURS_A_MONTH = 730
AS_OF = "2026-11"

_EC2 = "https://aws.amazon.com/ec2/pricing/on-demand/"
_EBS = "https://aws.amazon.com/ebs/pricing/"
_VPC = "https://aws.amazon.com/vpc/pricing/"
_CLOUDWATCH = "https://aws.amazon.com/cloudwatch/pricing/"
_ROUTE_53 = "https://aws.amazon.com/route53/pricing/"


@dataclass(frozen=True, kw_only=True)
class Price:
    """What one of something costs."""

    of: str
    """What it is the price of, in words."""
    usd: float
    unit: Literal["hour", "month"]
    source: str
    """AWS's page that has it."""
    as_of: str = AS_OF

    @property
    def usd_a_month(self) -> float:
        """What one costs a month."""
        return self.usd * (HOURS_A_MONTH if self.unit == "hour" else 1)


BALANCER = Price(
    of="Application Load Balancer",
    usd=0.0252,
    unit="hour",
    source="https://aws.amazon.com/elasticloadbalancing/pricing/",
)
NAT_GATEWAY = Price(of="NAT gateway", usd=0.048, unit="hour", source=_VPC)
"""A regional one is paid in each zone."""
PUBLIC_ADDRESS = Price(of="public IPv4 address", usd=0.005, unit="hour", source=_VPC)
"""In use or not."""
INTERFACE_ENDPOINT = Price(
    of="interface endpoint in a zone", usd=0.011, unit="hour", source="https://aws.amazon.com/privatelink/pricing/"
)
DISK_GIB = Price(of="GiB of gp3", usd=0.088, unit="month", source=_EBS)
DISK_OPERATION = Price(of="operation a second of gp3, beyond 3000", usd=0.0055, unit="month", source=_EBS)
DISK_THROUGHPUT_MIB = Price(of="MiB/s of gp3, beyond 125", usd=0.044, unit="month", source=_EBS)
METRIC = Price(of="metric of detailed monitoring", usd=0.30, unit="month", source=_CLOUDWATCH)
ALARM_METRIC = Price(of="metric that an alarm watches", usd=0.10, unit="month", source=_CLOUDWATCH)
HOSTED_ZONE = Price(of="hosted zone", usd=0.50, unit="month", source=_ROUTE_53)
HEALTH_CHECK = Price(of="health check of an AWS endpoint", usd=0.50, unit="month", source=_ROUTE_53)
"""The first 50 of an account cost nothing."""
HEALTH_CHECK_OPTION = Price(of="option of a health check", usd=1.00, unit="month", source=_ROUTE_53)
"""HTTPS, a text that is looked for, an interval of 10 seconds, latency: each is one."""

METRICS_OF_AN_INSTANCE = 7
"""Metrics that detailed monitoring of an instance is billed as."""

_LINUX_HOURS = {
    "t2": {"nano": 0.0063, "micro": 0.0126, "small": 0.025, "medium": 0.05, "large": 0.1008, "xlarge": 0.2016},
    "t3": {"nano": 0.0057, "micro": 0.0114, "small": 0.0228, "medium": 0.0456, "large": 0.0912, "xlarge": 0.1824},
    "t3a": {"nano": 0.0051, "micro": 0.0102, "small": 0.0204, "medium": 0.0408, "large": 0.0816, "xlarge": 0.1632},
    "t4g": {"nano": 0.0046, "micro": 0.0092, "small": 0.0184, "medium": 0.0368, "large": 0.0736, "xlarge": 0.1472},
    "m5": {"large": 0.107, "xlarge": 0.214, "2xlarge": 0.428, "4xlarge": 0.856},
    "m6i": {"large": 0.107, "xlarge": 0.214, "2xlarge": 0.428, "4xlarge": 0.856},
    "m6g": {"medium": 0.043, "large": 0.086, "xlarge": 0.172, "2xlarge": 0.344, "4xlarge": 0.688},
    "c5": {"large": 0.096, "xlarge": 0.192, "2xlarge": 0.384, "4xlarge": 0.768},
}
INSTANCES = {
    f"{family}.{size}": Price(of=f"`{family}.{size}`, on demand", usd=usd, unit="hour", source=_EC2)
    for family, sizes in _LINUX_HOURS.items()
    for size, usd in sizes.items()
}
"""Linux, on demand, by instance type. A type that is not here has no price here."""

BY_USE = {
    "aws:lb/loadBalancer:LoadBalancer": "requests to the load balancer (capacity units)",
    "aws:ec2/natGateway:NatGateway": "data through NAT",
    "aws:cloudwatch/logGroup:LogGroup": "log records",
    "aws:s3/bucket:Bucket": "storage and requests in S3",
    "aws:sns/topic:Topic": "notifications",
    "aws:route53/record:Record": "DNS queries",
}
"""What a type costs by use, beside what it costs by the month."""

FREE = frozenset(
    {
        "aws:acm/certificate:Certificate",
        "aws:acm/certificateValidation:CertificateValidation",
        "aws:autoscaling/attachment:Attachment",
        "aws:autoscaling/group:Group",
        "aws:autoscaling/lifecycleHook:LifecycleHook",
        "aws:autoscaling/notification:Notification",
        "aws:autoscaling/schedule:Schedule",
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
        "aws:ec2/eipAssociation:EipAssociation",
        "aws:ec2/flowLog:FlowLog",
        "aws:ec2/internetGateway:InternetGateway",
        "aws:ec2/launchTemplate:LaunchTemplate",
        "aws:ec2/route:Route",
        "aws:ec2/routeTable:RouteTable",
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        "aws:ec2/securityGroup:SecurityGroup",
        "aws:ec2/subnet:Subnet",
        "aws:ec2/vpc:Vpc",
        "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
        "aws:iam/instanceProfile:InstanceProfile",
        "aws:iam/role:Role",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "aws:lb/listener:Listener",
        "aws:lb/targetGroup:TargetGroup",
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        "aws:s3/bucketObjectv2:BucketObjectv2",
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        "aws:s3/bucketPolicy:BucketPolicy",
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "aws:s3/bucketVersioning:BucketVersioning",
        "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
        "aws:sns/topicPolicy:TopicPolicy",
        "aws:sns/topicSubscription:TopicSubscription",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "aws:wafv2/webAclAssociation:WebAclAssociation",
        "pulumi:providers:aws",
    }
)
"""Types that cost nothing themselves."""
