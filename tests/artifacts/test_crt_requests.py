"""Requests of S3's REST API as the C library is given them, against what boto3 makes of the same call."""

from collections.abc import Iterator, Mapping
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest
from botocore import xform_name
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from emulator.environment import emulated
from pulumi_ha_web.artifacts import crt_requests as requests
from pulumi_ha_web.artifacts.clients import Aws

PLACE = {"Bucket": "artifacts", "Key": "releases/1.4.2/app.tar"}
PARTS = [
    {"PartNumber": 1, "ETag": '"a<b>&"', "ChecksumSHA256": "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="},
    {"PartNumber": 2, "ETag": '"c"', "ChecksumSHA256": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
]
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("HeadObject", {**PLACE, "ChecksumMode": "ENABLED"}),
    ("HeadObject", {**PLACE, "VersionId": "a+b/c=&d"}),
    ("GetObject", {**PLACE, "VersionId": "3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY"}),
    (
        "PutObject",
        {
            **PLACE,
            "Body": b"content",
            "ContentType": "application/octet-stream",
            "ChecksumSHA256": "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
            "IfNoneMatch": "*",
            "Metadata": {"sha256": "2cf2", "version": "1.4.2"},
        },
    ),
    ("PutObject", {**PLACE, "Body": b"", "IfMatch": '"d41d8cd98f00b204e9800998ecf8427e"'}),
    (
        "CreateMultipartUpload",
        {**PLACE, "ContentType": "text/plain", "ChecksumAlgorithm": "SHA256", "Metadata": {"part-bytes": "5"}},
    ),
    ("UploadPart", {**PLACE, "UploadId": "a.b_c~d+e==", "PartNumber": 7, "Body": b"part", "ChecksumSHA256": "x"}),
    ("ListParts", {**PLACE, "UploadId": "a.b_c~d+e==", "PartNumberMarker": 1000}),
    ("AbortMultipartUpload", {**PLACE, "UploadId": "a.b_c~d+e=="}),
    (
        "CompleteMultipartUpload",
        {
            **PLACE,
            "UploadId": "u",
            "MultipartUpload": {"Parts": PARTS},
            "IfMatch": '"d41d8cd98f00b204e9800998ecf8427e"',
        },
    ),
    ("ListObjectsV2", {"Bucket": "artifacts", "Prefix": "a b/ü+&?", "ContinuationToken": "1/x+y="}),
    ("ListObjectsV2", {"Bucket": "artifacts", "Prefix": ""}),
]
KEYS = ["a b", "a+b", "ü/ñ/日本", "~/.-_", "a%20b", "a&b=c?d#e", "a'b\"(c)*!", "$@:;,", "nested/deep/er", "\x01"]


@pytest.fixture(scope="module")
def s3() -> Iterator[Any]:
    """A client that reaches nothing."""
    with emulated("eu-west-1", "123456789012"):
        yield Aws("eu-west-1", endpoint="http://127.0.0.1:1").client("s3")


class Raw:
    """The body of an answer, as urllib3 has it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, *_: Any) -> Iterator[bytes]:
        yield self._body


def boto3(
    s3: Any, operation: str, parameters: dict[str, Any], headers: Mapping[str, str] = {}, body: bytes = b""
) -> tuple[AWSPreparedRequest, dict[str, Any]]:
    """Return the request that boto3 would send, and what it makes of this answer."""
    sent: list[AWSPreparedRequest] = []

    def stop(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        sent.append(request)
        return AWSResponse(request.url, 200, cast(Any, headers), Raw(body or b"<Done><UploadId>u</UploadId></Done>"))

    s3.meta.events.register_first("before-send.s3", stop)
    try:
        found = getattr(s3, xform_name(operation))(**parameters)
    finally:
        s3.meta.events.unregister("before-send.s3", stop)
    return sent[0], found


def told(headers: Any) -> set[tuple[str, str]]:
    """Return the headers that say what is asked for; the others are about who asks, and how."""
    text = [(name.lower(), value.decode() if isinstance(value, bytes) else str(value)) for name, value in headers]
    own = ("if-match", "if-none-match", "content-type")
    return {(name, value) for name, value in text if name.startswith(("x-amz-checksum", "x-amz-meta")) or name in own}


@pytest.mark.parametrize(("operation", "parameters"), CALLS, ids=lambda each: each if isinstance(each, str) else "")
def test_a_request_asks_for_what_boto3_asks_for(s3: Any, operation: str, parameters: dict[str, Any]) -> None:
    expected, _ = boto3(s3, operation, parameters)
    assert requests.method(operation) == expected.method
    target, place = urlsplit(requests.target(operation, parameters, bucket_in_path=True)), urlsplit(expected.url)
    assert target.path == place.path
    assert set(parse_qsl(target.query, keep_blank_values=True)) == set(parse_qsl(place.query, keep_blank_values=True))
    assert told(requests.headers(parameters)) == told(expected.headers.items())


@pytest.mark.parametrize("key", KEYS)
def test_a_key_is_written_as_boto3_writes_it(s3: Any, key: str) -> None:
    parameters = {"Bucket": "artifacts", "Key": key}
    expected = urlsplit(boto3(s3, "HeadObject", parameters)[0].url)
    found = requests.target("HeadObject", parameters, bucket_in_path=True)
    assert found.replace("~", "%7E") == expected.path.replace("~", "%7E"), "both ways of writing ~ are its name"


def test_the_bucket_is_in_the_path_only_where_it_is_not_in_the_host() -> None:
    assert requests.target("GetObject", PLACE, bucket_in_path=False) == "/releases/1.4.2/app.tar"
    assert requests.target("ListObjectsV2", {"Bucket": "a"}, bucket_in_path=True).partition("?")[0] == "/a"
    assert requests.target("ListObjectsV2", {"Bucket": "a"}, bucket_in_path=False).partition("?")[0] == "/"


def test_the_list_of_parts_is_the_document_that_boto3_sends(s3: Any) -> None:
    parameters = {**PLACE, "UploadId": "u", "MultipartUpload": {"Parts": PARTS}}
    expected = boto3(s3, "CompleteMultipartUpload", parameters)[0].body

    def elements(document: bytes) -> list[Any]:
        return [sorted((each.tag, each.text) for each in part) for part in ElementTree.fromstring(document)]

    assert elements(requests.completion(PARTS)) == elements(cast(bytes, expected))


ANSWERS = {
    "ListParts": b"""<?xml version="1.0" encoding="UTF-8"?>
<ListPartsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Bucket>artifacts</Bucket><Key>app.tar</Key>
<UploadId>VXBsb2FkIElE</UploadId><NextPartNumberMarker>2</NextPartNumberMarker><IsTruncated>true</IsTruncated>
<Part><PartNumber>1</PartNumber><ETag>&quot;a&quot;</ETag><Size>5242880</Size><ChecksumSHA256>x=</ChecksumSHA256></Part>
<Part><PartNumber>2</PartNumber><ETag>&quot;b&quot;</ETag><Size>3</Size></Part></ListPartsResult>""",
    "ListObjectsV2": b"""<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>artifacts</Name>
<IsTruncated>false</IsTruncated><EncodingType>url</EncodingType>
<Contents><Key>a%2Bb+c/%C3%BC%01</Key><ETag>&quot;a&quot;</ETag><Size>5</Size></Contents>
<Contents><Key>empty</Key><ETag>&quot;b&quot;</ETag><Size>0</Size></Contents></ListBucketResult>""",
    "CreateMultipartUpload": b"""<InitiateMultipartUploadResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
<Bucket>artifacts</Bucket><Key>app.tar</Key><UploadId>VXBsb2FkIElE</UploadId></InitiateMultipartUploadResult>""",
    "CompleteMultipartUpload": b"""<?xml version="1.0" encoding="UTF-8"?>

<CompleteMultipartUploadResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Key>app.tar</Key>
<ETag>"3858f62230ac3c915f300c664312c11f-9"</ETag></CompleteMultipartUploadResult>""",
    "HeadObject": b"",
}
"""As the API reference shows them; the blanks are those that S3 sends while it joins parts."""
HEADERS = {
    "ETag": '"3858f62230ac3c915f300c664312c11f-9"',
    "x-amz-version-id": "3sL4kqtJlcpXroDTDmJ",
    "x-amz-checksum-sha256": "x=",
    "Content-Length": "7",
    "X-Amz-Meta-sha256": "2cf2",
    "x-amz-meta-part-bytes": "5",
}
NEEDED = {
    "ListParts": ("Parts", "IsTruncated", "NextPartNumberMarker"),
    "ListObjectsV2": ("Contents", "IsTruncated"),
    "CreateMultipartUpload": ("UploadId",),
    "CompleteMultipartUpload": ("ETag", "VersionId"),
    "HeadObject": ("ETag", "VersionId", "ChecksumSHA256", "ContentLength", "Metadata"),
}
"""What transfers look at."""


@pytest.mark.parametrize("operation", ANSWERS)
def test_an_answer_is_read_as_boto3_reads_it(s3: Any, operation: str) -> None:
    headers = HEADERS if operation in ("HeadObject", "CompleteMultipartUpload") else {}
    parameters = next(given for name, given in CALLS if name == operation)
    _, expected = boto3(s3, operation, parameters, headers, ANSWERS[operation])
    found = requests.reply(headers.items(), ANSWERS[operation])
    for name in NEEDED[operation]:
        assert found[name] == expected[name], name


def test_of_a_range_the_size_is_that_of_the_whole() -> None:
    found = requests.reply({"Content-Length": "10", "Content-Range": "bytes 0-9/1234"}.items(), b"")
    assert found["ContentLength"] == 1234


def test_an_error_is_read_whatever_its_form() -> None:
    document = b"<Error><Code>SlowDown</Code><Message>Slowly, please.</Message><Region>eu-west-1</Region></Error>"
    assert requests.document(document) == {
        "Code": "SlowDown",
        "Message": "Slowly, please.",
        "Region": "eu-west-1",
    }
    for other in (b"", b"upstream is not there", b"<html><body>Bad gateway", b"\xff\xfe"):
        assert requests.document(other) == {}
