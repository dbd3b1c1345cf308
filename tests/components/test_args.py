"""Component arguments: a dataclass and a mapping mean the same, and a wrong key is refused in one sentence."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

import components
from components._args import args_as, one_of


@dataclass(frozen=True, kw_only=True)
class DoorArgs:
    width: int
    colour: pulumi.Input[str] = "red"


@dataclass(frozen=True, kw_only=True)
class HouseArgs:
    street: str
    front: DoorArgs | None = None
    doors: Sequence[DoorArgs] = ()
    named: Mapping[str, DoorArgs] = field(default_factory=dict)
    tags: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)


def complaint(args: Any, kind: type[Any] = HouseArgs, path: str | None = None) -> str:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (callers compare the sentence whole)
        args_as(kind, args, path)
    return str(caught.value)


def test_a_mapping_becomes_the_dataclass_with_its_defaults() -> None:
    assert args_as(HouseArgs, {"street": "Elm"}) == HouseArgs(street="Elm")


def test_a_dataclass_stays_what_it_is() -> None:
    args = HouseArgs(street="Elm", front=DoorArgs(width=1), doors=[DoorArgs(width=2)], tags={"width": "3"})
    assert args_as(HouseArgs, args) == dataclasses.replace(args, doors=(DoorArgs(width=2),))


def test_nested_mappings_become_dataclasses_alone_in_a_list_or_by_key() -> None:
    assert args_as(
        HouseArgs,
        {
            "street": "Elm",
            "front": {"width": 1},
            "doors": [{"width": 2}, DoorArgs(width=3)],
            "named": {"back": {"width": 4}, "side": DoorArgs(width=5)},
            "tags": {"width": "a tag of that name"},
        },
    ) == HouseArgs(
        street="Elm",
        front=DoorArgs(width=1),
        doors=(DoorArgs(width=2), DoorArgs(width=3)),
        named={"back": DoorArgs(width=4), "side": DoorArgs(width=5)},
        tags={"width": "a tag of that name"},
    )


def test_mappings_inside_a_dataclass_become_dataclasses_too() -> None:
    half: Any = {"front": {"width": 1}}
    assert args_as(HouseArgs, HouseArgs(street="Elm", **half)) == HouseArgs(street="Elm", front=DoorArgs(width=1))


def test_nothing_given_for_a_nested_one_stays_nothing() -> None:
    assert args_as(HouseArgs, {"street": "Elm", "front": None, "doors": []}) == HouseArgs(street="Elm")


def test_an_argument_that_is_missing_is_named() -> None:
    assert complaint({}) == "House.street: is missing; give it a value"


def test_only_arguments_without_a_default_can_be_missing() -> None:
    everything_else: Mapping[str, Any] = {"front": None, "doors": (), "named": {}, "tags": {}}
    assert complaint(everything_else) == "House.street: is missing; give it a value"


def test_a_misspelt_argument_brings_the_nearest_one_to_mind() -> None:
    assert complaint({"street": "Elm", "tag": {}}) == "House.tag: is not an argument; did you mean `tags`?"


def test_an_argument_like_no_other_brings_the_list_of_all() -> None:
    assert complaint({"street": "Elm", "xyz": 1}) == (
        "House.xyz: is not an argument; allowed: street, front, doors, named, tags"
    )


def test_every_problem_is_told_at_once() -> None:
    assert complaint({"stret": "Elm", "xyz": 1}).splitlines() == [
        "House.stret: is not an argument; did you mean `street`?",
        "House.xyz: is not an argument; allowed: street, front, doors, named, tags",
        "House.street: is missing; give it a value",
    ]


@pytest.mark.parametrize(
    ("nested", "path"),
    [
        ({"front": {"size": 1}}, "House.front"),
        ({"doors": [{"width": 1}, {"size": 1}]}, "House.doors[1]"),
        ({"named": {"back": {"size": 1}}}, "House.named.back"),
    ],
)
def test_a_problem_in_a_nested_argument_is_found_by_its_path(nested: Mapping[str, Any], path: str) -> None:
    assert complaint({"street": "Elm", **nested}).splitlines() == [
        f"{path}.size: is not an argument; allowed: width, colour",
        f"{path}.width: is missing; give it a value",
    ]


def test_a_component_can_call_its_arguments_by_another_name() -> None:
    assert complaint({}, path="Shed") == "Shed.street: is missing; give it a value"
    assert complaint({"street": "Elm", "front": {}}, path="Shed") == "Shed.front.width: is missing; give it a value"


@pytest.mark.parametrize(("wrong", "called"), [("Elm", "str"), (None, "NoneType"), (DoorArgs(width=1), "DoorArgs")])
def test_neither_dataclass_nor_mapping_is_refused(wrong: Any, called: str) -> None:
    with pytest.raises(TypeError) as caught:
        args_as(HouseArgs, wrong)
    assert str(caught.value) == f"House: must be HouseArgs or a mapping, got {called}"


@pytest.mark.parametrize(
    ("nested", "sentence"),
    [
        ({"front": 3}, "House.front: must be DoorArgs or a mapping, got int"),
        ({"front": "ab"}, "House.front: must be DoorArgs or a mapping, got str"),
        ({"front": [{"width": 1}]}, "House.front: must be DoorArgs or a mapping, got list"),
        ({"doors": {"width": 1}}, "House.doors: must be a list, got dict"),
        ({"doors": "ab"}, "House.doors: must be a list, got str"),
        ({"doors": DoorArgs(width=1)}, "House.doors: must be a list, got DoorArgs"),
        ({"doors": [3]}, "House.doors[0]: must be DoorArgs or a mapping, got int"),
        ({"named": [{"width": 1}]}, "House.named: must be a mapping by name, got list"),
        ({"named": DoorArgs(width=1)}, "House.named: must be a mapping by name, got DoorArgs"),
    ],
    ids=lambda each: None if isinstance(each, str) else str(each),
)
def test_a_nested_argument_of_the_wrong_shape_is_refused_under_its_own_name(nested: Any, sentence: str) -> None:
    with pytest.raises(TypeError) as caught:
        args_as(HouseArgs, {"street": "Elm", **nested})
    assert str(caught.value) == sentence


@given(
    st.dictionaries(st.sampled_from(["street", "front", "doors", "named", "tags", "other", "stret"]), st.just("given"))
)
def test_exactly_the_known_keys_with_all_required_ones_are_taken(given_: dict[str, str]) -> None:
    given_.pop("front", None), given_.pop("doors", None), given_.pop("named", None)
    fits = "street" in given_ and not {"other", "stret"} & set(given_)
    try:
        args_as(HouseArgs, given_)
    except ValueError:
        assert not fits
    else:
        assert fits


def test_a_choice_returns_what_was_chosen() -> None:
    assert one_of("Network.nat", "single", ("none", "single")) == "single"


def test_what_is_not_a_choice_is_refused_with_the_choices_in_order() -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentence is compared whole)
        one_of("Network.nat", "singl", ("single", "none"))
    assert str(caught.value) == "Network.nat: must be one of none, single, got 'singl'"


ALL_ARGS = [getattr(components, name) for name in components.__all__ if name.endswith("Args")]


@pytest.mark.parametrize("kind", ALL_ARGS)
def test_the_arguments_of_components_are_frozen_and_given_by_name(kind: Any) -> None:
    """Positional ones would change their meaning with the next argument; changed ones would come too late."""
    with pytest.raises(TypeError, match="takes 1 positional argument"):
        kind(*(None for _ in dataclasses.fields(kind)))
    given_ = {each.name: "given" for each in dataclasses.fields(kind)}
    args = kind(**given_)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(args, next(iter(given_)), "changed")
