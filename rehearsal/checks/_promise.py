"""What a component promises, and whether the account keeps it.

A promise is looked at by one function, which says what it found, or raises: `NotKeptError` when the account is not as
promised, `NotMadeError` when the program did not ask for it. Whether a promise was made may be read from what the
program declared; whether it is kept, from AWS's API alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from botocore.exceptions import ClientError

from ._outcome import NotKeptError, NotMadeError
from ._view import View

Status = Literal["passed", "failed", "not_applicable"]
Look = Callable[[View], str]


@dataclass(frozen=True, kw_only=True)
class Check:
    """A promise of one component, looked at."""

    id: str
    title: str
    """The promise in plain words."""
    component: str
    """Name of the component that promised; empty for the stack as a whole."""
    component_type: str
    """Pulumi's type of that component; empty for the stack as a whole."""
    status: Status
    found: str
    """What the account holds, or why the promise was not made."""
    remedy: str
    """What to do, when it failed; else empty."""


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A promise that every component of a type makes."""

    id: str
    title: str
    remedy: str
    token: str
    """Pulumi's type of the components that make it; empty for the stack as a whole."""
    look: Look

    def check(self, view: View) -> Check:
        """Look at one component."""
        status, found = self._look(view)
        return Check(
            id=self.id,
            title=self.title,
            component=view.name,
            component_type=self.token,
            status=status,
            found=found,
            remedy=self.remedy if status == "failed" else "",
        )

    def _look(self, view: View) -> tuple[Status, str]:
        try:
            return "passed", self.look(view)
        except NotKeptError as broken:
            return "failed", str(broken)
        except NotMadeError as reason:
            return "not_applicable", str(reason)
        except ClientError as error:
            details = error.response.get("Error", {})
            return "failed", f"AWS answered {details.get('Code')} to {error.operation_name}: {details.get('Message')}"
        except Exception as error:  # one check that cannot look must not hide what the others see
            return "failed", f"the check itself failed ({type(error).__name__}: {error})"


class Topic:
    """The promises of one type of component, in the order in which they are looked at."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.promises: list[Promise] = []

    def promise(self, promise_id: str, title: str, *, remedy: str) -> Callable[[Look], Look]:
        """Register the function that looks at a promise."""

        def register(look: Look) -> Look:
            self.promises.append(Promise(id=promise_id, title=title, remedy=remedy, token=self.token, look=look))
            return look

        return register
