"""What the rehearsal answers is what the real provider answers: every type and every lookup, key by key."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from rehearsal.resources import INVOKES, RESOURCES
from tests.engine.conformance_compare import Difference, allowed, compared, differences
from tests.engine.conformance_rules import ALLOWED, NOT_COMPARED
from tests.engine.conformance_stacks import Output, Pair, both


@pytest.fixture(scope="module")
def pairs(engine: None, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Pair]:
    return both(tmp_path_factory.mktemp("conformance"))


@pytest.fixture(scope="module")
def found(pairs: Mapping[str, Pair]) -> list[Difference]:
    return [difference for pair in pairs.values() for difference in differences(pair)]


def test_every_type_and_every_lookup_is_compared(pairs: Mapping[str, Pair]) -> None:
    """On both sides and under the same URN; what cannot be compared is in NOT_COMPARED with its reason."""
    seen = {pair.engine[key].type for pair in pairs.values() for key in pair.engine.keys() & pair.rehearsal.keys()}
    assert sorted({*RESOURCES, *INVOKES} - seen) == []
    assert all(reason for reason in NOT_COMPARED.values())


@pytest.mark.parametrize("token", [*sorted(RESOURCES), *sorted(INVOKES)])
def test_it_answers_as_the_provider_does(found: list[Difference], token: str) -> None:
    assert [str(each) for each in found if each.type == token and not allowed(each)] == []


def test_no_other_type_differs(found: list[Difference]) -> None:
    """A type that the program uses and the rehearsal does not know would end the rehearsal; this is for the reverse."""
    assert {each.type for each in found if not allowed(each)} <= {*RESOURCES, *INVOKES}


def test_every_difference_that_is_allowed_is_there(found: list[Difference]) -> None:
    """An entry that nothing needs any more hides the next mistake."""
    needed = {allowed(each) for each in found}
    assert [each for each in ALLOWED if each not in needed] == []


def test_the_comparison_is_of_many_values(pairs: Mapping[str, Pair]) -> None:
    """Guards the comparison itself: one that finds nothing on either side would find no difference."""
    assert {name: compared(pair) > 500 for name, pair in pairs.items()} == {
        "site": True,
        "switched": True,
        "healing": True,
        "variants": True,
    }


def spoiled(pair: Pair, name: str, **changed: Any) -> Pair:
    """Return the pair with other values in one of the rehearsal's resources; None takes a key away."""
    (key,) = (key for key in pair.rehearsal if key.endswith(f"::{name}"))
    made: Output = pair.rehearsal[key]
    values = {each: value for each, value in {**made.values, **changed}.items() if value is not None}
    return replace(pair, rehearsal={**pair.rehearsal, key: replace(made, values=values)})


SPOILED: Mapping[str, tuple[str, str, Any]] = {
    "another value": ("aws:lb/targetGroup:TargetGroup::first", "port", 81),
    "a number as a text": ("aws:lb/targetGroup:TargetGroup::first", "port", "80"),
    "a key too few": ("aws:lb/targetGroup:TargetGroup::first", "slowStart", None),
    "a key too many": ("aws:lb/targetGroup:TargetGroup::first", "bogus", ""),
    "nothing where an id is": ("aws:ec2/subnet:Subnet::subnet-a", "vpcId", ""),
    "an id of nothing in the stack": ("aws:ec2/subnet:Subnet::subnet-a", "vpcId", "vpc-0123456789abcdef0"),
    "another shape": ("aws:iam/role:Role::role", "uniqueId", "role"),
    "a time in another form": ("aws:iam/role:Role::role", "createDate", "yesterday"),
}


def new_differences(pair: Pair, other: Pair) -> list[Difference]:
    """Return what differs in the other pair and not in the first."""
    already = set(differences(pair))
    return [each for each in differences(other) if each not in already]


@pytest.mark.parametrize(("name", "key", "value"), SPOILED.values(), ids=SPOILED)
def test_the_comparison_finds(pairs: Mapping[str, Pair], name: str, key: str, value: Any) -> None:
    pair = pairs["variants"]
    found = new_differences(pair, spoiled(pair, name, **{key: value}))
    assert [(each.type, each.path) for each in found] == [(name.partition("::")[0], key)]
    assert not any(allowed(each) for each in found)


def test_the_comparison_finds_the_id_of_another_resource(pairs: Mapping[str, Pair]) -> None:
    pair = pairs["variants"]
    other = next(each for key, each in pair.rehearsal.items() if key.endswith("::dual"))
    found = new_differences(pair, spoiled(pair, "aws:ec2/subnet:Subnet::subnet-a", vpcId=other.id))
    assert [(each.path, each.engine, each.rehearsal) for each in found] == [
        ("vpcId", '"<Vpc vpc:id>"', '"<Vpc dual:id>"')
    ]


def test_the_comparison_finds_a_resource_that_one_side_lacks(pairs: Mapping[str, Pair]) -> None:
    pair = pairs["variants"]
    rest = {key: each for key, each in pair.rehearsal.items() if not key.endswith("::detached")}
    found = new_differences(pair, replace(pair, rehearsal=rest))
    assert {each.type for each in found} == {"aws:ec2/internetGateway:InternetGateway"}
