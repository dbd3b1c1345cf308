"""What concerns every service: a call that the emulation does not have."""

import warnings
from collections.abc import Callable
from typing import Any

from ._correction import Correction, Patches

_Answer = Callable[..., Any]


def _missing_call_is_a_client_error(patches: Patches) -> None:
    from moto.core.exceptions import ServiceException
    from moto.core.responses import ActionResult, BaseResponse

    class UnsupportedOperation(ServiceException):  # type: ignore[misc]  # moto is not typed for us
        code = "UnsupportedOperation"

    def wrapper(original: _Answer) -> _Answer:
        def call_action(self: Any) -> Any:
            try:
                return original(self)
            except NotImplementedError:
                error = UnsupportedOperation(
                    f"the emulation has no {self.service_name}:{self._get_action()} (moto does not implement it)"
                )
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # moto remarks that this service's model lacks the code
                    status, headers, body = self.serialized(ActionResult(error))
                headers["status"] = str(status)
                return status, headers, body

        return call_action

    patches.wrap(BaseResponse, "call_action", wrapper)


CORRECTIONS = (
    Correction(
        name="core-missing-call",
        rule="A call that is refused answers a client error with a code and a message, which an SDK raises.",
        source="Amazon EC2 API Reference: Error codes for the Amazon EC2 API (UnsupportedOperation)",
        make=_missing_call_is_a_client_error,
    ),
)
