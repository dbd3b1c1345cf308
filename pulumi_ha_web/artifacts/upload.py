"""A file into a bucket: in parts side by side, checked on the way, resumed after an interruption."""

import base64
import hashlib
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from ..errors import ArtifactError
from .clients import Aws
from .digest import PART_BYTES, WHOLE, of_parts
from .explain import code_of, explaining
from .in_flight import InFlight
from .names import check_bucket_name, check_key
from .parts import WHOLE_BYTES, Part, part_bytes
from .place import as_it_is, done_before, only_if_free, put
from .progress import SILENT, Progress
from .refusals import OVERTAKEN, PASSING
from .resume import Unfinished
from .source import BLOCK_BYTES, Source
from .stored import Stored, stored
from .wire import Reply, Wire, open_wire

CONTENT_TYPE = "application/octet-stream"
_TRANSIENT = frozenset((*PASSING, None))
"""Codes after which the parts that arrived are kept: asking again later, or signed in anew, may do. None is for what
never arrived."""
_GONE = ("NoSuchUpload", "404")


def upload(
    aws: Aws,
    path: Path,
    bucket: str,
    key: str,
    *,
    only_new: bool = False,
    metadata: Mapping[str, str] | None = None,
    progress: Progress = SILENT,
) -> Stored:
    """Put a file into a bucket, with the SHA-256 that S3 verifies and records.

    Nobody else's object is overwritten unseen: S3 is asked to store it only if what is at `key` is still what was there
    when the upload began (S3 user guide, "Conditional writes").

    Args:
        aws: Where to.
        path: A regular file of at most 10,000 parts of 5 GiB.
        bucket: Name of the bucket.
        key: Name of the object.
        only_new: Whether the key must be free.
        metadata: Metadata of the object.
        progress: Who is told of bytes sent.

    Raises:
        ArtifactError: it could not be stored; one sentence with what to do. Of an upload in parts that was cut off, the
            parts that arrived are gone on with the next time; after any other failure nothing is left.
    """
    check_bucket_name(bucket)
    check_key(key)
    with (
        explaining(f"uploading {path}", bucket=bucket, key=key),
        Source(path) as source,
        open_wire(aws, part_bytes(source.size)) as wire,
    ):
        place = {"Bucket": bucket, "Key": key}
        condition = only_if_free(wire, place) if only_new else as_it_is(wire, place)
        if source.size > WHOLE_BYTES:
            return _InParts(wire, source, place, metadata or {}, progress, aws.endpoint).run(condition)
        progress.phase("Uploading", source.size)
        parameters = whole(source.whole(), metadata or {})
        reply = put(wire, {**place, **condition, **parameters})
        progress.advance(source.size)
        return stored(bucket, key, reply, source.size, parameters["ChecksumSHA256"])


def whole(content: bytes, metadata: Mapping[str, str]) -> dict[str, Any]:
    """Return the parameters of an object that is stored in one request.

    Its digest is in the metadata as well: a request for the object then answers it without being asked.
    """
    digest = hashlib.sha256(content)
    return {
        "Body": content,
        "ContentType": CONTENT_TYPE,
        "ChecksumSHA256": _encoded(digest.digest()),
        "Metadata": {WHOLE: digest.hexdigest(), **metadata},
    }


def _encoded(digest: bytes) -> str:
    return base64.b64encode(digest).decode()


class _InParts:
    """One large file on its way to one place."""

    def __init__(
        self,
        wire: Wire,
        source: Source,
        place: Mapping[str, str],
        metadata: Mapping[str, str],
        progress: Progress,
        endpoint: str | None,
    ) -> None:
        self._wire, self._source, self._place, self._progress = wire, source, place, progress
        self._metadata = {PART_BYTES: str(source.part_bytes), **metadata}
        path = str(source.path.resolve())
        self._note = Unfinished.of(
            endpoint, place["Bucket"], place["Key"], path, source.size, source.modified, self._metadata
        )
        self._digests: dict[int, bytes] = {}
        self._tags: dict[int, str] = {}
        self._is_noted = True

    def run(self, condition: Mapping[str, str]) -> Stored:
        """Send what is not there yet, and have S3 join it."""
        upload_id, there = self._begin()
        try:
            self._send(upload_id, there)
            self._source.check_unchanged()
            reply = self._complete(upload_id, condition)
        except BaseException as error:
            reply = self._despite(error, upload_id)
        self._note.forget()
        return stored(self._place["Bucket"], self._place["Key"], reply, self._source.size, self._checksum())

    def _call(self, operation: str, **parameters: Any) -> dict[str, Any]:
        return self._wire.send(operation, **self._place, **parameters).result()

    def _begin(self) -> tuple[str, dict[int, dict[str, Any]]]:
        """Return the id of the upload to go on with, and the parts of it that are there, by number."""
        upload_id = self._note.upload_id()
        if upload_id is not None:
            try:
                return upload_id, self._there(upload_id)
            except Exception as error:
                if code_of(error) in _TRANSIENT:  # else it is gone, or may not be looked at
                    raise
        if given_up := upload_id or self._note.outdated():
            with suppress(Exception):
                self._call("AbortMultipartUpload", UploadId=given_up)
        made = self._call(
            "CreateMultipartUpload", ContentType=CONTENT_TYPE, ChecksumAlgorithm="SHA256", Metadata=self._metadata
        )
        upload_id = str(made["UploadId"])
        self._is_noted = self._note.write(upload_id)
        return upload_id, {}

    def _there(self, upload_id: str) -> dict[int, dict[str, Any]]:
        found: dict[int, dict[str, Any]] = {}
        marker: dict[str, int] = {}
        while True:
            page = self._call("ListParts", UploadId=upload_id, **marker)
            found |= {int(part["PartNumber"]): part for part in page.get("Parts", ())}
            if not page.get("IsTruncated"):
                return found
            marker = {"PartNumberMarker": page["NextPartNumberMarker"]}

    def _send(self, upload_id: str, there: Mapping[int, Mapping[str, Any]]) -> None:
        """Digest part after part, and send those that are not there, while the next ones are digested."""
        self._progress.phase("Uploading", self._source.size)
        block = memoryview(bytearray(BLOCK_BYTES))
        with InFlight() as under_way:
            for part in self._source.parts:
                digest = self._digests[part.number] = self._source.digest(part, block)
                arrived = there.get(part.number, {})
                if arrived.get("ChecksumSHA256") == _encoded(digest) and arrived["Size"] == part.size:
                    self._arrived(part, arrived)
                    continue
                send = partial(self._send_part, upload_id, part, _encoded(digest))
                under_way.start(part.size, send, partial(self._sent, part))

    def _send_part(self, upload_id: str, part: Part, checksum: str) -> Future[Reply]:
        return self._wire.send(
            "UploadPart",
            **self._place,
            UploadId=upload_id,
            PartNumber=part.number,
            Body=self._source.section(part),
            ChecksumSHA256=checksum,
        )

    def _sent(self, part: Part, done: Future[Reply]) -> None:
        self._arrived(part, done.result())

    def _arrived(self, part: Part, reply: Mapping[str, Any]) -> None:
        self._tags[part.number] = str(reply["ETag"])
        self._progress.advance(part.size)

    def _complete(self, upload_id: str, condition: Mapping[str, str]) -> dict[str, Any]:
        listed = [
            {"PartNumber": number, "ETag": self._tags[number], "ChecksumSHA256": _encoded(self._digests[number])}
            for number in sorted(self._tags)
        ]
        return self._call("CompleteMultipartUpload", UploadId=upload_id, MultipartUpload={"Parts": listed}, **condition)

    def _checksum(self) -> str:
        return of_parts([self._digests[number] for number in sorted(self._digests)])

    def _despite(self, error: BaseException, upload_id: str) -> dict[str, Any]:
        """Return the object if it is there after all; else leave only what is of use the next time, and raise."""
        code = code_of(error)
        # What nobody knows of is of no use the next time.
        if isinstance(error, ArtifactError) or code not in _TRANSIENT or not self._is_noted:
            self._note.forget()
            self._abort(upload_id, error)
            if code in (*_GONE, *OVERTAKEN) and (head := done_before(self._wire, self._place, self._checksum())):
                return head
            self._source.check_unchanged()  # the better explanation of a part that is not what was announced
        raise error

    def _abort(self, upload_id: str, why: BaseException) -> None:
        try:
            self._call("AbortMultipartUpload", UploadId=upload_id)
        except Exception as error:
            if code_of(error) in _GONE:
                return
            try:
                with explaining(f"uploading {self._source.path}", bucket=self._place["Bucket"], key=self._place["Key"]):
                    raise why
            except ArtifactError as told:
                raise ArtifactError(
                    f"{told}. What arrived could not be removed; s3://{self._place['Bucket']} discards it once its "
                    "lifecycle rule for unfinished uploads is due"
                ) from why
