"""The settings reference, docs/settings.md, written from the models and the rules."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .rules import RULES
from .schema import stack_schema
from .settings import SECTIONS
from .stack_file import PROJECT

FILE = Path(__file__).parent.parent / "docs" / "settings.md"
"""Where the reference is kept."""

EXAMPLE = """\
# yaml-language-server: $schema=config/stack.schema.json
config:
  aws:region: eu-west-1
  ha-web:naming:
    owner: web-team
  ha-web:network:
    nat: single
  ha-web:scaling:
    min_size: 2
    max_size: 8
    target_tracking:
      - metric: cpu
        target_value: 60
      - metric: alb_requests_per_target
        target_value: 1000
    schedules:
      morning:
        cron: 30 7 * * MON-FRI
        time_zone: Europe/Dublin
        min_size: 4
  ha-web:load_balancer:
    domain:
      name: www.example.com
      hosted_zone_name: example.com
"""

_HEAD = f"""\
# Settings

<!-- Written by `make generate` from config/; changes made here are lost, and a test notices. -->

A stack's settings stand in `Pulumi.<stack>.yaml`, one mapping a section, under `config:`. Two lines are a whole file:

```yaml
config:
  aws:region: eu-west-1
```

Everything else has a default. `python -m config check` names every problem of a file at once, with its line, and
nothing is deployed as long as there is one. With the first line of this example, editors complete and check the file:

```yaml
{EXAMPLE}```

In the tables, `[]` stands for each entry of a list and `<name>` for a name of your own. *Required* is what must be
given as soon as what it stands in is. `aws:region` is required; other settings of Pulumi's AWS provider
(`aws:profile`, …) may stand beside it. No setting may be encrypted (`secure:`): none is a secret.
"""


def rendered() -> str:
    """Return the reference's text."""
    schema = stack_schema()
    parts = [_HEAD]
    for name in SECTIONS:
        parts += _section(name, schema["properties"]["config"]["properties"][f"{PROJECT}:{name}"], schema["$defs"])
    parts.append("## Rules across settings\n\nChecked together, before anything is deployed:\n")
    parts.append("\n".join(f"- {rule.sentence}" for rule in RULES) + "\n")
    return "\n".join(parts)


def _section(name: str, section: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[str]:
    """Yield a section's heading and table; one that is of several kinds has a table for each."""
    if "oneOf" not in section:
        definition = definitions[_named(section)]
        yield f"## `{PROJECT}:{name}`\n\n{definition['description']}\n"
        yield _table(definition, definitions)
        return
    yield f"## `{PROJECT}:{name}`\n\n{section['description']}\n"
    for kind in section["oneOf"]:
        definition = definitions[_named(kind)]
        yield f"### strategy `{definition['properties']['strategy']['const']}`\n\n{definition['description']}\n"
        yield _table(definition, definitions)


def _table(definition: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    head = "| key | type | default | meaning | limits |\n|---|---|---|---|---|\n"
    return head + "\n".join(_rows(definition, "", definitions)) + "\n"


def _named(part: Mapping[str, Any]) -> str:
    """Return the name of the model that a reference of the schema leads to."""
    return str(part["$ref"]).rpartition("/")[2]


def _rows(definition: Mapping[str, Any], prefix: str, definitions: Mapping[str, Any]) -> Iterator[str]:
    required = definition.get("required", ())
    for name, field in definition["properties"].items():
        path = f"{prefix}{name}"
        inner, suffix = _model_in(field)
        default = (
            "*required*" if name in required else _default(field, definitions[inner] if inner and not suffix else None)
        )
        cells = (f"`{path}`", _type(field), default, field.get("description", ""), _limits(field))
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
        if inner:
            yield from _rows(definitions[inner], f"{path}{suffix}.", definitions)


def _choices(field: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the forms that a value may have, without `null`."""
    return [each for each in field.get("anyOf", [field]) if each.get("type") != "null"]


def _model_in(field: Mapping[str, Any]) -> tuple[str | None, str]:
    """Return the model that a field holds, and how its keys are reached."""
    form = _choices(field)[0]
    for part, suffix in (
        (form, ""),
        (form.get("items", {}), "[]"),
        (_values(form), ".<name>"),
    ):
        if "$ref" in part:
            return _named(part), suffix
    return None, ""


def _values(form: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of a mapping's values, whose keys may have a pattern."""
    found: Any = form.get("additionalProperties") or next(iter(form.get("patternProperties", {}).values()), {})
    return found if isinstance(found, dict) else {}


def _type(field: Mapping[str, Any]) -> str:
    form = _choices(field)[0]
    if "enum" in form and form.get("type") == "string":
        return " or ".join(f"`{each}`" for each in form["enum"])
    if "const" in form:
        return f"`{form['const']}`"
    if "$ref" in form:
        return "mapping"
    if form["type"] == "array":
        kind = _type(form["items"])
        return f"list of {'mappings' if kind == 'mapping' else f'{kind}s'}"
    words = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
    return words.get(form["type"], "mapping by name")


def _default(field: Mapping[str, Any], definition: Mapping[str, Any] | None) -> str:
    default = field.get("default")
    if default is None:
        return "none"
    if isinstance(default, dict) and definition:
        # A section's default is that of its keys, but for those that it says otherwise.
        default = {key: value for key, value in default.items() if value != _own_default(definition, key, value)}
        return f"`{json.dumps(default)}`" if default else "as below"
    return f"`{default}`" if isinstance(default, str) else f"`{json.dumps(default, ensure_ascii=False)}`"


def _own_default(definition: Mapping[str, Any], key: str, otherwise: object) -> object:
    """Return the default of a key; that of a nested section is its own affair."""
    field = definition["properties"][key]
    return field["default"] if not isinstance(field.get("default"), dict) else otherwise


def _limits(field: Mapping[str, Any]) -> str:
    form = _choices(field)[0]
    limits = []
    if "minimum" in form or "maximum" in form:
        limits.append(f"{form.get('minimum', '')} to {form.get('maximum', '')}")
    if "enum" in form and form.get("type") != "string":
        limits.append(", ".join(map(str, form["enum"])))
    if "patternErrorMessage" in form:
        limits.append(form["patternErrorMessage"].removeprefix("must be "))
    for low, high, what in (("minItems", "maxItems", "entries"), ("minProperties", "maxProperties", "entries")):
        if high in form:
            limits.append(f"{form[low]} to {form[high]} {what}")
    if "maxLength" in form:
        limits.append(f"at most {form['maxLength']} characters")
    return "; ".join(limits)
