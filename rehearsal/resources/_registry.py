"""Which resource types and lookups the rehearsal knows, and how one is carried out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from ._cloud import Cloud
from ._filled import Filled, fill
from ._inputs import ArgumentError, Inputs


class Made(NamedTuple):
    """A created resource: its id, and what the provider answers beyond the inputs."""

    id: str
    computed: dict[str, Any]


Create = Callable[[Cloud, Inputs], Made]
Look = Callable[[Cloud, Inputs], dict[str, Any]]


@dataclass(frozen=True)
class _Kind:
    create: Create
    regional: bool
    filled: Filled


RESOURCES: dict[str, _Kind] = {}
"""Resource types by Pulumi's token."""

INVOKES: dict[str, Look] = {}
"""Lookups by Pulumi's token."""


def resource(token: str, unset: Filled | None = None, *, regional: bool = True) -> Callable[[Create], Create]:
    """Register the function that creates resources of a type.

    `unset` is what the provider answers beyond what the function does; a type that is not regional answers no `region`.
    """

    def register(create: Create) -> Create:
        if token in RESOURCES:
            raise ValueError(f"{token}: two functions create it")
        RESOURCES[token] = _Kind(create, regional, unset or {})
        return create

    return register


def invoke(token: str) -> Callable[[Look], Look]:
    """Register the function that answers a lookup."""

    def register(look: Look) -> Look:
        if token in INVOKES:
            raise ValueError(f"{token}: two functions answer it")
        INVOKES[token] = look
        return look

    return register


def create(cloud: Cloud, token: str, logical_name: str, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Create a resource; return its id and its outputs.

    Raises:
        ArgumentError: the type or one of the arguments is not known to the rehearsal.
    """
    kind = RESOURCES.get(token)
    if kind is None:
        raise ArgumentError(
            f"{token}: the rehearsal does not know this resource type; teach it in rehearsal/resources/"
        )
    inputs = Inputs(values, logical_name)
    if kind.regional:
        _refuse_other_region(cloud, inputs)
    made = kind.create(cloud, inputs)
    _refuse_unread(token, inputs)
    outputs = {**fill({**inputs.plain(), **made.computed}, kind.filled), "id": made.id}
    if kind.regional:
        outputs["region"] = cloud.region
    if inputs.tagged:
        outputs["tagsAll"] = inputs.get("tags", {})
    return made.id, outputs


def look_up(cloud: Cloud, token: str, values: dict[str, Any]) -> dict[str, Any]:
    """Answer a lookup.

    Raises:
        ArgumentError: the lookup or one of its arguments is not known to the rehearsal, or nothing is found.
    """
    look = INVOKES.get(token)
    if look is None:
        raise ArgumentError(f"{token}: the rehearsal does not know this lookup; teach it in rehearsal/resources/")
    inputs = Inputs(values)
    _refuse_other_region(cloud, inputs)
    answer = look(cloud, inputs)
    _refuse_unread(token, inputs)
    return {**inputs.plain(), **answer}


def _refuse_other_region(cloud: Cloud, inputs: Inputs) -> None:
    region = inputs.get("region", cloud.region)
    if region != cloud.region:
        raise ArgumentError(f"region: must be the stack's own, {cloud.region}, in a rehearsal, got {region}")


def _refuse_unread(token: str, inputs: Inputs) -> None:
    if unread := inputs.unread():
        raise ArgumentError(
            f"{token}: the rehearsal does not know the argument{'s' if len(unread) > 1 else ''} "
            f"{', '.join(unread)}; teach it in rehearsal/resources/"
        )
