"""Requests through AWS's Common Runtime, the C library below its own tools: several at once without Python's lock."""

import io
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from awscrt import auth, http, s3
from awscrt import io as crt_io
from botocore import exceptions as boto

from ..errors import ArtifactError
from . import crt_requests as requests
from .clients import ATTEMPTS, CONNECT_TIMEOUT, Aws
from .parts import MIB, RANGE_BYTES
from .source import Section
from .wire import Arrival, Reply, Wanted

GIGABITS = 1.0
"""What the library plans its connections and buffers for. It takes what it gets; more would be more memory."""
RANGES = 4
"""Of one download side by side, each in a buffer of a part's size."""
CHECKSUM_WANTED = ("x-amz-checksum-mode", "ENABLED")
THREADS = 2
CODES = {
    "AWS_ERROR_S3_INTERNAL_ERROR": "InternalError",
    "AWS_ERROR_S3_REQUEST_TIMEOUT": "RequestTimeout",
    "AWS_ERROR_S3_REQUEST_TIME_TOO_SKEWED": "RequestTimeTooSkewed",
    "AWS_ERROR_S3_SLOW_DOWN": "SlowDown",
}
"""S3's codes of what the library repeats by itself, in vain: it tells no answer then, but names of its own."""


class CrtWire:
    """A client of the library."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws
        place = urlsplit(aws.endpoint) if aws.endpoint else None
        self._given_host = place.netloc if place else None
        encrypted = place is None or place.scheme == "https"
        self._hasher = ThreadPoolExecutor(1, thread_name_prefix="digest")
        loops = crt_io.EventLoopGroup(THREADS)
        signing = s3.create_default_s3_signing_config(
            region=aws.region, credential_provider=auth.AwsCredentialsProvider.new_delegate(self._credentials)
        )
        self._keys = aws.credentials()  # there are none: said here, by name
        self._client = s3.S3Client(
            bootstrap=crt_io.ClientBootstrap(loops, crt_io.DefaultHostResolver(loops)),
            region=aws.region,
            tls_mode=s3.S3RequestTlsMode.ENABLED if encrypted else s3.S3RequestTlsMode.DISABLED,
            signing_config=signing,
            part_size=RANGE_BYTES,
            throughput_target_gbps=GIGABITS,
            retry_config=s3.S3RetryConfig(max_retries=ATTEMPTS - 1),
            connect_timeout_ms=CONNECT_TIMEOUT * 1000,
        )

    def send(self, operation: str, **parameters: Any) -> Future[Reply]:
        """Send one request and collect its answer."""
        body = parameters.get("Body", b"")
        if operation == "CompleteMultipartUpload":
            body = requests.completion(parameters["MultipartUpload"]["Parts"])
        stream = body if isinstance(body, Section) else io.BytesIO(body) if body else None
        headers = [("Content-Length", str(len(body))), *requests.headers(parameters)]
        return _Exchange(operation, self._url).begin(
            self._client,
            self._request(operation, parameters, headers, stream),
            {"type": s3.S3RequestType.DEFAULT, "operation_name": operation},
        )

    def fetch(self, wanted: Wanted, target: Path, arrival: Arrival) -> Future[Reply]:
        """Have the library get ranges of one version side by side; it hands them over in their order."""
        how = {"type": s3.S3RequestType.GET_OBJECT, "max_active_connections_override": RANGES}
        return _Fetching(self._url, target, arrival, self._hasher).begin(
            self._client,
            # Of a range, S3 does not tell the checksum of the whole.
            self._request("GetObject", wanted.parameters, [CHECKSUM_WANTED] if wanted.is_small else [], None),
            {"type": s3.S3RequestType.DEFAULT, "operation_name": "GetObject"} if wanted.is_small else how,
        )

    def close(self) -> None:
        """Let go of the client; its threads end with it."""
        del self._client
        self._hasher.shutdown()

    @property
    def _url(self) -> str:
        return self._aws.endpoint or f"https://s3.{self._aws.region}.{self._suffix}"

    @property
    def _suffix(self) -> str:
        return "amazonaws.com.cn" if self._aws.region.startswith("cn-") else "amazonaws.com"

    def _request(
        self, operation: str, parameters: dict[str, Any], headers: list[tuple[str, str]], body: Any
    ) -> http.HttpRequest:
        bucket = parameters["Bucket"]
        # With a dot in it, the certificate for one label below S3's name does not cover it.
        in_path = self._given_host is not None or "." in bucket
        host = self._given_host or f"{'' if in_path else bucket + '.'}s3.{self._aws.region}.{self._suffix}"
        return http.HttpRequest(
            requests.method(operation),
            requests.target(operation, parameters, bucket_in_path=in_path),
            http.HttpHeaders([("Host", host), *headers]),
            body,
        )

    def _credentials(self) -> auth.AwsCredentials:
        # The library would not pass on why they cannot be renewed; S3 says of the old ones that they have expired.
        with suppress(ArtifactError):
            self._keys = self._aws.credentials()
        return auth.AwsCredentials(self._keys.access_key, self._keys.secret_key, self._keys.token)


class _Exchange:
    """One request and its answer."""

    def __init__(self, operation: str, url: str) -> None:
        self._operation, self._url = operation, url
        self._headers: list[tuple[str, str]] = []
        self._body: list[bytes] = []
        self._stopped: BaseException | None = None
        self._future: Future[Reply] = Future()
        self._request: Any = None

    def begin(self, client: s3.S3Client, request: http.HttpRequest, how: dict[str, Any]) -> Future[Reply]:
        """Send it."""
        sent = client.make_request(
            request=request, on_headers=self._on_headers, on_body=self._on_body, on_done=self._on_done, **how
        )
        # Its threads may have had the answer, and the end of it, before this one has the request.
        if not self._future.done():
            self._request = sent
        if self._stopped is not None:
            sent.cancel()
        return self._future

    def heard(self) -> None:
        """Look at the head of the answer."""

    def take(self, chunk: bytes) -> None:
        """Take what comes next of the answer."""
        self._body.append(chunk)

    def answer(self) -> Reply:
        """Return the answer, which is there as a whole.

        Raises:
            ClientError: it is a refusal after all.
        """
        body = b"".join(self._body)
        found = requests.reply(self._headers, body)
        # Joining parts begins its answer before it knows the end (API reference, CompleteMultipartUpload).
        if "Code" in found:
            raise _refusal(self._operation, 200, self._headers, body)
        return found

    def _on_headers(self, headers: list[tuple[str, str]], **_: Any) -> None:
        self._headers = headers
        self._or_stop(self.heard)

    def _on_body(self, chunk: bytes, **_: Any) -> None:
        if self._stopped is None:
            self._or_stop(lambda: self.take(chunk))

    def _or_stop(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception as error:  # in a thread of the library, which would lose it
            self._stopped = error
            if self._request is not None:
                self._request.cancel()

    def _on_done(
        self, error: Exception | None = None, error_headers: Any = None, error_body: bytes | None = None, **_: Any
    ) -> None:
        self._request = None  # it holds this exchange, and the body that was sent
        try:
            if self._stopped:
                raise self._stopped
            if status := getattr(error, "status_code", None):
                raise _refusal(self._operation, int(status), error_headers or [], error_body or b"")
            if code := CODES.get(getattr(error, "name", "")):
                raise _refusal(self._operation, 0, [], b"", code)
            if error:
                raise _failure(error, self._url)
            self._future.set_result(self.answer())
        except Exception as failure:
            self._future.set_exception(failure)


class _Fetching(_Exchange):
    """An object that is written to a file as it comes."""

    def __init__(self, url: str, target: Path, arrival: Arrival, hasher: ThreadPoolExecutor) -> None:
        super().__init__("GetObject", url)
        self._arrival, self._hasher, self._file = arrival, hasher, target.open("wb", buffering=0)

    def heard(self) -> None:
        self._arrival.begins(requests.reply(self._headers, b""))

    def take(self, chunk: bytes) -> None:
        # Each takes about as long as the other for a large chunk, and neither needs Python's lock.
        digested = self._hasher.submit(self._arrival.digest, chunk) if len(chunk) >= MIB else None
        left = memoryview(chunk)
        while left:
            left = left[self._file.write(left) :]
        if digested is None:
            self._arrival.digest(chunk)
        else:
            digested.result()
        self._arrival.advance(len(chunk))

    def begin(self, client: s3.S3Client, request: http.HttpRequest, how: dict[str, Any]) -> Future[Reply]:
        """Send the request; the file is closed if it cannot be."""
        try:
            return super().begin(client, request, how)
        except BaseException:
            self._file.close()
            raise

    def _on_done(self, *words: Any, **more: Any) -> None:
        try:
            self._file.close()  # where a disk may say, late, that it is full
        except OSError as error:
            self._stopped = self._stopped or error
        super()._on_done(*words, **more)


def _refusal(
    operation: str, status: int, headers: list[tuple[str, str]], body: bytes, repeated: str | None = None
) -> boto.ClientError:
    """Return what boto3 raises when S3 answers so; `repeated` is the code of what every attempt was answered."""
    told = requests.document(body)
    return boto.ClientError(
        {
            "Error": {**told, "Code": repeated or told.get("Code", str(status)), "Message": told.get("Message", "")},  # type: ignore[typeddict-item]
            "ResponseMetadata": {  # type: ignore[typeddict-item]  # what else boto3 has in it, nobody looks at
                "HTTPStatusCode": status,
                "HTTPHeaders": {name.lower(): value for name, value in headers},
                "RetryAttempts": ATTEMPTS - 1 if repeated else 0,
            },
        },
        operation,
    )


def _failure(error: Exception, url: str) -> boto.BotoCoreError:
    """Return what boto3 raises when there is no answer."""
    name = str(getattr(error, "name", ""))
    if any(word in name for word in ("DNS", "CONNECT_TIMEOUT", "CONNECTION_REFUSED", "NO_ROUTE")):
        return boto.EndpointConnectionError(endpoint_url=url)
    if "TLS" in name:
        return boto.SSLError(endpoint_url=url, error=error)
    return boto.ConnectionClosedError(endpoint_url=url, error=error)
