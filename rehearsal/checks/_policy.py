"""Policy documents: who may do what.

Reads the forms that a policy may take (texts or lists, wildcards) and answers two questions: does it allow this, and
what does it allow at all. Conditions are not evaluated: a statement with one counts as allowing, and a check that
rests on a condition reads it itself.
"""

import fnmatch
import json
from collections.abc import Iterable, Mapping
from typing import Any

Statement = Mapping[str, Any]


def statements(document: str | Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the statements of a document, as text or decoded."""
    decoded = json.loads(document) if isinstance(document, str) else document
    found = decoded.get("Statement", [])
    return [dict(found)] if isinstance(found, Mapping) else [dict(each) for each in found]


def listed(statement: Statement, key: str) -> list[str]:
    """Return an element that may be one text or a list of them."""
    value = statement.get(key, [])
    return [value] if isinstance(value, str) else list(value)


def principals(statement: Statement) -> list[str]:
    """Return who a statement is about, as `Service: ec2.amazonaws.com`, or `*` for everyone."""
    given = statement.get("Principal", {})
    if given == "*":
        return ["*"]
    found = [f"{kind}: {who}" for kind in given for who in listed(given, kind)]
    return ["*" if each == "AWS: *" else each for each in found]


def condition(statement: Statement, key: str) -> list[str]:
    """Return the values that conditions of any operator ask of a key; keys are compared regardless of case."""
    return [
        str(value)
        for keys in statement.get("Condition", {}).values()
        for name in keys
        if name.lower() == key.lower()
        for value in listed(keys, name)
    ]


def _matches(patterns: Iterable[str], wanted: str) -> bool:
    return any(fnmatch.fnmatchcase(wanted.lower(), pattern.lower()) for pattern in patterns)


def allows(documents: Iterable[str | Mapping[str, Any]], action: str, resource: str) -> bool:
    """Return whether these documents together allow an action on a resource; a refusal counts more."""
    concerned = [
        statement
        for document in documents
        for statement in statements(document)
        if _matches(listed(statement, "Action"), action) and _matches(listed(statement, "Resource"), resource)
    ]
    return bool(concerned) and all(statement["Effect"] == "Allow" for statement in concerned)


def refuses_plain_http(document: str | Mapping[str, Any], bucket_arn: str) -> bool:
    """Return whether a bucket policy refuses everyone everything that does not come over TLS."""
    return any(
        statement["Effect"] == "Deny"
        and principals(statement) == ["*"]
        and "s3:*" in [action.lower() for action in listed(statement, "Action")]
        and {bucket_arn, f"{bucket_arn}/*"} <= set(listed(statement, "Resource"))
        and condition(statement, "aws:SecureTransport") == ["false"]
        and sum(len(keys) for keys in statement["Condition"].values()) == 1
        for statement in statements(document)
    )


def admitted(document: str | Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the statements that allow something."""
    return [statement for statement in statements(document) if statement["Effect"] == "Allow"]
