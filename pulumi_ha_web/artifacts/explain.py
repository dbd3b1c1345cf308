"""Every way a call can fail, as one sentence with what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from botocore import exceptions as boto

from ..errors import ArtifactError
from .refusals import action_of, meaning, refusal_of

__all__ = ["action_of", "code_of", "explaining"]

_FULL = {errno.ENOSPC, errno.EDQUOT}
_NO_CREDENTIALS = (
    "no AWS credentials were found; sign in (`aws sso login`), name a profile with --profile, or set AWS_ACCESS_KEY_ID "
    "and AWS_SECRET_ACCESS_KEY"
)
_RENEWABLE = (
    boto.CredentialRetrievalError,
    boto.LoginError,
    boto.NoAuthTokenError,
    boto.SSOError,
    boto.TokenRetrievalError,
    boto.RefreshWithMFAUnsupportedError,
    boto.MetadataRetrievalError,
)
_DROPPED = (
    boto.ConnectionClosedError,
    boto.ReadTimeoutError,
    boto.ResponseStreamingError,
    boto.IncompleteReadError,
)


@contextmanager
def explaining(
    doing: str, *, bucket: str | None = None, key: str | None = None, version_id: str | None = None
) -> Iterator[None]:
    """Turn what AWS, the network or the disk answers inside into one sentence.

    Args:
        doing: What is being done, with what the person gave: `uploading dist/app.tar`. The sentence begins with it.
        bucket: Bucket that it is about.
        key: Object that it is about.
        version_id: Version of the object that was asked for.

    Raises:
        ArtifactError: `<doing>: <what is wrong>; <what to do>`. Its cause is the original; `code_of` tells AWS's code.
    """
    try:
        yield
    except boto.ClientError as error:
        refusal = refusal_of(error.response, error.operation_name)
        text = meaning(refusal, bucket, key, versioned=version_id is not None)
        raise ArtifactError(f"{doing}: {text}") from error
    except boto.BotoCoreError as error:
        raise ArtifactError(f"{doing}: {_unsent(error)}") from error
    except OSError as error:
        raise ArtifactError(f"{doing}: {_local(error)}") from error


def code_of(error: BaseException) -> str | None:
    """Return AWS's code (`PreconditionFailed`) of an error, or of what caused it; None when AWS refused nothing."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, boto.ClientError):
            return refusal_of(cause.response, cause.operation_name).code
        cause = cause.__cause__
    return None


def _unsent(error: boto.BotoCoreError) -> str:
    """Return the sentence about what never reached AWS, or came back damaged."""
    match error:
        case boto.NoCredentialsError():
            return _NO_CREDENTIALS
        case boto.PartialCredentialsError():
            return f"the AWS credentials are incomplete: {error.kwargs['cred_var']} is missing; set it as well"
        case boto.NoRegionError():
            return "no AWS region is set; name one with --region, or set AWS_REGION"
        case boto.ParamValidationError():
            return f"it was not sent: {' '.join(str(error).split())}; correct what was given"
        case boto.ProxyConnectionError():
            return "the proxy does not answer; check HTTPS_PROXY, and NO_PROXY for hosts that need none"
        case boto.SSLError():
            return f"{_url(error)} is not who it says it is; check the address, and the CA bundle (AWS_CA_BUNDLE)"
        case boto.ChecksumError() | boto.FlexibleChecksumError():
            return "what arrived is not what was sent: its checksum differs; try again"
    if isinstance(error, _RENEWABLE):
        reason = str(error).rstrip(".")
        return f"the AWS credentials cannot be renewed ({reason}); sign in again (`aws sso login`), or set new ones"
    if isinstance(error, _DROPPED):
        return f"the connection to {_url(error)} broke off, at every attempt anew; check the network, try again"
    if isinstance(error, boto.HTTPClientError | boto.ConnectionError):
        return f"nothing answers at {_url(error)}; check the network, the region and --endpoint-url"
    return f"{str(error).rstrip('.')}; check the AWS configuration"


def _url(error: boto.BotoCoreError) -> str:
    """Return where the request went, without what it asked for."""
    found = urlsplit(str(error.kwargs.get("endpoint_url") or ""))
    return f"{found.scheme}://{found.netloc}" if found.netloc else "the address of the service"


def _local(error: OSError) -> str:
    """Return the sentence about the disk; none of them leaves out which file it is, where the system tells."""
    file = str(error.filename) if error.filename else "the file"
    match error:
        case OSError(errno=number) if number in _FULL:
            return f"the disk is full{f' at {file}' if error.filename else ''}; make room, then do it again"
        case FileNotFoundError():
            return f"{file} is not there; check the path"
        case PermissionError():
            return f"{file} may not be read or written by this user; change its permissions, or choose another place"
        case IsADirectoryError():
            return f"{file} is a folder; name a file, or use `ha-web artifacts copy` for folders"
        case NotADirectoryError() | FileExistsError():
            return f"{file} is in the way: it is not a folder; choose another place"
        case OSError(errno=errno.EMFILE | errno.ENFILE):
            return "too many files are open; raise the limit (`ulimit -n 4096`)"
        case OSError(errno=errno.EROFS):
            return f"{file} is on a disk that cannot be written to; choose another place"
    return f"{error.strerror or error}{f' at {file}' if error.filename else ''}; see to it, then do it again"
