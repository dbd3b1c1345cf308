"""What is filled in where nothing was given: only what is missing, where there is a place, and what the SDK has."""

import typing
from typing import Any

import pulumi_aws
import pytest
from pulumi import _types

from rehearsal.resources import RESOURCES
from rehearsal.resources._filled import fill, filled

VALUES = filled(
    text="name check.path rules[].prefix",
    number="size",
    flag="on",
    items="entries",
    others={"check": {"path": "/"}, "order": 1},
)


def test_each_kind_has_its_empty_value() -> None:
    assert fill({}, VALUES) == {
        "name": "",
        "size": 0,
        "on": False,
        "entries": [],
        "order": 1,
        "check": {"path": "/"},
    }


def test_what_was_given_stays() -> None:
    given = {"name": "web", "size": 3, "on": True, "entries": [1], "order": 2, "check": {"path": "/up"}}
    assert fill(given, VALUES) == given


def test_what_is_below_is_filled_in_where_there_is_an_object() -> None:
    """An object that was not given does not come into being by a value below it, but by one of its own."""
    answer = fill({"check": {}, "rules": [{"id": "a"}, {"id": "b", "prefix": "tmp/"}]}, VALUES)
    assert answer["check"] == {"path": ""}
    assert answer["rules"] == [{"id": "a", "prefix": ""}, {"id": "b", "prefix": "tmp/"}]


def test_what_is_given_as_nothing_is_filled_in() -> None:
    assert fill({"name": None, "check": {"path": None}}, VALUES)["check"] == {"path": ""}


def test_what_was_given_is_not_changed_and_nothing_is_shared() -> None:
    given: dict[str, Any] = {"rules": [{}]}
    first, second = fill(given, VALUES), fill(given, VALUES)
    first["entries"].append(1)
    first["check"]["path"] = "/other"
    assert given == {"rules": [{}]}
    assert (second["entries"], second["check"]) == ([], {"path": "/"})


def sdk_class(token: str) -> type:
    package, module, name = token.split(":")
    assert package == "aws"
    found: type = getattr(getattr(pulumi_aws, module.partition("/")[0]), name)
    return found


def below(kind: Any) -> dict[str, Any]:
    """Return the properties of an output type by Pulumi's names, through optional and list types."""
    while arguments := [each for each in typing.get_args(kind) if each is not type(None)]:
        kind = arguments[0]
    found: dict[str, Any] = _types.output_type_types(kind) if _types.is_output_type(kind) else {}
    return found


@pytest.mark.parametrize("token", sorted(RESOURCES))
def test_the_sdk_knows_what_is_filled_in(token: str) -> None:
    """The provider that the values are compared with is older; a program sees what its SDK has."""
    unknown = []
    for path in RESOURCES[token].filled:
        known: dict[str, Any] = _types.resource_types(sdk_class(token))
        for part in path.split("."):
            name = part.removesuffix("[]")
            if name not in known:
                unknown.append(path)
                break
            known = below(known[name])
    assert unknown == []
