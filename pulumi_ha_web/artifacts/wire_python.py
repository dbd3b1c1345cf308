"""Requests through boto3, in threads."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from boto3.s3.transfer import TransferConfig, create_transfer_manager
from botocore import exceptions as boto
from botocore import xform_name
from s3transfer.exceptions import RetriesExceededError
from s3transfer.subscribers import BaseSubscriber

from .clients import Aws
from .parts import MIB, RANGE_BYTES
from .wire import Arrival, Reply, Wanted

THREADS = 10
"""More of them wait for Python's own lock."""


class PythonWire:
    """A client of boto3 with threads of its own."""

    def __init__(self, aws: Aws) -> None:
        self._client = aws.client("s3")
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="s3")

    def send(self, operation: str, **parameters: Any) -> Future[Reply]:
        """Call the client's method in a thread."""
        return self._threads.submit(getattr(self._client, xform_name(operation)), **parameters)

    def fetch(self, wanted: Wanted, target: Path, arrival: Arrival) -> Future[Reply]:
        """Have boto3 download it: ranges in threads, each repeated when it breaks off."""
        return self._threads.submit(self._fetch, wanted, target, arrival)

    def close(self) -> None:
        """Wait for what is under way; nothing new begins."""
        self._threads.shutdown(cancel_futures=True)

    def _fetch(self, wanted: Wanted, target: Path, arrival: Arrival) -> Reply:
        head: Reply = self._client.head_object(**wanted.parameters, ChecksumMode="ENABLED")
        arrival.begins(head)
        # The version that was looked at, whatever is written meanwhile.
        version_id = wanted.version_id or head.get("VersionId")
        config = TransferConfig(
            multipart_threshold=2 * RANGE_BYTES,
            multipart_chunksize=2 * RANGE_BYTES,
            max_concurrency=THREADS // 2,
            io_chunksize=MIB,
            max_io_queue=16,
        )
        with target.open("w+b") as file, create_transfer_manager(self._client, config) as transfers:
            found = transfers.download(
                wanted.bucket,
                wanted.key,
                file,
                {"VersionId": version_id} if version_id and version_id != "null" else {},
                [_Callback(arrival.advance, head)],
            )
            try:
                found.result()
            except RetriesExceededError as error:  # which is none of botocore's
                url = self._client.meta.endpoint_url
                raise boto.ConnectionClosedError(endpoint_url=url, error=error.last_exception) from error
            file.seek(0)
            while block := file.read(MIB):
                arrival.digest(block)
        return head


class _Callback(BaseSubscriber):
    """Passes on how much has arrived; what is fetched again is taken back. Tells what a look at it would tell again."""

    def __init__(self, advance: Callable[[int], None], head: Reply) -> None:
        self._advance, self._head = advance, head

    def on_queued(self, future: Any, **_: Any) -> None:
        """Tell size and version."""
        future.meta.provide_transfer_size(self._head["ContentLength"])
        future.meta.provide_object_etag(self._head["ETag"])

    def on_progress(self, future: Any, bytes_transferred: int, **_: Any) -> None:  # noqa: ARG002  (of s3transfer)
        """Count bytes."""
        self._advance(bytes_transferred)
