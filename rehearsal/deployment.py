"""What a rehearsal leaves behind: every resource as the program asked for it and as it came out."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self

from ._emulator import Account


@dataclass(frozen=True, kw_only=True)
class Options:
    """The resource options that reached the engine; the names are Pulumi's."""

    protect: bool | None = None
    delete_before_replace: bool | None = None
    retain_on_delete: bool | None = None
    ignore_changes: tuple[str, ...] = ()
    replace_on_changes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """URNs, or `name=…`-like descriptions of those given in parts."""
    provider: str = ""


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A resource that was really created."""

    urn: str
    type: str
    name: str
    parent: str
    """URN of the parent."""
    id: str
    inputs: Mapping[str, Any]
    """What the program gave, secrets as plain values."""
    outputs: Mapping[str, Any]
    """What the provider answered."""
    dependencies: tuple[str, ...] = ()
    """URNs of what had to be there first, sorted."""
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The same by argument."""
    options: Options = Options()


@dataclass(frozen=True, kw_only=True)
class Component:
    """A component resource of the program."""

    urn: str
    type: str
    name: str
    parent: str
    outputs: Mapping[str, Any] = field(default_factory=dict)
    """What it registered."""
    options: Options = Options()


@dataclass(frozen=True, kw_only=True)
class Invoke:
    """A lookup that the program made."""

    token: str
    arguments: Mapping[str, Any]
    answer: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Progress:
    """A step of a rehearsal, while it runs."""

    event: Literal["creating", "created"]
    urn: str
    type: str
    name: str
    count: int
    """Resources created so far."""


@dataclass(kw_only=True)
class Deployment:
    """A deployed stack in an emulated account that stays open: use it in a `with` block, or close it."""

    project: str
    stack: str
    account: Account
    resources: tuple[Resource, ...]
    """In the order in which they were created."""
    components: tuple[Component, ...]
    outputs: Mapping[str, Any]
    """What the stack exports, as plain values."""
    secret_outputs: frozenset[str]
    """Names of the exports that Pulumi would not show."""
    assumptions: tuple[str, ...]
    """What was taken for granted, as sentences."""
    invokes: tuple[Invoke, ...]
    seconds: float
    """Time from the start of the program to its last resource."""
    _stack: ExitStack

    def client(self, service: str, region: str | None = None) -> Any:
        """Return a boto3 client of the account that this was deployed to, in its own region or another."""
        return self.account.in_region(region or self.account.region).client(service)

    def of_type(self, token: str) -> tuple[Resource, ...]:
        """Return the resources of a type, in the order in which they were created."""
        return tuple(resource for resource in self.resources if resource.type == token)

    def children_of(self, urn: str) -> Iterator[Resource]:
        """Yield every resource below a component, however deep."""
        parents = {component.urn: component.parent for component in self.components}
        parents |= {resource.urn: resource.parent for resource in self.resources}
        for resource in self.resources:
            above = resource.parent
            while above and above != urn:
                above = parents.get(above, "")
            if above:
                yield resource

    def close(self) -> None:
        """Close the account; nothing of it is left."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
