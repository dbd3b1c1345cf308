"""Brings a stack whose deployment was interrupted back to where `pulumi up` can go on."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import HaWebError
from ..stack import Stack
from .account import Account
from .finders import FINDERS, REPEATABLE
from .state import Missing, interrupted, known, planned, with_found

ROUNDS = 12
"""What is found makes the arguments of more known, and so on: the chain from a VPC to a scaling policy is shorter."""

Tell = Callable[[Missing, str], None]


def recover(stack: Stack, *, cancel: bool, tell: Tell) -> int:
    """Take what is in the account already into the state; return how many things that were.

    Args:
        stack: The stack.
        cancel: Whether to take the lock of a deployment that was killed.
        tell: Called with each thing found, and its id.

    Raises:
        HaWebError: something cannot be looked for, or the engine refused; the state is then as it was.
    """
    if cancel:
        stack.cancel()
    account, taken = Account(stack.settings()), set[str]()
    for _ in range(ROUNDS):
        exported = stack.export()
        begun = interrupted(exported)
        missing = begun or planned(stack.preview(), exported)
        found = [(each, own_id) for each in missing if (own_id := look(each, known(exported), account)) is not None]
        for each, own_id in found:
            if each.urn in taken:
                raise HaWebError(
                    f"{each.name}: {own_id} is in the account, and the engine, asked to read it, says that it is not; "
                    f"try `pulumi refresh --stack {stack.name}`, or delete it by hand"
                )
            taken.add(each.urn)
            tell(each, own_id)
        if found or begun:
            stack.take_in(with_found(exported, found))
        if not found and not begun:
            break
    return len(taken)


def look(missing: Missing, held: frozenset[tuple[str, str]], account: Account) -> str | None:
    """Return the id of something in the account that the state does not have.

    None when it is not there, or when that by which it is looked for is still to be found itself.

    Raises:
        HaWebError: there are several that it could be, or nobody knows how to look for its type.
    """
    if missing.type in REPEATABLE:
        return None
    finder = FINDERS.get(missing.type)
    if finder is None:
        raise HaWebError(
            f"{missing.name}: nobody knows how to look for a {missing.type}; look in the account by hand, and bring "
            f"what is there into the state: pulumi import {missing.type} {missing.name} <its id>"
        )
    if not missing.unknown.isdisjoint(finder.needs):
        return None
    ids = [each for each in dict.fromkeys(finder.find(account, missing.inputs)) if (missing.type, each) not in held]
    if len(ids) > 1:
        raise HaWebError(
            f"{missing.name}: {len(ids)} in the account could be it ({', '.join(ids)}), and none is in the state; "
            "delete those that nothing uses, then recover again"
        )
    return ids[0] if ids else None
