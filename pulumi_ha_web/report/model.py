"""What a pull request's report is about: previews and rehearsals, read and with their secrets already masked.

Sections work on these alone, so that no section can show what must not be shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any


class Op(StrEnum):
    """What happens to a resource."""

    CREATE = "create"
    IMPORT = "import"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    SAME = "same"


class Marker(Enum):
    """What stands where there is no value to show."""

    SECRET = "secret"  # noqa: S105  (the word, not one)
    """A secret, or what may be one."""
    UNKNOWN = "unknown"
    """Only the deployment will tell."""
    ABSENT = "absent"
    """No value at all: an argument that is added, or taken away."""


def unknown_in(value: Any) -> bool:
    """Tell whether the deployment alone will tell a value, or a part of it."""
    if isinstance(value, dict):
        return any(map(unknown_in, value.values()))
    if isinstance(value, list):
        return any(map(unknown_in, value))
    return value is Marker.UNKNOWN


class State(StrEnum):
    """How far a preview came."""

    COMPLETE = "complete"
    FAILED = "failed"
    """It stopped half-way: its changes are a part of those to come."""
    UNREADABLE = "unreadable"
    """It is no preview, or not the whole of one."""


@dataclass(frozen=True, kw_only=True)
class Argument:
    """An argument that differs."""

    path: str
    """`defaultActions[0].redirect.port`."""
    old: Any = Marker.ABSENT
    """Plain JSON with Markers in it."""
    new: Any = Marker.ABSENT
    replaces: bool = False
    """The resource is replaced because of it."""

    @property
    def root(self) -> str:
        """The argument's own name, `defaultActions`."""
        return root_of(self.path)


def root_of(path: str) -> str:
    """Return the name of the argument that a path leads into."""
    return path.partition(".")[0].partition("[")[0]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A resource, and what happens to it. Components, providers and the stack itself are none."""

    urn: str
    type: str
    """Type token, `aws:lb/listener:Listener`."""
    name: str
    """Logical name, `ha-web-dev-http`."""
    op: Op
    component: str = ""
    """Type of the nearest component around it, `LoadBalancer`; empty without one."""
    component_name: str = ""
    """Logical name of that component, `ha-web-dev`; empty where nothing tells it."""
    arguments: tuple[Argument, ...] = ()
    """What differs, of an update or a replacement."""
    named: tuple[str, ...] = ()
    """Arguments that the engine names though nothing in them differs that could be shown."""
    old: Mapping[str, Any] = field(default_factory=dict)
    """Inputs before, as plain JSON with Markers in it; empty of a creation."""
    new: Mapping[str, Any] = field(default_factory=dict)
    """Inputs after; empty of a deletion."""
    outputs: Mapping[str, Any] = field(default_factory=dict)
    """What AWS answered before (addresses, names), of an update, a replacement or a deletion."""
    id: str = ""
    """AWS's own id of the resource before, empty of a creation."""
    dependencies: tuple[str, ...] = ()
    """URNs of what it needs, components left out."""
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Argument: URNs of the resources that its value comes from."""
    deletes_first: bool | None = None
    """A replacement's old resource goes before the new one comes; None where the preview does not say."""
    leftover: bool = False
    """Only a copy is deleted, which an earlier deployment replaced and left behind."""
    protected: bool = False
    """Pulumi refuses to delete it."""
    shares_name: bool = False
    """Without its component's name, another resource of its kind is called the same."""

    @property
    def kind(self) -> str:
        """The type's own word, `Listener`."""
        return self.type.rpartition(":")[2]

    @property
    def short_name(self) -> str:
        """The name without its component's, where that tells it from others: `http`."""
        if self.shares_name:
            return self.name
        rest = self.name.removeprefix(self.component_name) if self.component_name else self.name
        return rest.removeprefix("-") or self.name


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What one `pulumi preview --json` said."""

    project: str
    stack: str
    changes: tuple[Change, ...] = ()
    """In the engine's order; those that stay the same among them, where `has_sames`."""
    problems: tuple[str, ...] = ()
    """Why it failed or cannot be read, the first reason first, each one text of one or a few lines."""
    warnings: tuple[str, ...] = ()
    """What the engine warns of."""
    state: State = State.COMPLETE
    never_deployed: bool = False
    """The stack itself is created."""
    has_sames: bool = False
    """Made with `--show-sames`."""
    refreshed: bool = False
    """The account was read anew first, with `--refresh`, as far as the preview says."""
    unchanged: int | None = None
    """Resources that stay as they are, if that is known."""
    unchanged_with_components: bool = False
    """`unchanged` is the engine's own count, which takes components for resources."""
    source: str = ""
    """Name of the file it was read from, without its folder."""

    def of(self, *ops: Op) -> tuple[Change, ...]:
        """Return the changes of these kinds, in the engine's order."""
        return tuple(each for each in self.changes if each.op in ops)

    @property
    def counts(self) -> Mapping[Op, int]:
        """How many changes of each kind there are; SAME is `unchanged`."""
        found = {op: len(self.of(op)) for op in Op if op is not Op.SAME}
        return {op: count for op, count in found.items() if count}

    @property
    def open(self) -> tuple[Change, ...]:
        """What stays the same as far as a preview can tell: a value that it gets is not known yet.

        The engine takes such a value to be the old one where the provider does: a list of subnets, one of them new.
        """
        return tuple(each for each in self.of(Op.SAME) if unknown_in(each.new))

    @property
    def real_changes(self) -> tuple[Change, ...]:
        """All that does not stay as it is."""
        return tuple(each for each in self.changes if each.op is not Op.SAME)


@dataclass(frozen=True, kw_only=True)
class Check:
    """A promise that a rehearsal looked at."""

    id: str
    title: str
    component: str = ""
    """Type of the component that made it, `LoadBalancer`; empty for the stack as a whole."""
    status: str = ""
    """`passed`, `failed` or `not_applicable`."""
    found: str = ""
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class Drill:
    """Something that a rehearsal broke on purpose."""

    id: str
    title: str
    status: str = ""
    """As of a Check."""
    found: str = ""


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """What one `ha-web rehearse --json` said."""

    project: str
    """Empty where the rehearsal stopped before it knew."""
    stack: str
    ok: bool = False
    region: str = ""
    resources: int = 0
    """How many it created."""
    checks: tuple[Check, ...] = ()
    drills: tuple[Drill, ...] = ()
    assumed: tuple[str, ...] = ()
    """Sentences: what a real account must have."""
    problems: tuple[str, ...] = ()
    """What stopped it, or why its file cannot be read."""
    state: State = State.COMPLETE
    source: str = ""
    """Name of the file it was read from, without its folder."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One stack: its preview, its rehearsal, or both."""

    preview: Preview | None = None
    rehearsal: Rehearsal | None = None

    @property
    def project(self) -> str:
        """Name of the project, empty where neither knows it."""
        names = [each.project for each in (self.preview, self.rehearsal) if each]
        return next(filter(None, names), "")

    @property
    def stack(self) -> str:
        """Name of the stack."""
        names = [each.stack for each in (self.preview, self.rehearsal) if each]
        return next(filter(None, names), "")


@dataclass(frozen=True, kw_only=True)
class Block:
    """What one section has to say about one stack."""

    title: str
    """Heading, plain text without Markdown; also what is named where the block had to be left out. May be empty."""
    text: str
    """Markdown, everything from outside in it escaped (`markdown.py`)."""
    weight: int
    """What is lightest is left out first where the comment is too long; `model.Weight` has those in use."""
    short: str = ""
    """What takes the text's place where that is too long, before the block is left out altogether. May be empty."""


class Weight:
    """How much a reviewer would miss a block. Any number goes; these are the ones in use, from light to heavy."""

    DIAGRAM = 10
    CREATIONS = 20
    AVAILABILITY = 30
    UPDATES = 40
    REHEARSAL = 50
    REHEARSAL_FAILED = 70
    REPLACEMENTS = 80
    PROBLEMS = 90
