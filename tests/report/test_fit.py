"""What is left out where there is not room for all."""

import pytest

from pulumi_ha_web.errors import HaWebError
from pulumi_ha_web.report.fit import LIMIT, Part, fitted, size
from pulumi_ha_web.report.model import Block


def part(name: str = "dev", *blocks: Block) -> Part:
    return Part(
        marker=f"<!-- {name} -->",
        name=name,
        verdict=f"{name} in all its words, which are some",
        brief=f"{name} short",
        blocks=blocks,
    )


def block(title: str, length: int, weight: int, short: str = "") -> Block:
    return Block(title=title, text=title[0] * length, weight=weight, short=short)


HEAVY, MIDDLE, LIGHT = block("Heavy", 400, 90), block("Middle", 400, 50, "m" * 40), block("Light", 400, 10)


def test_what_fits_is_there_in_full() -> None:
    text = fitted("Title", [part("dev", HEAVY, LIGHT)], 10_000)
    assert "H" * 400 in text
    assert "L" * 400 in text
    assert "Left out" not in text


def test_the_limit_is_githubs() -> None:
    assert LIMIT == 65_536


@pytest.mark.parametrize(
    ("limit", "whole", "left_out"),
    [
        (1_400, ["H", "M", "L"], None),
        (1_200, ["H", "M"], "Light."),
        (800, ["H"], "Light, Middle (in part)."),
        (600, ["H"], "Light, Middle."),
        (400, [], "Light, Middle, Heavy."),
    ],
)
def test_the_lightest_goes_first_and_the_comment_says_so(limit: int, whole: list[str], left_out: str | None) -> None:
    text = fitted("Title", [part("dev", HEAVY, MIDDLE, LIGHT)], limit)
    assert size(text) <= limit
    assert [each for each in "HML" if each * 400 in text] == whole
    assert ("m" * 40 in text) is (left_out == "Light, Middle (in part).")
    told = f"*Left out, since a comment has room for 65,536 characters: {left_out}*"
    assert (told in text) is (left_out is not None)


def test_two_blocks_of_one_title_are_left_out_one_by_one() -> None:
    twins = [block("Twin", 300, 50, "t" * 20), block("Twin", 299, 50, "u" * 20)]
    text = fitted("Title", [part("dev", *twins)], 600)
    assert ("t" * 20 in text, "T" * 299 in text, "u" * 20 in text) == (True, True, False)


def test_what_is_left_keeps_its_order_and_headings() -> None:
    text = fitted("Title", [part("dev", LIGHT, block("A", 10, 50), HEAVY, block("B", 10, 50))], 800)
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "## Title",
        "### dev",
        "#### A",
        "#### Heavy",
        "#### B",
    ]


def test_the_lightest_of_all_stacks_goes_first_and_of_equals_the_longest() -> None:
    parts = [part("dev", block("X", 300, 50), HEAVY), part("prod", block("Y", 500, 50))]
    text = fitted("Title", parts, 1_100)
    assert "X" * 300 in text
    assert "Y" * 500 not in text
    assert text.endswith("### prod\n\n*Left out, since a comment has room for 65,536 characters: Y.*\n")


def test_where_all_of_it_is_can_be_told() -> None:
    text = fitted("Title", [part("dev", HEAVY)], 300, "All is there.")
    assert ": Heavy. All is there.*" in text


def test_markers_and_verdicts_are_never_left_out() -> None:
    parts = [part(f"stack-{n}", HEAVY) for n in range(10)]
    text = fitted("Title", parts, 950)
    assert size(text) <= 950
    assert all(each.marker in text and f"- {each.verdict}\n" in text for each in parts)
    assert "everything but the verdicts" in text


def test_verdicts_are_shortened_before_they_have_no_room() -> None:
    parts = [part(f"stack-{n}") for n in range(10)]
    text = fitted("Title", parts, 600)
    assert all(each.marker in text and f"- {each.brief}\n" in text for each in parts)


def test_stacks_without_room_for_their_verdicts_are_too_many() -> None:
    with pytest.raises(HaWebError, match=r"100 stacks: .* report on fewer of them at a time"):
        fitted("Title", [part(f"stack-{n}") for n in range(100)], 1_000)


def test_a_symbol_beyond_16_bits_counts_twice() -> None:
    assert [size(each) for each in ("", "a", "ü", "→", "🟥")] == [0, 1, 1, 1, 2]
    icons = Block(title="Icons", text="🟥" * 200, weight=1)
    assert "🟥" not in fitted("Title", [part("dev", icons)], 350)
