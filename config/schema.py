"""The JSON schema of a whole stack file, so that editors complete and check it.

It cannot say everything: what depends on two settings is checked by the program alone.
"""

import json
from pathlib import Path
from typing import Any

from .settings import SECTIONS, Settings
from .stack_file import PROJECT

FILE = Path(__file__).with_name("stack.schema.json")
"""Where the schema is kept."""


def stack_schema() -> dict[str, Any]:
    """Return the schema, in draft 2020-12."""
    settings = Settings.model_json_schema()
    definitions = {name: _bare(part) for name, part in settings["$defs"].items()}
    sections = {f"{PROJECT}:{name}": _bare(settings["properties"][name]) for name in SECTIONS}
    region = _bare(settings["properties"]["region"])
    text = {"type": "string"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of a ha-web stack",
        "description": "A Pulumi.<stack>.yaml of ha-web. docs/settings.md has the same as a table, and the rules "
        "across settings, which an editor does not check.",
        "type": "object",
        "properties": {
            "config": {
                "description": "The stack's configuration.",
                "type": "object",
                "properties": {"aws:region": region, **sections},
                "patternProperties": {f"^(?!{PROJECT}:)[^:]+:.+$": {}},
                "required": ["aws:region"],
                "additionalProperties": False,
            },
            "environment": {"description": "Pulumi ESC environments to take in."},
            "secretsprovider": text,
            "encryptedkey": text,
            "encryptionsalt": text,
        },
        "required": ["config"],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def rendered() -> str:
    """Return the schema's file."""
    return json.dumps(stack_schema(), indent=2, ensure_ascii=False) + "\n"


def _bare(part: Any) -> Any:
    """Leave out pydantic's titles, which only repeat names, and docstrings' line breaks; refuse names off a pattern."""
    if isinstance(part, list):
        return [_bare(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _bare(value) for key, value in part.items() if not (key == "title" and isinstance(value, str))}
    if isinstance(kept.get("description"), str):
        kept["description"] = " ".join(kept["description"].split())
    if "patternProperties" in kept:
        kept.setdefault("additionalProperties", False)
    return kept
