"""Ways to spoil the artifact bucket, monitoring and tags."""

import json

from .case import Account, spoils

ARTIFACTS = {"Bucket": "ha-web-test-artifacts-123456789012-eu-west-1"}


def bucket_policy(aws: Account, **statement: object) -> None:
    """Replace the bucket's policy by one statement for everyone."""
    resources = [f"arn:aws:s3:::{ARTIFACTS['Bucket']}", f"arn:aws:s3:::{ARTIFACTS['Bucket']}/*"]
    whole = {"Principal": "*", "Resource": resources, **statement}
    aws.s3.put_bucket_policy(**ARTIFACTS, Policy=json.dumps({"Version": "2012-10-17", "Statement": [whole]}))


@spoils("bucket.versioning", "versioning is Suspended")
def versioning_is_suspended(aws: Account) -> None:
    aws.s3.put_bucket_versioning(**ARTIFACTS, VersioningConfiguration={"Status": "Suspended"})


@spoils("bucket.encryption", "encryption is none")
def encryption_is_taken_away(aws: Account) -> None:
    aws.s3.delete_bucket_encryption(**ARTIFACTS)


@spoils("bucket.encryption", "the key is arn:aws:kms:eu-west-1:123456789012:key/other")
def another_key_is_used(aws: Account) -> None:
    key = "arn:aws:kms:eu-west-1:123456789012:key/other"
    rules = [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}}]
    aws.s3.put_bucket_encryption(**ARTIFACTS, ServerSideEncryptionConfiguration={"Rules": rules})


@spoils("bucket.private", "RestrictPublicBuckets is off")
def the_bucket_may_become_public(aws: Account) -> None:
    blocked = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy"), True)
    aws.s3.put_public_access_block(
        **ARTIFACTS, PublicAccessBlockConfiguration={**blocked, "RestrictPublicBuckets": False}
    )


@spoils("bucket.private", "ACLs are on (object ownership is ObjectWriter)")
def acls_are_switched_on(aws: Account) -> None:
    rules = {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    aws.s3.put_bucket_ownership_controls(**ARTIFACTS, OwnershipControls=rules)


@spoils("bucket.policy", "the policy does not refuse plain HTTP")
def the_policy_is_deleted(aws: Account) -> None:
    aws.s3.delete_bucket_policy(**ARTIFACTS)


@spoils("bucket.policy", "the policy does not refuse plain HTTP")
def plain_http_is_refused_to_some(aws: Account) -> None:
    """A second condition narrows the refusal, so that it no longer holds for everyone."""
    condition = {"Bool": {"aws:SecureTransport": "false"}, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
    bucket_policy(aws, Effect="Deny", Action="s3:*", Condition=condition)


@spoils("bucket.lifecycle", "old versions never expire")
def old_versions_stay(aws: Account) -> None:
    rule = {"ID": "x", "Status": "Enabled", "Filter": {"Prefix": "tmp/"}}
    expiring = {**rule, "NoncurrentVersionExpiration": {"NoncurrentDays": 1}}
    aws.s3.put_bucket_lifecycle_configuration(**ARTIFACTS, LifecycleConfiguration={"Rules": [expiring]})


@spoils("bucket.lifecycle", "incomplete uploads stay for ever")
def incomplete_uploads_stay(aws: Account) -> None:
    rule = {"ID": "x", "Status": "Enabled", "Filter": {"Prefix": ""}}
    expiring = {**rule, "NoncurrentVersionExpiration": {"NoncurrentDays": 1}}
    aws.s3.put_bucket_lifecycle_configuration(**ARTIFACTS, LifecycleConfiguration={"Rules": [expiring]})


@spoils("bucket.initial-object", "AWS answered 404 to HeadObject")
def the_object_is_deleted(aws: Account) -> None:
    aws.s3.delete_object(**ARTIFACTS, Key="index.html")


@spoils("bucket.round-trip", "AWS answered 403 to PutObject")
def uploads_are_refused(aws: Account) -> None:
    bucket_policy(aws, Effect="Deny", Action="s3:PutObject")


@spoils("bucket.round-trip", "AWS answered 403 to DeleteObject")
def deletions_are_refused(aws: Account) -> None:
    bucket_policy(aws, Effect="Deny", Action="s3:DeleteObject")


@spoils("monitoring.topic", "it admits *; it admits other accounts")
def anybody_may_publish(aws: Account) -> None:
    arn = aws.out("Monitoring", "topic_arn")
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    aws.sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)


@spoils("monitoring.actions", "ha-web-test-unhealthy-targets: its actions are off")
def an_alarm_is_silenced(aws: Account) -> None:
    aws.cloudwatch.disable_alarm_actions(AlarmNames=["ha-web-test-unhealthy-targets"])


@spoils("monitoring.actions", "alarm ha-web-test-server-errors is not there")
def an_alarm_is_deleted(aws: Account) -> None:
    aws.cloudwatch.delete_alarms(AlarmNames=["ha-web-test-server-errors"])


@spoils("monitoring.watched", "watches TargetGroup targetgroup/other/1, which is not there")
def an_alarm_watches_another_group(aws: Account) -> None:
    balancer = aws.out("LoadBalancer", "load_balancer_dimension")
    aws.cloudwatch.put_metric_alarm(
        AlarmName="ha-web-test-unhealthy-targets",
        Namespace="AWS/ApplicationELB",
        MetricName="UnHealthyHostCount",
        Dimensions=[
            {"Name": "LoadBalancer", "Value": balancer},
            {"Name": "TargetGroup", "Value": "targetgroup/other/1"},
        ],
        Period=60,
        EvaluationPeriods=3,
        Statistic="Maximum",
        Threshold=0,
        ComparisonOperator="GreaterThanThreshold",
    )


@spoils("monitoring.subscriptions", "ops@example.com is not subscribed")
def somebody_is_unsubscribed(aws: Account) -> None:
    arn = aws.out("Monitoring", "topic_arn")
    found = aws.sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
    aws.sns.unsubscribe(SubscriptionArn=found[0]["SubscriptionArn"])


@spoils("tags.everywhere", "Vpc ha-web-test-vpc lacks Owner, Name")
def a_vpc_loses_its_tags(aws: Account) -> None:
    aws.ec2.delete_tags(Resources=[aws.out("Network", "vpc_id")], Tags=[{"Key": "Owner"}, {"Key": "Name"}])


@spoils("tags.everywhere", "Topic ha-web-test-alarms lacks Environment")
def a_topic_is_of_another_environment(aws: Account) -> None:
    tags = [{"Key": "Environment", "Value": "prod"}]
    aws.sns.tag_resource(ResourceArn=aws.out("Monitoring", "topic_arn"), Tags=tags)
