"""The few operations that transfers need, as HTTP requests of S3's REST API; pure translation.

Source: Amazon S3 API Reference, the page of each operation.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, unquote_plus, urlencode
from xml.etree import ElementTree
from xml.sax.saxutils import escape

_METHODS = {
    "HeadObject": "HEAD",
    "GetObject": "GET",
    "PutObject": "PUT",
    "CreateMultipartUpload": "POST",
    "UploadPart": "PUT",
    "ListParts": "GET",
    "CompleteMultipartUpload": "POST",
    "AbortMultipartUpload": "DELETE",
    "ListObjectsV2": "GET",
}
_FIXED_QUERY = {
    "CreateMultipartUpload": {"uploads": ""},
    # A key may have characters that XML cannot hold: the whole page would be none.
    "ListObjectsV2": {"list-type": "2", "encoding-type": "url"},
}
_QUERY = {
    "VersionId": "versionId",
    "UploadId": "uploadId",
    "PartNumber": "partNumber",
    "PartNumberMarker": "part-number-marker",
    "Prefix": "prefix",
    "ContinuationToken": "continuation-token",
}
_HEADERS = {
    "IfMatch": "If-Match",
    "IfNoneMatch": "If-None-Match",
    "ContentType": "Content-Type",
    "ChecksumAlgorithm": "x-amz-checksum-algorithm",
    "ChecksumSHA256": "x-amz-checksum-sha256",
    "ChecksumMode": "x-amz-checksum-mode",
}
_ANSWER_HEADERS = {
    "ETag": "etag",
    "VersionId": "x-amz-version-id",
    "ChecksumSHA256": "x-amz-checksum-sha256",
    "ChecksumMode": "x-amz-checksum-mode",
}
_REPEATED = ("Part", "Contents")
_NUMBERS = ("PartNumber", "Size", "NextPartNumberMarker")
_METADATA = "x-amz-meta-"


def method(operation: str) -> str:
    """Return the HTTP method of an operation."""
    return _METHODS[operation]


def target(operation: str, parameters: Mapping[str, Any], *, bucket_in_path: bool) -> str:
    """Return path and query of a request."""
    query = {**_FIXED_QUERY.get(operation, {})}
    query |= {_QUERY[name]: str(value) for name, value in parameters.items() if name in _QUERY}
    path = "/" + quote(str(parameters.get("Key", "")), safe="/~")
    if bucket_in_path:
        path = f"/{parameters['Bucket']}" + ("" if path == "/" else path)
    return path + ("?" + urlencode(query, quote_via=quote) if query else "")


def headers(parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the headers that parameters stand for."""
    found = [(_HEADERS[name], str(value)) for name, value in parameters.items() if name in _HEADERS]
    return found + [(_METADATA + name, value) for name, value in parameters.get("Metadata", {}).items()]


def completion(parts: Iterable[Mapping[str, Any]]) -> bytes:
    """Return the document that lists an upload's parts."""
    told = "".join(
        f"<Part>{''.join(f'<{name}>{escape(str(value))}</{name}>' for name, value in part.items())}</Part>"
        for part in parts
    )
    document = (
        f'<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{told}</CompleteMultipartUpload>'
    )
    return document.encode()


def reply(sent: Iterable[tuple[str, str]], body: bytes) -> dict[str, Any]:
    """Return an answer as boto3 has it: of the headers what transfers look at, and a document's elements."""
    by_name = {name.lower(): value for name, value in sent}
    found: dict[str, Any] = {name: by_name[header] for name, header in _ANSWER_HEADERS.items() if header in by_name}
    if "content-length" in by_name:
        found["ContentLength"] = int(by_name["content-length"])
    if "content-range" in by_name:  # of a part; what counts is the size of the whole, behind the slash
        found["ContentLength"] = int(by_name["content-range"].rpartition("/")[2])
    found["Metadata"] = {
        name.removeprefix(_METADATA): value for name, value in by_name.items() if name.startswith(_METADATA)
    }
    return {**found, **document(body)}


def document(body: bytes) -> dict[str, Any]:
    """Return the elements of an XML document; none when it is something else."""
    try:
        # The answer of the server that the credentials were made for, over TLS.
        root = ElementTree.fromstring(body)  # noqa: S314
    except ElementTree.ParseError:
        return {}
    found = _elements(root)
    if found.get("EncodingType") == "url":
        found["Contents"] = [{**each, "Key": unquote_plus(each["Key"])} for each in found.get("Contents", ())]
    return found


def _elements(parent: ElementTree.Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in parent:
        name = child.tag.rpartition("}")[2]
        if name in _REPEATED:
            plural = "Parts" if name == "Part" else name
            found.setdefault(plural, []).append(_elements(child))
        elif len(child):
            found[name] = _elements(child)
        else:
            text = child.text or ""
            found[name] = (
                int(text) if name in _NUMBERS and text else (text == "true" if name == "IsTruncated" else text)
            )
    return found
