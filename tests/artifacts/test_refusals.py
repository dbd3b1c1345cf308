"""What AWS, botocore and the system say that the emulation has no cause to say, each as one sentence."""

import errno
from typing import Any

import pytest
from botocore import exceptions as boto
from botocore.exceptions import ClientError

from pulumi_ha_web.artifacts.explain import action_of, explaining
from pulumi_ha_web.errors import ArtifactError

ARN = "arn:aws:s3:::shop"


def refusal(code: str, message: str = "", operation: str = "PutObject", **about: Any) -> ClientError:
    """Return botocore's form of an answer that the emulation has no cause to give."""
    headers, status = about.pop("headers", {}), about.pop("status", 400)
    metadata: Any = {"HTTPStatusCode": status, "HTTPHeaders": headers, "RetryAttempts": 7}
    answer: Any = {"Error": {"Code": code, "Message": message, **about}, "ResponseMetadata": metadata}
    return ClientError(answer, operation)


USER = "User: arn:aws:iam::123456789012:user/ci is not authorized to perform: "
KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            refusal("BucketAlreadyExists", operation="CreateBucket"),
            "the name shop is taken, and all accounts share one set of names; choose another one",
        ),
        (
            refusal("TooManyBuckets"),
            "the account has as many buckets as it may have; delete one, or ask for more under Service Quotas",
        ),
        (refusal("ExpiredToken"), "the AWS credentials have expired; sign in again (`aws sso login`), or set new ones"),
        (
            refusal("RequestTimeTooSkewed", status=403),
            "the clock of this machine is more than 15 minutes off, and AWS refuses what it signs; set it right",
        ),
        (
            refusal("SlowDown", status=503),
            "AWS asks to slow down, and still did at attempt 8; wait some minutes, then try again",
        ),
        (
            refusal("503", operation="HeadObject", status=503),
            "AWS asks to slow down, and still did at attempt 8; wait some minutes, then try again",
        ),
        (
            refusal("InternalError", status=500),
            "AWS itself failed, and still did at attempt 8; wait some minutes, then try again",
        ),
        (
            refusal("PermanentRedirect", status=301, headers={"x-amz-bucket-region": "eu-west-3"}),
            "bucket shop is in eu-west-3; name that region with --region eu-west-3",
        ),
        (
            refusal("AuthorizationHeaderMalformed", Region="eu-west-3"),
            "bucket shop is in eu-west-3; name that region with --region eu-west-3",
        ),
        (
            refusal("400", operation="HeadBucket", headers={"x-amz-bucket-region": "eu-west-3"}),
            "bucket shop is in eu-west-3; name that region with --region eu-west-3",
        ),
        (
            refusal("ConditionalRequestConflict", status=409),
            "another writer is at app.tar in bucket shop at this moment; try again once it is done",
        ),
        (refusal("OperationAborted", status=409), "another change of bucket shop is under way; try again in a minute"),
        (
            refusal("InvalidObjectState", status=403),
            "app.tar in bucket shop is archived; restore it first (`aws s3api restore-object`)",
        ),
        (
            refusal("NoSuchKey", status=404, operation="CompleteMultipartUpload"),
            "another writer deleted app.tar in bucket shop meanwhile; do it again",
        ),
        (
            refusal("AccessDenied", headers={"x-amz-bucket-region": "cn-north-1"}),
            "access denied: these credentials may not s3:PutObject on arn:aws-cn:s3:::shop/app.tar; have it allowed, "
            "or choose others with --profile",
        ),
        (refusal("EntityTooLarge"), "it is larger than S3 takes; split it"),
        (refusal("RequestTimeout"), "the connection stood still for too long; check the network, then try again"),
        (
            refusal(
                "AccessDenied",
                USER + f's3:PutObject on resource: "{ARN}/app.tar" because no identity-based policy '
                "allows the s3:PutObject action",
            ),
            f"access denied: these credentials may not s3:PutObject on {ARN}/app.tar (no identity-based policy allows "
            "the s3:PutObject action); have it allowed, or choose others with --profile",
        ),
        (
            refusal(
                "AccessDenied",
                USER + f'kms:GenerateDataKey on resource: "{KEY}" because no identity-based policy '
                "allows the kms:GenerateDataKey action",
            ),
            f"access denied: these credentials may not kms:GenerateDataKey on {KEY}; have it allowed in the policy of "
            "the key or of the role",
        ),
        (
            refusal("KMS.AccessDeniedException", "The ciphertext refers to a key that you may not use."),
            "access denied: these credentials may not kms:GenerateDataKey and kms:Decrypt on the KMS key of the "
            "bucket; have it allowed in the policy of the key or of the role",
        ),
        (
            refusal("KMS.DisabledException", "key is disabled."),
            "the KMS key of the bucket cannot be used (KMS.DisabledException: key is disabled); enable it, or replace "
            "it",
        ),
        (
            refusal("403", "Forbidden", "HeadBucket", status=403),
            f"access denied: these credentials may not s3:ListBucket on {ARN}; have it allowed, or choose others with "
            "--profile",
        ),
        (
            refusal("InvalidRequest", "A word of AWS's."),
            "AWS refused PutObject (InvalidRequest: A word of AWS's); look that code up in AWS's list of error "
            "responses",
        ),
        (
            boto.CredentialRetrievalError(provider="process", error_msg="exit 1."),
            "the AWS credentials cannot be renewed (Error when retrieving credentials from process: exit 1); sign in "
            "again (`aws sso login`), or set new ones",
        ),
        (
            boto.UnauthorizedSSOTokenError(),
            "the AWS credentials cannot be renewed (The SSO session associated with this profile has expired or is "
            "otherwise invalid. To refresh this SSO session run aws sso login with the corresponding profile); sign in "
            "again (`aws sso login`), or set new ones",
        ),
        (
            boto.ConnectTimeoutError(endpoint_url="https://shop.s3.eu-west-1.amazonaws.com/app.tar"),
            "nothing answers at https://shop.s3.eu-west-1.amazonaws.com; check the network, the region and "
            "--endpoint-url",
        ),
        (
            boto.ProxyConnectionError(proxy_url="http://proxy", error=OSError()),
            "the proxy does not answer; check HTTPS_PROXY, and NO_PROXY for hosts that need none",
        ),
        (
            boto.SSLError(endpoint_url="https://s3.example.com/shop", error=OSError()),
            "https://s3.example.com is not who it says it is; check the address, and the CA bundle (AWS_CA_BUNDLE)",
        ),
        (
            boto.FlexibleChecksumError(error_msg="differs"),
            "what arrived is not what was sent: its checksum differs; try again",
        ),
        (boto.InvalidConfigError(error_msg="A setting is wrong."), "A setting is wrong; check the AWS configuration"),
        (
            PermissionError(errno.EACCES, "Permission denied", "dist/app.tar"),
            "dist/app.tar may not be read or written by this user; change its permissions, or choose another place",
        ),
        (
            OSError(errno.EROFS, "Read-only file system", "dist/app.tar"),
            "dist/app.tar is on a disk that cannot be written to; choose another place",
        ),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "the disk is full; make room, then do it again"),
        (
            OSError(errno.EMFILE, "Too many open files", "dist/app.tar"),
            "too many files are open; raise the limit (`ulimit -n 4096`)",
        ),
        (
            OSError(errno.EIO, "Input/output error", "dist/app.tar"),
            "Input/output error at dist/app.tar; see to it, then do it again",
        ),
    ],
    ids=lambda value: getattr(value, "response", {}).get("Error", {}).get("Code") or type(value).__name__,
)
def test_what_cannot_be_brought_about_here(error: Exception, expected: str) -> None:
    """Codes and words as AWS documents them, exceptions as botocore and the system make them."""

    with pytest.raises(ArtifactError) as caught, explaining("doing it", bucket="shop", key="app.tar"):
        raise error
    assert str(caught.value) == f"doing it: {expected}"
    assert caught.value.__cause__ is error


@pytest.mark.parametrize(
    ("operation", "versioned", "action"),
    [
        ("PutObject", False, "s3:PutObject"),
        ("CreateMultipartUpload", False, "s3:PutObject"),
        ("UploadPart", False, "s3:PutObject"),
        ("CompleteMultipartUpload", False, "s3:PutObject"),
        ("AbortMultipartUpload", False, "s3:AbortMultipartUpload"),
        ("ListParts", False, "s3:ListMultipartUploadParts"),
        ("ListMultipartUploads", False, "s3:ListBucketMultipartUploads"),
        ("GetObject", False, "s3:GetObject"),
        ("HeadObject", False, "s3:GetObject"),
        ("HeadObject", True, "s3:GetObjectVersion"),
        ("DeleteObject", False, "s3:DeleteObject"),
        ("DeleteObjects", True, "s3:DeleteObjectVersion"),
        ("ListObjectsV2", False, "s3:ListBucket"),
        ("ListObjectVersions", False, "s3:ListBucketVersions"),
        ("HeadBucket", False, "s3:ListBucket"),
        ("ListBuckets", False, "s3:ListAllMyBuckets"),
        ("CreateBucket", False, "s3:CreateBucket"),
        ("PutPublicAccessBlock", False, "s3:PutBucketPublicAccessBlock"),
        ("PutBucketEncryption", False, "s3:PutEncryptionConfiguration"),
        ("PutBucketLifecycleConfiguration", False, "s3:PutLifecycleConfiguration"),
        ("PutBucketPolicy", False, "s3:PutBucketPolicy"),
    ],
)
def test_a_call_is_allowed_by_this_action(operation: str, versioned: bool, action: str) -> None:
    """As the Service Authorization Reference has it, "Actions, resources, and condition keys for Amazon S3"."""
    assert action_of(operation, versioned=versioned) == action


def test_a_key_in_a_command_is_one_word_of_the_shell() -> None:
    with pytest.raises(ArtifactError) as caught, explaining("doing it", bucket="shop", key="my app.tar"):
        raise refusal("PreconditionFailed")
    assert "`ha-web artifacts versions 'my app.tar' --bucket shop`" in str(caught.value)
