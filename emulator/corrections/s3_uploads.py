"""Amazon S3: the conditions that an upload sets, and uploads in parts."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ._correction import Correction, Patches

_Method = Callable[..., Any]


def _quoted(etag: str) -> str:
    return f'"{etag.strip(chr(34))}"'


def _match_with_or_without_quotes(patches: Patches) -> None:
    from moto.s3.responses import S3Response

    def wrapper(original: _Method) -> _Method:
        def head_object(self: Any, bucket_name: str, query: Any, key_name: str, headers: Any) -> Any:
            given = {name.lower(): value for name, value in headers.items()}
            for name in ("if-match", "if-none-match"):
                if name in given:
                    given[name] = _quoted(given[name])
            return original(self, bucket_name, query, key_name, _AnyCase(given))

        return head_object

    patches.wrap(S3Response, "head_object", wrapper)


class _AnyCase(dict[str, str]):
    """Headers, asked for in any case."""

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)


def _complete_if_match(patches: Patches) -> None:
    from moto.s3.exceptions import MissingKey, PreconditionFailed
    from moto.s3.responses import S3Response

    def wrapper(original: _Method) -> _Method:
        def key_response_post(
            self: Any, request: Any, body: bytes, bucket_name: str, query: Mapping[str, list[str]], key_name: str
        ) -> Any:
            wanted = request.headers.get("If-Match")
            if wanted and query.get("uploadId"):
                there = self.backend.get_object(bucket_name, key_name)
                if there is None:
                    raise MissingKey(key_name)
                done = there.multipart is not None and there.multipart.id == query["uploadId"][0]
                if _quoted(wanted) != there.etag and not done:  # a second try at what succeeded succeeds again
                    raise PreconditionFailed("If-Match")
            return original(self, request, body, bucket_name, query, key_name)

        return key_response_post

    patches.wrap(S3Response, "_key_response_post", wrapper)


def _parts_in_order(patches: Patches) -> None:
    from moto.s3.exceptions import InvalidPartOrder
    from moto.s3.responses import S3Response

    def wrapper(original: _Method) -> _Method:
        def complete_multipart_body(self: Any, body: bytes) -> Iterator[tuple[int, str]]:
            last = 0
            for number, etag in original(self, body):
                if number <= last:
                    raise InvalidPartOrder
                last = number
                yield number, etag

        return complete_multipart_body

    patches.wrap(S3Response, "_complete_multipart_body", wrapper)


def _unknown_uploads(patches: Patches) -> None:
    from moto.s3.exceptions import NoSuchUpload
    from moto.s3.models import S3Backend

    def wrapper(original: _Method) -> _Method:
        def with_upload(self: Any, bucket_name: str, multipart_id: str, *args: Any, **kwargs: Any) -> Any:
            if multipart_id not in self.get_bucket(bucket_name).multiparts:
                raise NoSuchUpload(multipart_id)
            return original(self, bucket_name, multipart_id, *args, **kwargs)

        return with_upload

    for method in ("upload_part", "upload_part_copy", "complete_multipart_upload"):
        patches.wrap(S3Backend, method, wrapper)


CORRECTIONS = (
    Correction(
        name="s3-head-if-match",
        rule="HeadObject compares If-Match and If-None-Match as GetObject does, with quotes around the ETag or not.",
        source="Amazon S3 API Reference: HeadObject (conditional requests)",
        make=_match_with_or_without_quotes,
    ),
    Correction(
        name="s3-complete-if-match",
        rule="An upload in parts that is completed with If-Match replaces that very object, or nothing.",
        source="Amazon Simple Storage Service User Guide: How to prevent object overwrites with conditional writes; "
        "Amazon S3 API Reference: CompleteMultipartUpload",
        make=_complete_if_match,
    ),
    Correction(
        name="s3-parts-in-order",
        rule="The list of parts that completes an upload is in ascending order, or refused.",
        source="Amazon S3 API Reference: CompleteMultipartUpload (InvalidPartOrder)",
        make=_parts_in_order,
    ),
    Correction(
        name="s3-unknown-upload",
        rule="A part for, or the completion of, an upload that was completed, aborted or never begun is refused.",
        source="Amazon S3 API Reference: UploadPart and CompleteMultipartUpload (NoSuchUpload)",
        make=_unknown_uploads,
    ),
)
