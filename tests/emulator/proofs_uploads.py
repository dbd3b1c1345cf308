"""Proofs that a rule of AWS holds in an account: what is uploaded to S3, whole and in parts."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from emulator import Account
from tests.emulator.proofs import proves

WHERE = {"Bucket": "uploads", "Key": "app.tar"}
FIRST, LAST = b"1" * 5 * 1024 * 1024, b"the end"


def bucket(aws: Account) -> Any:
    s3 = aws.client("s3")
    s3.create_bucket(Bucket=WHERE["Bucket"], CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return s3


def sha256(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def md5(content: bytes) -> str:
    return base64.b64encode(hashlib.md5(content).digest()).decode()


def begin(s3: Any, *contents: bytes) -> tuple[str, list[dict[str, Any]]]:
    """Begin an upload in parts; return its id, and what completes it."""
    upload: str = s3.create_multipart_upload(**WHERE, ChecksumAlgorithm="SHA256")["UploadId"]
    parts = []
    for number, content in enumerate(contents, start=1):
        checksum = {"ChecksumSHA256": sha256(content)}
        arrived = s3.upload_part(**WHERE, UploadId=upload, PartNumber=number, Body=content, **checksum)
        parts.append({"PartNumber": number, "ETag": arrived["ETag"], **checksum})
    return upload, parts


def complete(s3: Any, upload: str, parts: list[dict[str, Any]], **given: str) -> Any:
    return s3.complete_multipart_upload(**WHERE, UploadId=upload, MultipartUpload={"Parts": parts}, **given)


def refused(code: str, status: int, call: Callable[..., object], *args: Any, **given: Any) -> None:
    with pytest.raises(ClientError) as caught:
        call(*args, **given)
    answer = caught.value.response
    assert (answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)


@proves("s3-digest-checked")
def digest_checked(aws: Account) -> None:
    s3 = bucket(aws)
    upload, _ = begin(s3)
    places: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (s3.put_object, {**WHERE, "Body": LAST}),
        (s3.upload_part, {**WHERE, "Body": LAST, "UploadId": upload, "PartNumber": 1}),
    ]
    for call, given in places:
        refused("BadDigest", 400, call, **given, ContentMD5=md5(b"another"))
        refused("InvalidDigest", 400, call, **given, ContentMD5="bm9uc2Vuc2U=")
        refused("InvalidDigest", 400, call, **given, ContentMD5="nonsense!")
        refused("BadDigest", 400, call, **given, ChecksumSHA256=sha256(b"another"))
        refused("BadDigest", 400, call, **given, ChecksumSHA1=base64.b64encode(b"1" * 20).decode())
        refused("BadDigest", 400, call, **given, ChecksumCRC32="AAAAAA==")
        refused("BadDigest", 400, call, **given, ChecksumCRC32C="AAAAAA==")
        refused("BadDigest", 400, call, **given, ChecksumCRC64NVME="AAAAAAAAAAA=")
    assert "Contents" not in s3.list_objects_v2(Bucket=WHERE["Bucket"]), "nothing of it may be stored"
    assert "Parts" not in s3.list_parts(**WHERE, UploadId=upload)
    for call, given in places:
        for checksum in ({}, {"ContentMD5": md5(LAST)}, {"ChecksumSHA256": sha256(LAST)}):
            call(**given, **checksum)
    damaged_on_the_way(aws)


def damaged_on_the_way(aws: Account) -> None:
    """Change what is sent after it was signed; by itself, and in chunks that a checksum follows."""

    def damage(request: Any, **_: Any) -> None:
        whole = request.body.read() if hasattr(request.body, "read") else request.body
        request.body = bytes(whole).replace(b"the end", b"the And")

    for checksums, code in (("when_required", "XAmzContentSHA256Mismatch"), ("when_supported", "BadDigest")):
        settings: Any = {"request_checksum_calculation": checksums, "s3": {"payload_signing_enabled": True}}
        s3: Any = boto3.client("s3", config=Config(retries={"total_max_attempts": 1}, **settings))
        s3.put_object(**WHERE, Body=LAST)
        s3.meta.events.register_first("before-send.s3.PutObject", damage)
        refused(code, 400, s3.put_object, **WHERE, Body=LAST)


@proves("s3-checksum-kept")
def checksum_kept(aws: Account) -> None:
    s3 = bucket(aws)
    assert s3.put_object(**WHERE, Body=LAST, ChecksumSHA256=sha256(LAST))["ChecksumSHA256"] == sha256(LAST)
    for look in (s3.head_object, s3.get_object):
        told = look(**WHERE, ChecksumMode="ENABLED")
        assert (told.get("ChecksumSHA256"), told["ChecksumType"]) == (sha256(LAST), "FULL_OBJECT")
        assert "ChecksumSHA256" not in look(**WHERE)
    upload, parts = begin(s3, FIRST, LAST)
    of_parts = f"{sha256(hashlib.sha256(FIRST).digest() + hashlib.sha256(LAST).digest())}-2"
    done = complete(s3, upload, parts)
    assert (done.get("ChecksumSHA256"), done["ChecksumType"]) == (of_parts, "COMPOSITE")
    s3.put_bucket_versioning(Bucket=WHERE["Bucket"], VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(**WHERE, Body=b"without")
    for look in (s3.head_object, s3.get_object):
        told = look(**WHERE, VersionId="null", ChecksumMode="ENABLED")
        assert (told.get("ChecksumSHA256"), told["ChecksumType"]) == (of_parts, "COMPOSITE")
        assert "ChecksumSHA256" not in look(**WHERE, ChecksumMode="ENABLED"), "not those of the version before"


@proves("s3-head-if-match")
def head_if_match(aws: Account) -> None:
    s3 = bucket(aws)
    etag = s3.put_object(**WHERE, Body=b"first")["ETag"]
    for written in (etag, etag.strip('"')):
        assert s3.head_object(**WHERE, IfMatch=written)["ETag"] == etag
        refused("304", 304, s3.head_object, **WHERE, IfNoneMatch=written)
    refused("412", 412, s3.head_object, **WHERE, IfMatch='"another"')


@proves("s3-complete-if-match")
def complete_if_match(aws: Account) -> None:
    s3 = bucket(aws)
    upload, parts = begin(s3, LAST)
    refused("NoSuchKey", 404, complete, s3, upload, parts, IfMatch='"any"')
    first = s3.put_object(**WHERE, Body=b"first")["ETag"]
    second = s3.put_object(**WHERE, Body=b"second")["ETag"]
    refused("PreconditionFailed", 412, complete, s3, upload, parts, IfMatch=first)
    refused("PreconditionFailed", 412, complete, s3, upload, parts, IfNoneMatch="*")
    assert s3.get_object(**WHERE)["Body"].read() == b"second"
    done = complete(s3, upload, parts, IfMatch=second)
    assert s3.get_object(**WHERE)["Body"].read() == LAST
    assert complete(s3, upload, parts, IfMatch=second)["ETag"] == done["ETag"], "a second try finds it done"


@proves("s3-parts-in-order")
def parts_in_order(aws: Account) -> None:
    s3 = bucket(aws)
    upload, parts = begin(s3, FIRST, LAST)
    refused("InvalidPartOrder", 400, complete, s3, upload, parts[::-1])
    refused("InvalidPartOrder", 400, complete, s3, upload, [parts[0], parts[0]])
    complete(s3, upload, parts)
    assert s3.get_object(**WHERE)["Body"].read() == FIRST + LAST


@proves("s3-unknown-upload")
def unknown_upload(aws: Account) -> None:
    s3 = bucket(aws)
    upload, parts = begin(s3, LAST)
    s3.abort_multipart_upload(**WHERE, UploadId=upload)
    for one in (upload, "never-begun"):
        refused("NoSuchUpload", 404, s3.upload_part, **WHERE, UploadId=one, PartNumber=1, Body=LAST)
        refused("NoSuchUpload", 404, complete, s3, one, parts)
        refused("NoSuchUpload", 404, s3.list_parts, **WHERE, UploadId=one)


@proves("s3-parts-keep-checksums")
def parts_keep_checksums(aws: Account) -> None:
    s3 = bucket(aws)
    upload, parts = begin(s3, FIRST, LAST)
    listed = s3.list_parts(**WHERE, UploadId=upload)["Parts"]
    assert [each.get("ChecksumSHA256") for each in listed] == [sha256(FIRST), sha256(LAST)]
    refused("InvalidPart", 400, complete, s3, upload, [parts[0], {**parts[1], "ChecksumSHA256": sha256(FIRST)}])
    complete(s3, upload, parts)
    assert s3.get_object(**WHERE)["Body"].read() == FIRST + LAST
