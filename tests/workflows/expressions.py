"""GitHub's expressions, as far as the workflows use them.

Written after "Evaluate expressions in workflows and actions" (docs.github.com): contexts by name, `==`, `!=`, `!`,
`&&`, `||`, parentheses, `format`, and the functions that ask for the state of a run. What is missing in a context is
null, and equal to the empty text. Anything else stops with an error, so that no expression is understood by chance.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<and>&&)|(?P<or>\|\|)|(?P<same>==|!=)|(?P<not>!)|(?P<sign>[(),\[\]])"
    r"|(?P<call>[a-z]+(?=\())|(?P<at>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*))"
)
STATES = ("success", "failure", "cancelled", "always")
"""Functions that take away a condition's own `success() &&`."""


class ExpressionError(Exception):
    """An expression says something that is not known here."""


class Context(dict[str, Any]):
    """A context: names regardless of case, and nothing where there is none."""

    def __missing__(self, key: str) -> Any:
        return next((value for name, value in self.items() if name.lower() == key.lower()), "")


def value(expression: str, contexts: Mapping[str, Any], states: Mapping[str, bool] | None = None) -> Any:
    """Return what an expression comes to.

    Args:
        expression: What stands between `${{` and `}}`.
        contexts: `github`, `vars`, `matrix` and so on.
        states: What each function of `STATES` answers.
    """

    def at(path: str) -> Any:
        first, *rest = path.split(".")
        if first not in contexts:
            raise ExpressionError(f"{expression}: there is no context {first} here")
        found = contexts[first]
        for name in rest:
            found = Context(found)[name] if isinstance(found, Mapping) else ""
        return Context(found) if isinstance(found, Mapping) else found

    functions: dict[str, Callable[..., Any]] = {"format": lambda template, *given: template.format(*given)}
    for name, answer in (states or {}).items():
        functions[name] = lambda answer=answer: answer
    python = _translated(expression, set(functions))
    return eval(python, {"__builtins__": {}}, {"at": at, **functions})  # only what _translated let through


def _translated(expression: str, functions: set[str]) -> str:
    """Return an expression in Python's words."""
    parts, place = [], 0
    while expression[place:].strip():
        match = _TOKEN.match(expression, place)
        if match is None or (match["call"] and match["call"] not in functions):
            raise ExpressionError(f"{expression}: not known here: {expression[place:].strip()}")
        kind, found = str(match.lastgroup), str(match[str(match.lastgroup)])
        parts.append(
            {
                "text": repr(found[1:-1].replace("''", "'")) if kind == "text" else "",
                "and": " and ",
                "or": " or ",
                "not": " not ",
                "at": f"at({found!r})",
            }.get(kind, found)
        )
        place = match.end()
    return "".join(parts).strip()


def holds(condition: str, contexts: Mapping[str, Any], states: Mapping[str, bool]) -> bool:
    """Return whether the `if:` of a job or a step lets it run."""
    inner = condition.strip()
    if inner.startswith("${{") and inner.endswith("}}"):
        inner = inner[3:-2]
    asked = any(re.search(rf"\b{name}\(", inner) for name in STATES)
    if not asked and not states["success"]:
        return False
    return bool(value(inner, contexts, states)) if inner.strip() else True


def filled(template: str, contexts: Mapping[str, Any]) -> str:
    """Return a text with the value of each expression in it."""

    def one(match: re.Match[str]) -> str:
        found = value(match[1], contexts)
        return {True: "true", False: "false"}.get(found, str(found)) if isinstance(found, bool) else str(found)

    return re.sub(r"\$\{\{(.*?)\}\}", one, template)
