"""Policy documents, word for word: whoever may do more than is written here has found a hole."""

import json
from typing import Any

import pytest

from components import _iam


def statements(text: str) -> list[dict[str, Any]]:
    """Return a document's statements after checking what surrounds them."""
    policy = json.loads(text)
    assert set(policy) == {"Version", "Statement"}
    assert policy["Version"] == "2012-10-17", "the older language version takes policy variables for plain text"
    listed: list[dict[str, Any]] = policy["Statement"]
    return listed


def test_a_document_holds_its_statements_in_order() -> None:
    assert statements(_iam.document({"Sid": "One"}, {"Sid": "Two"})) == [{"Sid": "One"}, {"Sid": "Two"}]


def test_one_service_and_nobody_else_may_assume_a_role() -> None:
    assert statements(_iam.trust("ec2.amazonaws.com")) == [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]


def test_a_service_assumes_a_role_only_for_this_account() -> None:
    assert statements(_iam.trust("some.amazonaws.com", _iam.from_account("111122223333", "arn:aws:x:y"))) == [
        {
            "Effect": "Allow",
            "Principal": {"Service": "some.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "111122223333"},
                "ArnLike": {"aws:SourceArn": "arn:aws:x:y"},
            },
        }
    ]


def test_session_manager_needs_five_actions_and_none_that_reads_parameters() -> None:
    assert statements(_iam.session_manager()) == [
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
    ]


def test_a_reader_of_a_bucket_lists_and_reads_all_of_it_and_writes_nothing() -> None:
    assert statements(_iam.read_objects("arn:aws:s3:::b")) == [
        {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::b"},
        {"Effect": "Allow", "Action": ["s3:GetObject", "s3:GetObjectVersion"], "Resource": "arn:aws:s3:::b/*"},
    ]


def test_a_reader_of_a_prefix_sees_nothing_beside_it() -> None:
    assert statements(_iam.read_objects("arn:aws:s3:::b", "releases/")) == [
        {
            "Effect": "Allow",
            "Action": "s3:ListBucket",
            "Resource": "arn:aws:s3:::b",
            "Condition": {"StringLike": {"s3:prefix": "releases/*"}},
        },
        {
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:GetObjectVersion"],
            "Resource": "arn:aws:s3:::b/releases/*",
        },
    ]


def test_a_reader_of_an_encrypted_bucket_decrypts_with_its_key_alone() -> None:
    without, with_key = (statements(_iam.read_objects("b", "p/", key)) for key in (None, "arn of the key"))
    assert with_key == [*without, {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "arn of the key"}]


def test_metrics_are_written_into_one_namespace() -> None:
    """On everything, since CloudWatch knows no narrower resource; the condition is what narrows it."""
    assert statements(_iam.put_metrics("web")) == [
        {
            "Effect": "Allow",
            "Action": "cloudwatch:PutMetricData",
            "Resource": "*",
            "Condition": {"StringEquals": {"cloudwatch:namespace": "web"}},
        }
    ]


def test_one_thing_is_taken_by_instances_of_one_name_and_given_to_no_other() -> None:
    """In two statements: with the condition on all of it, the thing itself would have to bear the instances' name."""
    assert _iam.use_of_one("Take", "ec2:TakeThis", "arn of this", ["arn:x:instance/*", "arn:x:eni/*"], "web") == [
        {"Sid": "Take", "Effect": "Allow", "Action": "ec2:TakeThis", "Resource": "arn of this"},
        {
            "Sid": "TakeInstances",
            "Effect": "Allow",
            "Action": "ec2:TakeThis",
            "Resource": ["arn:x:instance/*", "arn:x:eni/*"],
            "Condition": {"StringEquals": {"aws:ResourceTag/Name": "web"}},
        },
    ]


def test_a_key_is_used_by_ec2_of_this_region_for_what_an_instance_attaches_and_by_nobody_else() -> None:
    through_ec2 = {"StringLike": {"kms:ViaService": "ec2.eu-west-1.amazonaws.com*"}}
    assert _iam.attach_encrypted("arn of the key", "eu-west-1") == [
        {
            "Sid": "GrantKey",
            "Effect": "Allow",
            "Action": "kms:CreateGrant",
            "Resource": "arn of the key",
            "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}, **through_ec2},
        },
        {
            "Sid": "UseKey",
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:DescribeKey"],
            "Resource": "arn of the key",
            "Condition": through_ec2,
        },
    ]


def test_plain_http_is_refused_to_everyone_for_the_bucket_and_its_objects() -> None:
    assert _iam.tls_only("arn:aws:s3:::b") == {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


@pytest.mark.parametrize("partition", ["aws", "aws-us-gov"])
def test_load_balancers_of_this_account_and_region_deliver_logs_below_the_accounts_own_folder(partition: str) -> None:
    statement = _iam.load_balancer_logs("arn of the bucket", partition, "eu-west-1", "111122223333")
    assert statement == {
        "Sid": "LoadBalancerLogs",
        "Effect": "Allow",
        "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": "arn of the bucket/AWSLogs/111122223333/*",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": "111122223333"},
            "ArnLike": {"aws:SourceArn": f"arn:{partition}:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/*"},
        },
    }


def test_services_publish_to_the_topic_for_this_account_alone() -> None:
    services = ("autoscaling.amazonaws.com", "cloudwatch.amazonaws.com")
    assert statements(_iam.publish("arn of the topic", services, "111122223333")) == [
        {
            "Sid": "ServicesOfThisAccount",
            "Effect": "Allow",
            "Principal": {"Service": ["autoscaling.amazonaws.com", "cloudwatch.amazonaws.com"]},
            "Action": "sns:Publish",
            "Resource": "arn of the topic",
            "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}},
        }
    ]


@pytest.mark.parametrize(
    "text",
    [
        _iam.read_objects("arn:aws:s3:::b"),
        _iam.read_objects("arn:aws:s3:::b", "p/", "arn of the key"),
        _iam.trust("ec2.amazonaws.com"),
        _iam.publish("arn of the topic", ["x.amazonaws.com"], "111122223333"),
        _iam.document(*_iam.use_of_one("Take", "ec2:TakeThis", "arn of this", ["arn:x:instance/*"], "web")),
        _iam.document(*_iam.attach_encrypted("arn of the key", "eu-west-1")),
    ],
)
def test_nothing_but_session_manager_and_metrics_is_allowed_on_everything(text: str) -> None:
    for statement in statements(text):
        actions = [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
        assert statement.get("Resource") != "*"
        assert not any("*" in action for action in actions)
        assert statement.get("Principal") != "*"
