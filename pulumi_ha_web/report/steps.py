"""The engine's steps -> changes: one for each resource, whatever number of steps the engine takes for it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .masking import Mask
from .model import Change, Op
from .values import differing, from_account

_OWN_COMPONENTS = "ha-web:"
_OPS = {
    "create": Op.CREATE,
    "import": Op.IMPORT,
    "import-replacement": Op.REPLACE,
    "update": Op.UPDATE,
    "replace": Op.REPLACE,
    "create-replacement": Op.REPLACE,
    "delete-replaced": Op.REPLACE,
    "delete": Op.DELETE,
    "same": Op.SAME,
    "refresh": Op.SAME,
    "remove-pending-replace": Op.SAME,
}
"""Other words of the engine (`read`, `discard`, `read-replacement`, …) are about what this stack does not own."""
_RANK = [Op.SAME, Op.IMPORT, Op.UPDATE, Op.CREATE, Op.DELETE, Op.REPLACE]
"""Of two steps about one resource, the later one here is what happens to it."""


@dataclass(frozen=True)
class Step:
    """One step of the engine, as far as it is as Pulumi writes it."""

    op: str
    urn: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    detailed: Mapping[str, Any]
    named: tuple[str, ...]
    replacing: tuple[str, ...]

    @property
    def type(self) -> str:
        """The resource's type token."""
        return _types(self.urn)[-1]


def steps_of(steps: Any) -> tuple[list[Step], int]:
    """Return the steps of a preview, and how many of them are not as Pulumi writes them."""
    if steps is None:
        return [], 0
    if not isinstance(steps, list):
        return [], 1
    found = [step for each in steps if (step := _step(each))]
    return found, len(steps) - len(found)


def is_stack(urn: str) -> bool:
    """Tell whether a URN is that of the stack itself."""
    return _types(urn) == ["pulumi:pulumi:Stack"]


def changes(steps: Sequence[Step], mask: Mask) -> tuple[Change, ...]:
    """Return what happens to each resource, in the order of its first step."""
    parents = {step.urn: parent for step in steps if (parent := _parent(step))}
    components = {step.urn for step in steps if _is_component(step)}
    by_urn: dict[str, list[Step]] = {}
    for step in steps:
        # The state's own resources and providers are in no account.
        if step.op in _OPS and not step.type.startswith("pulumi:") and step.urn not in components:
            by_urn.setdefault(step.urn, []).append(step)
    found = [_change(urn, _live(own), parents, components, mask) for urn, own in by_urn.items()]
    called = Counter((each.kind, each.short_name) for each in found)
    return tuple(replace(each, shares_name=called[each.kind, each.short_name] > 1) for each in found)


def _change(urn: str, steps: Sequence[Step], parents: Mapping[str, str], components: set[str], mask: Mask) -> Change:
    op = _op(steps)
    # What a replacement consists of may come without its states, beside the step that stands for the whole.
    of_this = [each for each in steps if _OPS[each.op] is op] or steps
    main = max(of_this, key=lambda each: len(each.old) + len(each.new))
    old, new = _sides(op, main, mask)
    roots = main.named or tuple(main.detailed)
    differs = op in (Op.UPDATE, Op.REPLACE)
    arguments = differing(old, new, roots, _replacing(main)) if differs else ()
    outputs = mask.value(main.old.get("outputs") or {}) if op in (Op.UPDATE, Op.REPLACE, Op.DELETE) else {}
    if op is Op.UPDATE and not arguments:
        arguments = from_account(outputs, new, roots)
    component, component_name = _component(urn, parents)
    state = main.old if op is Op.DELETE else main.new or main.old
    return Change(
        urn=mask.text(urn),
        type=mask.text(main.type),
        name=mask.text(urn.rpartition("::")[2]),
        op=op,
        component=mask.text(component),
        component_name=mask.text(component_name),
        arguments=arguments,
        named=() if arguments or not differs else tuple(sorted({mask.text(each) for each in roots})),
        old=old,
        new=new,
        outputs=outputs if isinstance(outputs, dict) else {},
        id=mask.text(text) if isinstance(text := main.old.get("id") or main.new.get("id"), str) else "",
        dependencies=_urns(state.get("dependencies"), components, mask),
        sources=_sources(state, components, mask),
        deletes_first=_deletes_first(steps) if op is Op.REPLACE else None,
        leftover=_is_leftover(main),
        protected=bool(main.old.get("protect")),
    )


def _live(steps: Sequence[Step]) -> Sequence[Step]:
    """Return the steps about the resource itself, without those about a copy of it that was left behind."""
    return [each for each in steps if not _is_leftover(each)] or steps


def _is_leftover(step: Step) -> bool:
    return step.op == "delete" and step.old.get("delete") is True


def _op(steps: Sequence[Step]) -> Op:
    """Return what happens to a resource."""
    ops = {_OPS[each.op] for each in steps}
    if ops == {Op.REPLACE} and all(each.op == "delete-replaced" for each in steps):
        return Op.DELETE
    if {Op.CREATE, Op.DELETE} <= ops:
        return Op.REPLACE
    return max(ops, key=_RANK.index)


def _sides(op: Op, step: Step, mask: Mask) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return a resource's inputs before and after."""
    if op is Op.SAME:
        same = _inputs(step.new or step.old, mask)
        return same, same
    old = {} if op is Op.CREATE else _inputs(step.old, mask)
    return old, {} if op is Op.DELETE else _inputs(step.new, mask)


def _inputs(state: Mapping[str, Any], mask: Mask) -> Mapping[str, Any]:
    inputs = mask.value(state.get("inputs") or {})
    return inputs if isinstance(inputs, dict) else {}


def _replacing(step: Step) -> tuple[str, ...]:
    if step.replacing:
        return step.replacing
    return tuple(
        path
        for path, each in step.detailed.items()
        if isinstance(each, dict) and str(each.get("kind", "")).endswith("-replace")
    )


def _deletes_first(steps: Sequence[Step]) -> bool | None:
    """Return whether the old resource goes first; known where the preview shows each of a replacement's steps."""
    order = [each.op for each in steps if each.op in ("create-replacement", "delete-replaced")]
    return order[0] == "delete-replaced" if len(order) > 1 else None


def _component(urn: str, parents: Mapping[str, str]) -> tuple[str, str]:
    """Return the type's last part and the name of the nearest component around a resource."""
    *around, own = _types(urn)
    ours = [each for each in around if each.startswith(_OWN_COMPONENTS)]
    others = [each for each in around if each.partition(":")[0] != own.partition(":")[0]]
    token = (ours or others or [""])[-1]
    parent = parents.get(urn, "")
    for _ in range(len(around)):
        if not token or _types(parent)[-1] == token:
            break
        parent = parents.get(parent, "")
    found = token and _types(parent)[-1] == token
    return token.rpartition(":")[2], parent.rpartition("::")[2] if found else ""


def _types(urn: str) -> list[str]:
    """Return the type tokens of a URN, those of its parents before its own."""
    parts = urn.split("::")
    return parts[2].split("$") if len(parts) > 3 else [""]


def _parent(step: Step) -> str:
    parent = (step.new or step.old).get("parent")
    return parent if isinstance(parent, str) else ""


def _is_component(step: Step) -> bool:
    state = step.new or step.old
    return state.get("custom") is False


def _urns(urns: Any, components: set[str], mask: Mask) -> tuple[str, ...]:
    if not isinstance(urns, list):
        return ()
    known = (each for each in urns if isinstance(each, str) and each not in components)
    return tuple(sorted({mask.text(each) for each in known}))


def _sources(state: Mapping[str, Any], components: set[str], mask: Mask) -> Mapping[str, tuple[str, ...]]:
    sources = state.get("propertyDependencies")
    if not isinstance(sources, dict):
        return {}
    found = {key: _urns(urns, components, mask) for key, urns in sources.items()}
    return {mask.text(key): urns for key, urns in found.items() if urns}


def _step(each: Any) -> Step | None:
    if not isinstance(each, dict):
        return None
    op, urn = each.get("op"), each.get("urn")
    if not isinstance(op, str) or not isinstance(urn, str) or not urn.startswith("urn:pulumi:"):
        return None
    if urn.count("::") < 3:
        return None
    old, new, detailed = (each.get(key) or {} for key in ("oldState", "newState", "detailedDiff"))
    if not all(isinstance(part, dict) for part in (old, new, detailed)):
        return None
    named, replacing = (_texts(each.get(key)) for key in ("diffReasons", "replaceReasons"))
    return Step(op, urn, old, new, detailed, named, replacing)


def _texts(found: Any) -> tuple[str, ...]:
    return tuple(text for text in found if isinstance(text, str)) if isinstance(found, list) else ()


def by_urn(found: Iterable[Change]) -> Mapping[str, Change]:
    """Return changes by their URNs."""
    return {each.urn: each for each in found}
