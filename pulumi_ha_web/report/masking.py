"""What must not be shown, taken out of a preview before anything else looks at it.

Four kinds: what Pulumi holds as a secret; what has the name of one (`masterPassword`); what has its form (a private
key, a token); and a secret's text wherever else it stands, such as in a script. What is left is plain JSON with Markers
in it; texts that are JSON themselves, and scripts in base64, are read on the way, since a secret may be in them too.
"""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from ..pulumi_values import PLACEHOLDER, SECRET, SIGNATURE, UNKNOWN
from .model import Marker

_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_FILES = {"c44067f5952c0a294b673a41bacd8c17": "file", "0def7320c3a5731c473e5ecbe6d01bc7": "archive"}

_SENSITIVE = (
    r"pass(?:word|wd|phrase)|secret|(?<!http)token|(?:private|api|access)[_-]?key|credential|connection[_-]?string"
)
_NAME = re.compile(_SENSITIVE, re.IGNORECASE)
_FORMS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"  # AWS
    r"|\b(?:gh[oprsu]_|github_pat_|glpat-|xox[abprs]-|sk_live_|pul-)[\w-]{16,}"
    r"|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*"  # JSON web token
    r"|(?<=://)[^\s/@:]*:[^\s/@]+(?=@)",  # a URL's user and password
    re.DOTALL,
)
_SIGNS = (
    *("PRIVATE KEY", "AKIA", "ASIA", "eyJ", "://"),
    *("gho_", "ghp_", "ghr_", "ghs_", "ghu_", "github_pat_", "glpat-", "xox", "sk_live_", "pul-"),
)
"""One of these is in whatever `_FORMS` finds."""
_VALUE = r"""(?P<value>"[^"\n]*"|'[^'\n]*'|[^\s"',;&|)}\]]+)"""
_ASSIGNED = re.compile(rf"(?i)(?P<name>[\w.-]*(?:{_SENSITIVE})[\w-]*[\"']?\s?=\s?){_VALUE}")
_ASSIGNED_IN_SCRIPT = re.compile(rf"(?i)(?P<name>[\w.-]*(?:{_SENSITIVE})[\w-]*[\"']?\s*[:=]\s*){_VALUE}")
_ENCODED = {"userData", "userDataBase64", "contentBase64"}
SHORTEST_SECRET = 6
"""Characters. The text of a shorter one (`dev`, `8080`) stands in too many places that are none."""
_SHORTEST_BY_NAME = 8
_DEEPEST = 60
_LARGEST_SCRIPT = 1 << 20
_AS_IT_IS = (bool, int, float, type(None))


class Mask:
    """What takes the secrets out of one preview."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for each in secrets for form in _forms(each) if len(form.strip()) >= SHORTEST_SECRET}
        longest_first = sorted(forms, key=lambda each: (-len(each), each))
        self._known = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    def text(self, text: str, *, script: bool = False) -> str:
        """Return a text without the secrets in it. In a script, `name: value` assigns as `name=value` does."""
        if self._known:
            text = self._known.sub(PLACEHOLDER, text)
        # Nearly all texts have nothing of this in them; to see that costs a tenth of what the expressions do.
        if any(sign in text for sign in _SIGNS):
            text = _FORMS.sub(PLACEHOLDER, text)
        if ("=" in text or (script and ":" in text)) and _NAME.search(text):
            text = (_ASSIGNED_IN_SCRIPT if script else _ASSIGNED).sub(_assigned, text)
        return text

    def value(self, value: Any, key: str = "", depth: int = 0) -> Any:
        """Return a value as plain JSON, with Markers where there is none to show."""
        if isinstance(value, _AS_IT_IS):
            return Marker.SECRET if type(value) in (int, float) and self._hides_number(value, key) else value
        if depth > _DEEPEST:
            return "…"
        if isinstance(value, str):
            return self._text_value(value, key, depth)
        if key and _NAME.search(key) and value:
            return Marker.SECRET
        if isinstance(value, list):
            return [self.value(each, "", depth + 1) for each in value]
        if SIGNATURE in value:
            return self._special(value, key, depth)
        return {
            self.text(own): self.value(each, name, depth + 1)
            for own, name, each in _named(value)
            if own != "__defaults"
        }

    def _hides_number(self, value: float | None, key: str) -> bool:
        return bool(_NAME.search(key) or (self._known and self._known.fullmatch(str(value))))

    def _text_value(self, value: str, key: str, depth: int) -> Any:
        if value == UNKNOWN:
            return Marker.UNKNOWN
        if value == PLACEHOLDER or (value and key and _NAME.search(key)):
            return Marker.SECRET
        if key in _ENCODED and (script := decoded(value)) is not None:
            return self.text(script, script=True)
        if value[:1] in ("{", "[") and (data := _data(value)) is not None:
            return self.value(data, "", depth + 1)
        return self.text(value, script="\n" in value)

    def _special(self, value: Mapping[str, Any], key: str, depth: int) -> Any:
        sort = value[SIGNATURE]
        if sort in _FILES if isinstance(sort, str) else False:
            return f"{_FILES[sort]} {str(value.get('hash') or '')[:12]}".strip()
        if sort == _OUTPUT and not value.get("secret"):
            return self.value(value["value"], key, depth + 1) if "value" in value else Marker.UNKNOWN
        return Marker.SECRET


def secrets_in(value: Any, key: str = "", depth: int = 0) -> Iterator[str]:
    """Yield the texts of the secrets in a value, those that are not masked yet."""
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        if len(value) >= _SHORTEST_BY_NAME and _NAME.search(key) and _looks_like_one(value):
            yield value
    elif isinstance(value, list):
        for each in value:
            yield from secrets_in(each, key, depth + 1)
    elif isinstance(value, dict):
        if value.get(SIGNATURE) in (SECRET, _OUTPUT):
            yield from _own_secrets(value)
        for _, name, each in _named(value):
            yield from secrets_in(each, key if _NAME.search(key) else name, depth + 1)


def _named(value: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield each key, the name by which its value may be a secret, and the value: `{name: DB_PASSWORD, value: …}`."""
    told = value.get("key") or value.get("name") or value.get("Key") or value.get("Name")
    for key, each in value.items():
        yield key, f"{told} value" if key in ("value", "Value") and isinstance(told, str) else key, each


def _own_secrets(value: Mapping[str, Any]) -> Iterator[str]:
    if value[SIGNATURE] == _OUTPUT and not value.get("secret"):
        return
    plaintext = value.get("plaintext")  # as JSON
    data = _data(plaintext) if isinstance(plaintext, str) else value.get("value")
    yield from _leaves(plaintext if data is None else data)


def _leaves(value: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(value, dict) and depth <= _DEEPEST:
        for each in value.values():
            yield from _leaves(each, depth + 1)
    elif isinstance(value, list) and depth <= _DEEPEST:
        for each in value:
            yield from _leaves(each, depth + 1)
    elif value is not None and not isinstance(value, bool | dict | list) and len(str(value)) >= SHORTEST_SECRET:
        yield str(value)


def decoded(value: str) -> str | None:
    """Return the script in a base64 text, unpacked where it is gzip; None if it is none that can be read."""
    try:
        data = base64.b64decode(value, validate=True)
        if data[:2] == b"\x1f\x8b":
            data = zlib.decompressobj(wbits=31).decompress(data, _LARGEST_SCRIPT)
        return data.decode() or None
    except (binascii.Error, ValueError, zlib.error):
        return None


def _data(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _looks_like_one(text: str) -> bool:
    """Tell apart `hunter2-hunter2` and what may stand anywhere: a word, an ARN, a placeholder."""
    return (
        not (text.isalpha() and (text.islower() or text.istitle()))
        and text not in (UNKNOWN, PLACEHOLDER)
        and (not text.startswith("arn:"))
    )


def _forms(secret: str) -> Iterator[str]:
    """Yield a secret as it is and as it looks inside JSON, on one line, and in base64."""
    yield from {secret, secret.strip(), json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    yield " ".join(secret.split())
    yield base64.b64encode(secret.encode("utf-8", "replace")).decode()
    yield from islice((line for line in secret.splitlines() if len(line.strip()) >= 2 * SHORTEST_SECRET), 200)


def _assigned(found: re.Match[str]) -> str:
    value = found["value"].strip("\"'")
    if not value or value.startswith(("$", "arn:", PLACEHOLDER)):
        return found[0]  # a variable of the script, whose value is not here
    return f"{found['name']}{PLACEHOLDER}"
