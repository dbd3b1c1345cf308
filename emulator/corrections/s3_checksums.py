"""Amazon S3: what an upload says about its content, which is compared, kept, and told again."""

import base64
import binascii
import hashlib
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

from ._correction import Correction, Patches

_Method = Callable[..., Any]
_TRAILER = re.compile(rb"\r\nx-amz-checksum-(\w+):([\w+/=]+)\s*$")
_CHECKSUMS = "checksums_of_the_part"
_SIGNED = re.compile(r"[0-9a-f]{64}")


def _by_c_library(name: str) -> Callable[[bytes], bytes]:
    size = {"crc32c": 4, "crc64nvme": 8}[name]

    def digest(content: bytes) -> bytes:
        from awscrt import checksums

        value: int = getattr(checksums, name)(content)
        return value.to_bytes(size, "big")

    return digest


DIGESTS: Mapping[str, Callable[[bytes], bytes]] = {
    "crc32": lambda content: zlib.crc32(content).to_bytes(4, "big"),
    "crc32c": _by_c_library("crc32c"),
    "crc64nvme": _by_c_library("crc64nvme"),
    "sha1": lambda content: hashlib.sha1(content, usedforsecurity=False).digest(),
    "sha256": lambda content: hashlib.sha256(content).digest(),
}
"""What `x-amz-checksum-<name>` is of some content; two of them only where AWS's C library is installed."""


def told_checksums(headers: Mapping[str, str], sent: bytes) -> Iterator[tuple[str, str]]:
    """Yield each checksum that came with an upload, by name: in its headers, or behind its content in chunks."""
    for name in DIGESTS:
        if value := headers.get(f"x-amz-checksum-{name}"):
            yield name, value
    if "x-amz-trailer" in headers and (found := _TRAILER.search(sent[-200:])):
        yield found[1].decode(), found[2].decode()


def _check_digests(patches: Patches) -> None:
    from moto.s3.exceptions import S3ClientError
    from moto.s3.responses import S3Response

    class BadDigestError(S3ClientError):  # type: ignore[misc]  # moto is not typed for us
        code = "BadDigest"

    class InvalidDigestError(S3ClientError):  # type: ignore[misc]
        code = "InvalidDigest"

    class WrongSignedDigestError(S3ClientError):  # type: ignore[misc]
        code = "XAmzContentSHA256Mismatch"

    def check(headers: Mapping[str, str], content: bytes, sent: bytes) -> None:
        if told := headers.get("content-md5"):
            try:
                md5 = base64.b64decode(told, validate=True)
            except binascii.Error:
                md5 = b""
            if len(md5) != 16:
                raise InvalidDigestError("The Content-MD5 you specified was invalid.")
            if md5 != hashlib.md5(content, usedforsecurity=False).digest():
                raise BadDigestError("The Content-MD5 you specified did not match what we received.")
        for name, value in told_checksums(headers, sent):
            try:
                is_right = base64.b64encode(DIGESTS[name](content)).decode() == value
            except ImportError:
                continue
            if not is_right:
                raise BadDigestError(f"The {name.upper()} you specified did not match the calculated checksum.")
        signed = headers.get("x-amz-content-sha256") or ""
        if _SIGNED.fullmatch(signed) and signed != hashlib.sha256(sent).hexdigest():
            raise WrongSignedDigestError("The provided 'x-amz-content-sha256' header does not match what was computed.")

    def wrapper(original: _Method) -> _Method:
        def store(self: Any) -> Any:
            check(self.headers, self.body or b"", self.raw_body or b"")
            return original(self)

        return store

    patches.wrap(S3Response, "put_object", wrapper)
    patches.wrap(S3Response, "upload_part", wrapper)


def _keep_checksum(patches: Patches) -> None:
    from moto.s3.responses import S3Response

    def remember(original: _Method) -> _Method:
        def put_object(self: Any) -> Any:
            status, headers, body = original(self)
            for name, value in told_checksums(self.headers, self.raw_body or b""):
                key = self.backend.get_object(self.bucket_name, self.parse_key_name())
                key.checksum_algorithm, key.checksum_value, key.checksum_type = name.upper(), value, "FULL_OBJECT"
                headers |= _headers(key)
            return status, headers, body

        return put_object

    def tell(original: _Method) -> _Method:
        def head_object(self: Any, bucket_name: str, query: Any, key_name: str, headers: Any) -> Any:
            status, told, body = original(self, bucket_name, query, key_name, headers)
            if status == 200 and any(name.startswith("x-amz-checksum-") for name in told):
                version_id = query.get("versionId", [None])[0]
                told |= _headers(self.backend.head_object(bucket_name, key_name, version_id=version_id))
            return status, told, body

        return head_object

    def tell_at_the_end(original: _Method) -> _Method:
        def key_response_post(self: Any, request: Any, body: bytes, bucket: str, query: Any, key_name: str) -> Any:
            serialized = self.serialized

            def with_checksum(done: Any) -> Any:
                key = self.backend.get_object(bucket, key_name)
                if isinstance(done.result, dict) and "Location" in done.result and key.checksum_algorithm:
                    done.result[f"Checksum{key.checksum_algorithm}"] = _qualified(key)
                    done.result["ChecksumType"] = key.checksum_type
                return serialized(done)

            self.serialized = with_checksum  # of this one request
            return original(self, request, body, bucket, query, key_name)

        return key_response_post

    patches.wrap(S3Response, "put_object", remember)
    patches.wrap(S3Response, "head_object", tell)
    patches.wrap(S3Response, "_key_response_post", tell_at_the_end)


def _headers(key: Any) -> dict[str, str]:
    return {
        f"x-amz-checksum-{key.checksum_algorithm.lower()}": _qualified(key),
        "x-amz-checksum-type": key.checksum_type,
    }


def _qualified(key: Any) -> str:
    """Return the checksum of an object, with the number of parts behind one that was made of the parts' checksums."""
    return f"{key.checksum_value}-{key.checksum_parts}" if key.checksum_type == "COMPOSITE" else str(key.checksum_value)


def _keep_checksums(patches: Patches) -> None:
    from moto.s3.exceptions import InvalidPart
    from moto.s3.responses import S3Response

    def parts(response: Any) -> Mapping[int, Any]:
        upload = response.backend.get_bucket(response.bucket_name).multiparts.get(response._get_param("uploadId"))
        found: Mapping[int, Any] = upload.parts if upload else {}
        return found

    def remember(original: _Method) -> _Method:
        def upload_part(self: Any) -> Any:
            answer = original(self)
            told = told_checksums(self.headers, self.raw_body or b"")
            checksums = {f"Checksum{name.upper()}": value for name, value in told}
            setattr(parts(self)[self._get_int_param("partNumber")], _CHECKSUMS, checksums)
            return answer

        return upload_part

    def tell(original: _Method) -> _Method:
        def list_parts(self: Any) -> Any:
            serialized = self.serialized

            def with_checksums(listed: Any) -> Any:
                for each in listed.result["Parts"] if isinstance(listed.result, dict) else ():  # else it is an error
                    each.update(getattr(parts(self)[each["PartNumber"]], _CHECKSUMS, {}))
                return serialized(listed)

            self.serialized = with_checksums  # of this one request
            return original(self)

        return list_parts

    def compare(original: _Method) -> _Method:
        def complete_multipart_body(self: Any, body: bytes) -> Iterator[tuple[int, str]]:
            told = [_checksums(each) for each in _parts(body)]
            for at, (number, etag) in enumerate(original(self, body)):
                kept = getattr(parts(self).get(number), _CHECKSUMS, {})
                if any(kept.get(name, value) != value for name, value in told[at].items()):
                    raise InvalidPart
                yield number, etag

        return complete_multipart_body

    patches.wrap(S3Response, "upload_part", remember)
    patches.wrap(S3Response, "list_parts", tell)
    patches.wrap(S3Response, "_complete_multipart_body", compare)


def _parts(body: bytes) -> list[ElementTree.Element]:
    # Read once more, since moto takes numbers and ETags out of it alone; what it says comes from tests on this machine.
    return [each for each in ElementTree.fromstring(body) if each.tag.rpartition("}")[2] == "Part"]  # noqa: S314


def _checksums(part: ElementTree.Element) -> dict[str, str]:
    named = {each.tag.rpartition("}")[2]: each.text or "" for each in part}
    return {name: value for name, value in named.items() if name.startswith("Checksum")}


CORRECTIONS = (
    Correction(
        name="s3-digest-checked",
        rule="An upload whose content is not what its MD5, checksum or signature says is refused, and stores nothing.",
        source="Amazon S3 API Reference: Error responses (BadDigest, InvalidDigest, XAmzContentSHA256Mismatch); "
        "PutObject and UploadPart, Content-MD5 and x-amz-checksum-…",
        make=_check_digests,
    ),
    Correction(
        name="s3-checksum-kept",
        rule="An object keeps the checksum that its upload came with; with ChecksumMode, HeadObject tells it, "
        "one made of the checksums of parts with their number.",
        source="Amazon Simple Storage Service User Guide: Checking object integrity in Amazon S3; "
        "Amazon S3 API Reference: PutObject, HeadObject and CompleteMultipartUpload",
        make=_keep_checksum,
    ),
    Correction(
        name="s3-parts-keep-checksums",
        rule="A part keeps the checksum that it came with: ListParts tells it, and completion compares it.",
        source="Amazon S3 API Reference: ListParts (Part), CompleteMultipartUpload (CompletedPart, InvalidPart)",
        make=_keep_checksums,
    ),
)
