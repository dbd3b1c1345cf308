"""Policy documents, as text. Pure: partition, account and ARNs are arguments."""

import json
from collections.abc import Sequence
from typing import Any

VERSION = "2012-10-17"


def document(*statements: dict[str, Any]) -> str:
    """Return a policy document of these statements."""
    return json.dumps({"Version": VERSION, "Statement": list(statements)})


def trust(service: str, conditions: dict[str, Any] | None = None) -> str:
    """Return a trust policy: this AWS service, and nobody else, may assume the role."""
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }
    if conditions:
        statement["Condition"] = conditions
    return document(statement)


def from_account(account_id: str, source_arn: str) -> dict[str, Any]:
    """Return the conditions that keep a service from acting here for another account (confused deputy)."""
    return {"StringEquals": {"aws:SourceAccount": account_id}, "ArnLike": {"aws:SourceArn": source_arn}}


def session_manager() -> str:
    """Return what the agent needs for a Session Manager shell, and no more.

    From the Systems Manager user guide, "Add Session Manager permissions to an existing IAM role". AWS's managed
    policy AmazonSSMManagedInstanceCore would also let the instance read every parameter of the account. None of
    these actions can be narrowed to a resource.
    """
    return document(
        {
            "Effect": "Allow",
            "Action": [
                "ssm:UpdateInstanceInformation",
                "ssmmessages:CreateControlChannel",
                "ssmmessages:CreateDataChannel",
                "ssmmessages:OpenControlChannel",
                "ssmmessages:OpenDataChannel",
            ],
            "Resource": "*",
        }
    )


def read_objects(bucket_arn: str, prefix: str = "", kms_key_arn: str | None = None) -> str:
    """Return leave to list and read what is below `prefix` of a bucket; an empty prefix means all of it."""
    listing: dict[str, Any] = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": bucket_arn}
    if prefix:
        listing["Condition"] = {"StringLike": {"s3:prefix": f"{prefix}*"}}
    reading = {
        "Effect": "Allow",
        "Action": ["s3:GetObject", "s3:GetObjectVersion"],
        "Resource": f"{bucket_arn}/{prefix}*",
    }
    if kms_key_arn is None:
        return document(listing, reading)
    return document(listing, reading, {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": kms_key_arn})


def put_metrics(namespace: str) -> str:
    """Return leave to write metrics of one namespace: CloudWatch knows no narrower resource for them."""
    return document(
        {
            "Effect": "Allow",
            "Action": "cloudwatch:PutMetricData",
            "Resource": "*",
            "Condition": {"StringEquals": {"cloudwatch:namespace": namespace}},
        }
    )


def use_of_one(
    sid: str, action: str, resource_arn: str, instances: Sequence[str], instance_name: str
) -> list[dict[str, Any]]:
    """Return the statements that let instances of this name take one resource to themselves, and give it to no other.

    From the Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2": AssociateAddress
    is checked against address, instance and network interface, AttachVolume against volume and instance, and a tag of
    each can be asked for. `instances` are the ARN patterns of what takes it.
    """
    return [
        {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource_arn},
        {
            "Sid": f"{sid}Instances",
            "Effect": "Allow",
            "Action": action,
            "Resource": list(instances),
            "Condition": {"StringEquals": {"aws:ResourceTag/Name": instance_name}},
        },
    ]


def attach_encrypted(key_arn: str, region: str) -> list[dict[str, Any]]:
    """Return the statements that let EC2 use a customer-managed key for a volume that is attached.

    From the EBS user guide, "Requirements for Amazon EBS encryption". AWS's own key needs none of this.
    """
    # The name of the service ends differently in China.
    through_ec2 = {"StringLike": {"kms:ViaService": f"ec2.{region}.amazonaws.com*"}}
    return [
        {
            "Sid": "GrantKey",
            "Effect": "Allow",
            "Action": "kms:CreateGrant",
            "Resource": key_arn,
            "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}, **through_ec2},
        },
        {
            "Sid": "UseKey",
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:DescribeKey"],
            "Resource": key_arn,
            "Condition": through_ec2,
        },
    ]


def tls_only(bucket_arn: str) -> dict[str, Any]:
    """Return the statement that refuses every request to a bucket that does not come over TLS."""
    return {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket_arn, f"{bucket_arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def load_balancer_logs(bucket_arn: str, partition: str, region: str, account_id: str) -> dict[str, Any]:
    """Return the statement that lets this account's load balancers of this region deliver access logs.

    From the Elastic Load Balancing user guide, "Enable access logs for your Application Load Balancer": the service
    principal serves every region, in place of the older list of one AWS account a region.
    """
    return {
        "Sid": "LoadBalancerLogs",
        "Effect": "Allow",
        "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"{bucket_arn}/AWSLogs/{account_id}/*",
        "Condition": from_account(
            account_id, f"arn:{partition}:elasticloadbalancing:{region}:{account_id}:loadbalancer/*"
        ),
    }


def publish(topic_arn: str, services: Sequence[str], account_id: str) -> str:
    """Return a topic policy: these services may publish, for this account alone."""
    return document(
        {
            "Sid": "ServicesOfThisAccount",
            "Effect": "Allow",
            "Principal": {"Service": list(services)},
            "Action": "sns:Publish",
            "Resource": topic_arn,
            "Condition": {"StringEquals": {"aws:SourceAccount": account_id}},
        }
    )
