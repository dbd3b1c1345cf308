"""A stack's settings file for another backend: nothing in it but what encrypts, and what is encrypted, is changed.

The text is edited where YAML says that a value stands, so that everything else reads exactly as Pulumi reads it in the
file itself.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import yaml

Edit = tuple[int, int, str]
"""Where a text is changed: from, to, what takes its place."""

_ENCRYPTED_BY = {"secretsprovider": "passphrase", "encryptedkey": ""}
"""Settings of another way to encrypt than by a passphrase, and what they are when there is none."""


def find(stack: str, program: Path) -> Path | None:
    """Return the settings file of a stack, where `pulumi` looks for it."""
    folder = program / str(project(program).get("stackConfigDir") or "")
    names = (f"Pulumi.{stack}.yaml", f"Pulumi.{stack}.yml")
    return next((folder / name for name in names if (folder / name).is_file()), None)


def project(program: Path) -> dict[str, object]:
    """Return what the project's own file says; empty where there is none, or none that can be read."""
    for name in ("Pulumi.yaml", "Pulumi.yml"):
        try:
            told = yaml.safe_load((program / name).read_text("utf-8"))
        except (OSError, ValueError, yaml.YAMLError):
            continue
        return told if isinstance(told, dict) else {}
    return {}


def for_throw_away(text: str, salt: str, placeholder: str) -> str:
    """Return a settings file whose secrets are placeholders.

    Args:
        text: The file.
        salt: Its `encryptionsalt`, of the passphrase that `placeholder` was encrypted with.
        placeholder: What takes the place of each `secure:` value.
    """
    try:
        root = yaml.compose(text, yaml.SafeLoader)
    except yaml.YAMLError:
        return text  # Pulumi itself says what is wrong with it
    own = f"encryptionsalt: {json.dumps(salt)}"
    if root is None:
        return f"{text}\n{own}\n" if text.strip() else f"{own}\n"
    if not isinstance(root, yaml.MappingNode):
        return text
    edits = [
        *_top_level(root, salt),
        *(edit for each in _values(root, "config") for edit in _secrets(each, placeholder)),
    ]
    for start, end, new in sorted(edits, reverse=True):
        text = f"{text[:start]}{new}{text[end:]}"
    return text


def _top_level(root: yaml.MappingNode, salt: str) -> Iterator[Edit]:
    """Return what makes a file one of a passphrase with this salt."""
    for name, value in _ENCRYPTED_BY.items():
        yield from (_instead(node, value) for node in _values(root, name))
    salts = _values(root, "encryptionsalt")
    yield from (_instead(node, salt) for node in salts)
    if not salts:
        start = root.value[0][0].start_mark if root.value else root.start_mark
        line = f'"encryptionsalt": {json.dumps(salt)}'
        if not root.value:
            yield root.start_mark.index, root.end_mark.index, f"{{{line}}}"
        elif root.flow_style:
            yield start.index, start.index, f"{line}, "
        else:
            yield start.index, start.index, f"{line}\n{' ' * start.column}"


def _secrets(node: yaml.Node, placeholder: str) -> Iterator[Edit]:
    if isinstance(node, yaml.MappingNode):
        if len(node.value) == 1 and node.value[0][0].value == "secure":
            yield _instead(node.value[0][1], placeholder)
            return
        for _, value in node.value:
            yield from _secrets(value, placeholder)
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _secrets(each, placeholder)


def _values(mapping: yaml.MappingNode, name: str) -> list[yaml.Node]:
    return [value for key, value in mapping.value if key.value == name]


def _instead(node: yaml.Node, value: str) -> Edit:
    # A block scalar (`|`) ends where the next line begins.
    end = "\n" if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">") else ""
    return node.start_mark.index, node.end_mark.index, json.dumps(value) + end
