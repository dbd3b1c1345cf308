"""Amazon S3: bucket policies that demand TLS."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

from ._correction import Correction, Patches

_SECURE_TRANSPORT = "aws:securetransport"
_AWS_DOMAINS = (".amazonaws.com", ".amazonaws.com.cn", ".aws")
_over_tls: ContextVar[bool] = ContextVar("over_tls", default=True)


def came_over_tls(url: str) -> bool:
    """Say whether a request to this address counts as one over TLS.

    One to a name of AWS's does by its scheme. One to a server on this machine always does: it speaks no TLS, and
    stands for an endpoint that does.
    """
    place = urlsplit(url)
    return place.scheme == "https" or not (place.hostname or "").endswith(_AWS_DOMAINS)


def _concerns_this_request(statement: dict[str, Any]) -> bool:
    """Evaluate a statement's `aws:SecureTransport` conditions; others are left to moto, which lets them pass."""
    for operator, keys in (statement.get("Condition") or {}).items():
        for key, wanted in keys.items():
            if key.lower() == _SECURE_TRANSPORT and operator.lower().startswith("bool"):
                values = [wanted] if isinstance(wanted, str | bool) else wanted
                if str(_over_tls.get()).lower() not in [str(value).lower() for value in values]:
                    return False
    return True


def _evaluate_secure_transport(patches: Patches) -> None:
    from moto.iam.access_control import IAMPolicyStatement, PermissionResult
    from moto.s3.responses import S3Response

    def remember_scheme(original: Callable[..., None]) -> Callable[..., None]:
        def setup_class(self: Any, request: Any, full_url: Any = None, *args: Any, **kwargs: Any) -> None:
            _over_tls.set(came_over_tls(str(full_url or request.url)))
            original(self, request, full_url, *args, **kwargs)

        return setup_class

    def ask_condition(original: Callable[..., Any]) -> Callable[..., Any]:
        def is_action_permitted(self: Any, *args: Any, **kwargs: Any) -> Any:
            if not _concerns_this_request(self._statement):
                return PermissionResult.NEUTRAL
            return original(self, *args, **kwargs)

        return is_action_permitted

    patches.wrap(S3Response, "setup_class", remember_scheme)
    patches.wrap(IAMPolicyStatement, "is_action_permitted", ask_condition)


CORRECTIONS = (
    Correction(
        name="s3-secure-transport",
        rule="A statement under the condition aws:SecureTransport concerns a request by whether it came over TLS.",
        source="AWS Identity and Access Management User Guide: AWS global condition context keys",
        make=_evaluate_secure_transport,
    ),
)
