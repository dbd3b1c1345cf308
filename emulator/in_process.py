"""An empty AWS account inside this process, for as long as a `with` block lasts.

moto answers boto3 before a request is sent. What it takes on top is here: dummy credentials before anything looks for
real ones, a guard that stops whatever would still leave the process, and moto's corrections.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, Any

from . import environment, network_guard
from .errors import EmulatorError

if TYPE_CHECKING:
    import boto3

MOTO_VERSION = "5.2.5"
"""The corrections reach into moto from outside, so they are written for this version and refuse any other."""

DEFAULT_ACCOUNT_ID = "123456789012"

_open: "Account | None" = None


class Account:
    """The open account: its region and its clients."""

    def __init__(self, region: str, account_id: str, opened: "Account | None" = None) -> None:
        self.region = region
        self.account_id = account_id
        self._opened = opened or self

    @property
    def is_open(self) -> bool:
        """Whether calls still reach this account."""
        return _open is self._opened

    def in_region(self, region: str) -> "Account":
        """Return the same account as seen from a region; it closes with this one."""
        return self if region == self.region else Account(region, self.account_id, self._opened)

    def client(self, service: str) -> Any:
        """Return the boto3 client of a service in the account's region; the same one each time."""
        if not self.is_open:
            raise EmulatorError("this emulated account is closed; use it inside its `with` block")
        return _client(self.region, service)


@cache
def _session(region: str) -> "boto3.Session":
    # Made once a process, because a session parses botocore's data anew; safe, because its credentials are dummies
    # and `_refuse_without_account` stops it outside an account.
    import boto3

    session = boto3.Session(
        aws_access_key_id=environment.DUMMY_ACCESS_KEY,
        aws_secret_access_key=environment.DUMMY_SECRET_KEY,
        region_name=region,
    )
    session.events.register_first("before-send", _refuse_without_account)
    return session


@cache
def _client(region: str, service: str) -> Any:
    from botocore.config import Config

    config = Config(
        # A second try cannot end otherwise, and would hide the first one's reason for seconds.
        retries={"total_max_attempts": 1},
        parameter_validation=True,
        # For large bodies in process the checksums of "when_supported" cost ten times the transfer itself.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    make_client: Any = _session(region).client  # its stubs know one literal a service
    return make_client(service, config=config)


def _refuse_without_account(**_: object) -> None:
    if _open is None:
        raise EmulatorError("this client belongs to an emulated account, and that account is closed")


def check_version() -> None:
    """Raise unless moto is there in the one version that the corrections are for."""
    try:
        found = metadata.version("moto")
    except metadata.PackageNotFoundError:
        raise EmulatorError(
            f"moto: not installed; install moto[ec2,s3,iam]=={MOTO_VERSION} (the extra `rehearsal`)"
        ) from None
    if found != MOTO_VERSION:
        raise EmulatorError(
            f"moto: must be {MOTO_VERSION}, which the corrections in emulator/ are written for, got {found}; "
            f"install moto[ec2,s3,iam]=={MOTO_VERSION}"
        )


@contextmanager
def account(region: str, account_id: str = DEFAULT_ACCOUNT_ID) -> Iterator[Account]:
    """Open an empty account in this process; nothing of it is left afterwards.

    Raises:
        EmulatorError: another account is open, or moto is not the version that the corrections are for.
    """
    global _open
    if _open is not None:
        raise EmulatorError("an emulated account is already open in this process; close it first")
    check_version()
    with ExitStack() as stack:
        stack.enter_context(environment.emulated(region, account_id))
        stack.enter_context(network_guard.nothing_leaves())
        stack.enter_context(_moto())
        _open = opened = Account(region, account_id)
        try:
            yield opened
        finally:
            _open = None


def _moto() -> AbstractContextManager[object]:
    # Only here: moto reads the environment while it is loaded, and loading it takes a second.
    import moto

    from .corrections import apply

    apply()
    mocked: AbstractContextManager[object] = moto.mock_aws(
        config={
            "core": {
                "mock_credentials": False,  # ours are set, and kept
                "passthrough": {"urls": [], "services": []},
                "reset_boto3_session": True,
                "service_whitelist": None,
            },
            "iam": {"load_aws_managed_policies": False},
        }
    )
    return mocked
