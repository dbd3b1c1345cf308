"""How to find something that is missing from the state, by its type: by its name and tags, or by what it joins.

The ids are those that the provider keeps in the state. What has the name but not the tags is somebody else's.
"""

from . import finders_ec2, finders_named, finders_route53
from .finder import FINDERS

__all__ = ["FINDERS", "REPEATABLE", "finders_ec2", "finders_named", "finders_route53"]

REPEATABLE = {
    "aws:acm/certificateValidation:CertificateValidation": "waits, and makes nothing",
    "aws:autoscaling/attachment:Attachment": "AttachLoadBalancerTargetGroups: attaching again changes nothing",
    "aws:autoscaling/lifecycleHook:LifecycleHook": "PutLifecycleHook creates or updates by name",
    "aws:autoscaling/notification:Notification": "PutNotificationConfiguration creates or updates by topic",
    "aws:autoscaling/policy:Policy": "PutScalingPolicy creates or updates by name",
    "aws:autoscaling/schedule:Schedule": "PutScheduledUpdateGroupAction creates or updates by name",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "PutMetricAlarm creates or updates by name",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": "takes over what every VPC has",
    "aws:ec2/eipAssociation:EipAssociation": "AssociateAddress: the same again changes nothing",
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": "ModifyVpcEndpoint adds what lacks",
    "aws:iam/rolePolicy:RolePolicy": "PutRolePolicy creates or updates by name",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "a setting of the bucket",
    "aws:s3/bucketObjectv2:BucketObjectv2": "PutObject writes a version like the one before",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": "a setting of the bucket",
    "aws:s3/bucketPolicy:BucketPolicy": "a setting of the bucket",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "a setting of the bucket",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": "a setting of the bucket",
    "aws:s3/bucketVersioning:BucketVersioning": "a setting of the bucket",
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration": "a setting of the bucket",
    "aws:sns/topic:Topic": "CreateTopic with the same name and attributes answers the same topic",
    "aws:sns/topicPolicy:TopicPolicy": "a setting of the topic",
    "aws:sns/topicSubscription:TopicSubscription": "Subscribe with the same endpoint answers the same subscription",
    "aws:wafv2/webAclAssociation:WebAclAssociation": "AssociateWebACL replaces the association",
    "pulumi:providers:aws": "a process of the engine's: AWS knows nothing of it",
}
"""Types whose creation may be asked for a second time, with the reason (each service's API reference)."""
