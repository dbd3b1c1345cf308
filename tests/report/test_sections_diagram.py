"""The stack as a picture: what is put together, what an arrow means, what is left out, and what a label cannot do."""

import re
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_ha_web.report import mermaid
from pulumi_ha_web.report.graph import MOST_EDGES, MOST_NODES, Detail, Graph, Mark, Node, graph
from pulumi_ha_web.report.model import Block, Change, Marker, Op, State, Subject, Weight
from pulumi_ha_web.report.sections.diagram import section

from .made import GROUP, LISTENER, SUBNET, TEMPLATE, VPC, change, of, urn


def one(
    token: str, own: str, op: Op = Op.SAME, component: str = "Network", needs: Iterable[str] = (), **more: Any
) -> Change:
    """Return a resource of the component `shop-dev`, which needs others by their URNs."""
    return change(token, op, own, component=component, component_name="shop-dev", dependencies=tuple(needs), **more)


def block_of(*changes: Change) -> Block:
    found = section(Subject(preview=of(*changes, has_sames=True)))
    assert found is not None
    return found


def drawn(*changes: Change) -> Graph:
    found = graph(changes)
    assert found is not None
    return found


def told(node: Node) -> tuple[str, str, int]:
    return node.key.mark.value, node.key.kind or node.kinds[0][0], node.count


VPC_URN = urn(VPC, "vpc")


def subnets(count: int, op: Op = Op.CREATE, needs: Iterable[str] = (VPC_URN,)) -> list[Change]:
    return [one(SUBNET, f"subnet-{at}", op, needs=needs) for at in range(count)]


def test_resources_of_a_kind_to_which_the_same_happens_are_one_box() -> None:
    found = drawn(one(VPC, "vpc"), *subnets(3), one(SUBNET, "old", Op.DELETE, needs=[VPC_URN]))
    assert sorted(map(told, found.nodes)) == [("created", "Subnet", 3), ("deleted", "Subnet", 1), ("same", "Vpc", 1)]
    text = mermaid.flowchart(found)
    assert '["3 × Subnet<br>✚ created"]:::created' in text
    assert '["Subnet<br>old<br>✖ deleted"]:::deleted' in text
    assert '["Vpc<br>unchanged"]:::same' in text


def test_the_same_in_two_components_is_two_boxes() -> None:
    found = drawn(*subnets(1), one(SUBNET, "other", Op.CREATE, component="Other"))
    assert [(box.type, len(nodes)) for box, nodes in found.boxes.items()] == [("Network", 1), ("Other", 1)]


@pytest.mark.parametrize(
    ("op", "new", "mark"),
    [
        (Op.CREATE, {}, Mark.CREATED),
        (Op.IMPORT, {}, Mark.IMPORTED),
        (Op.UPDATE, {}, Mark.UPDATED),
        (Op.REPLACE, {}, Mark.REPLACED),
        (Op.DELETE, {}, Mark.DELETED),
        (Op.SAME, {"subnets": [Marker.UNKNOWN]}, Mark.OPEN),
        (Op.SAME, {"subnets": ["subnet-1"]}, Mark.SAME),
    ],
)
def test_each_thing_that_happens_has_a_word_a_sign_and_a_look_of_its_own(
    op: Op, new: dict[str, object], mark: Mark
) -> None:
    word, sign, style = mermaid.STYLES[mark]
    text = block_of(one(GROUP, "asg", op, new=new), one(VPC, "vpc", Op.UPDATE)).text
    assert f'<br>{f"{sign} {word}".strip()}"]:::{mark.value}' in text
    assert f"classDef {mark.value} {style}" in text
    legend = next(line for line in text.splitlines() if "An arrow leads" in line)
    assert ("grey: unchanged" if mark is Mark.SAME else f"{sign} {word}") in legend


def test_no_two_looks_are_alike() -> None:
    for column in zip(*mermaid.STYLES.values(), strict=True):
        assert len(set(column)) == len(mermaid.STYLES)
    assert set(mermaid.STYLES) == set(Mark)


def test_an_arrow_leads_to_what_needs_it_and_has_dots_where_one_end_stays() -> None:
    template = one(TEMPLATE, "template", Op.UPDATE, "LaunchTemplate")
    group = one(GROUP, "asg", Op.UPDATE, "ScalingGroup", [template.urn, VPC_URN])
    text = mermaid.flowchart(drawn(one(VPC, "vpc"), template, group))
    ids = dict(re.findall(r'(n\d+)\["(\w+)', text))
    arrows = {(ids[start], arrow, ids[end]) for start, arrow, end in re.findall(r"^  (n\d+) (\S+) (n\d+)$", text, re.M)}
    assert arrows == {("LaunchTemplate", "-->", "Group"), ("Vpc", "-.->", "Group")}


def test_what_is_needed_by_way_of_others_has_no_arrow_of_its_own() -> None:
    first, second = one(VPC, "vpc", Op.CREATE), one(SUBNET, "a", Op.CREATE, needs=[VPC_URN])
    third = one(GROUP, "asg", Op.CREATE, needs=[VPC_URN, second.urn])
    edges = {(start.kind, end.kind) for start, end in drawn(first, second, third).edges}
    assert edges == {("Vpc", "Subnet"), ("Subnet", "Group")}


def test_between_what_stays_there_are_no_arrows_nor_back_to_it() -> None:
    listener = one(LISTENER, "http", needs=[urn(GROUP, "asg")])
    rule = one("a:b:Rule", "rule", needs=[VPC_URN])
    group = one(GROUP, "asg", Op.UPDATE, needs=[VPC_URN])
    # Of a stack in which it is one box, what stays is needed by the group, and needs it.
    many = [one(f"a:b:K{at}", f"k{at}", Op.UPDATE, "Other") for at in range(MOST_NODES[Detail.KINDS])]
    found = drawn(one(VPC, "vpc"), rule, listener, group, *many)
    assert [(start.mark.value, end.mark.value) for start, end in found.edges] == [("same", "updated")]


def test_what_needs_each_other_is_drawn_and_ends() -> None:
    left = [one(SUBNET, f"s{at}", Op.CREATE, needs=[urn(GROUP, f"g{at - 1}")]) for at in range(3)]
    right = [one(GROUP, f"g{at}", Op.CREATE, needs=[urn(SUBNET, f"s{at}")]) for at in range(3)]
    other = one(LISTENER, "http", Op.CREATE, needs=[urn(SUBNET, "s0")])
    edges = {(start.kind, end.kind) for start, end in drawn(*left, *right, other).edges}
    assert edges == {("Subnet", "Group"), ("Group", "Subnet"), ("Subnet", "Listener")}


def test_what_needs_another_of_its_kind_has_no_arrow_to_itself() -> None:
    assert drawn(one(SUBNET, "a", Op.CREATE), one(SUBNET, "b", Op.CREATE, needs=[urn(SUBNET, "a")])).edges == ()


def test_what_stays_and_touches_nothing_that_changes_is_counted_alone() -> None:
    found = drawn(one(VPC, "vpc"), *subnets(1), one(LISTENER, "http", component="LoadBalancer"), one(GROUP, "asg"))
    assert found.detail is Detail.KINDS
    assert sorted(map(told, found.nodes)) == [
        ("created", "Subnet", 1),
        ("same", "Group", 1),
        ("same", "Listener", 1),
        ("same", "Vpc", 1),
    ]
    assert '["1 unchanged"]' not in mermaid.flowchart(found)


def components(count: int, kinds: int = 1) -> list[Change]:
    return [
        change(f"a:b:K{kind}", Op.CREATE, f"c{at}-k{kind}", component="Tier", component_name=f"c{at}")
        for at in range(count)
        for kind in range(kinds)
    ]


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        (subnets(400), Detail.KINDS),
        ([one(f"a:b:K{at}", f"k{at}", Op.UPDATE) for at in range(17)], Detail.CHANGED_KINDS),
        ([one(f"a:b:K{at}", f"k{at}", Op.UPDATE) for at in range(50)], Detail.CHANGED_KINDS),
        ([one(f"a:b:K{at}", f"k{at}", Op.UPDATE) for at in range(51)], Detail.COMPONENTS),
        (components(50, kinds=3), Detail.COMPONENTS),
        (components(51, kinds=3), Detail.TYPES),
    ],
)
def test_of_many_more_is_put_together_until_it_fits(changes: list[Change], detail: Detail) -> None:
    found = drawn(*changes)
    assert found.detail is detail
    assert len(found.nodes) <= MOST_NODES[detail]
    assert len(found.edges) <= MOST_EDGES
    assert sum(node.count for node in found.nodes) == len(changes), "nothing is left out"


def test_too_many_arrows_are_too_much_as_well() -> None:
    needed = [one(f"a:b:K{at}", f"k{at}", Op.UPDATE) for at in range(10)]
    needing = [one(f"a:b:L{at}", f"l{at}", Op.UPDATE, needs=[each.urn for each in needed]) for at in range(10)]
    assert drawn(*needed, *needing).detail is Detail.COMPONENTS


def test_several_kinds_in_a_box_are_named_and_the_rest_is_hinted_at() -> None:
    changes = [one(f"a:b:K{at % 51}", f"k{at}", Op.UPDATE) for at in range(60)]
    assert '["60 ✎ updated<br>2 K0, 2 K1, 2 K2, …"]' in mermaid.flowchart(drawn(*changes))


def test_components_of_a_type_are_told_apart_by_their_names() -> None:
    text = mermaid.flowchart(drawn(*components(2), one(VPC, "vpc", Op.UPDATE)))
    assert re.findall(r'subgraph c\d\["(.*)"\]', text) == ["Network", "Tier c0", "Tier c1"]


def test_what_is_in_no_component_has_no_frame() -> None:
    text = mermaid.flowchart(drawn(change(VPC, Op.CREATE, "vpc")))
    assert text.splitlines()[1] == '  n0["Vpc<br>✚ created"]:::created'


def test_too_many_types_of_components_are_not_drawn() -> None:
    changes = [change(VPC, Op.CREATE, f"v{at}", component=f"T{at}") for at in range(51)]
    assert graph(changes) is None
    assert section(Subject(preview=of(*changes))) is None


def test_where_nothing_changes_or_not_all_is_known_there_is_no_picture() -> None:
    assert section(Subject()) is None
    assert section(Subject(preview=of(one(VPC, "vpc"), has_sames=True))) is None
    for state in (State.FAILED, State.UNREADABLE):
        assert section(Subject(preview=of(one(VPC, "vpc", Op.CREATE), state=state))) is None


def test_the_block_is_the_first_to_be_left_out_and_folded() -> None:
    found = block_of(one(VPC, "vpc", Op.UPDATE))
    assert (found.title, found.weight) == ("Diagram", Weight.DIAGRAM)
    assert found.weight == min(value for name, value in vars(Weight).items() if name.isupper())
    assert found.text.startswith("<details>\n<summary>1 resource</summary>\n\n✎ updated. An arrow")
    assert found.text.endswith("\n```\n\n</details>")


@pytest.mark.parametrize(
    ("unchanged", "summary"), [(None, "1 resource"), (0, "1 resource"), (7, "1 resource: those that change")]
)
def test_what_the_preview_does_not_tell_of_is_said_to_be_left_out(unchanged: int | None, summary: str) -> None:
    found = section(Subject(preview=of(one(VPC, "vpc", Op.UPDATE), unchanged=unchanged)))
    assert found is not None
    assert f"<summary>{summary}</summary>" in found.text


HOSTILE = [
    '"];x["',
    "<img src=x>",
    "`a` **b**",
    "1. one",
    "- one",
    "#quot;",
    "%%no",
    "a\nend\nb",
    "```",
    "a|b{c}",
    "a;b",
    "&amp;",
    "@octocat",
    "[x](y)",
    "$x$",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_label_has_no_meaning_of_its_own(text: str) -> None:
    shown = mermaid.label(text)
    assert not re.search(r"""["\[\]{}<>|`;&@$%*\n\\]|#(?!\d)""", re.sub(r"#\d+;", "", shown)), shown
    assert not re.match(r"[-+*]|\d+[.)]", shown)
    decoded = re.sub(r"#(\d+);", lambda found: chr(int(found[1])), shown)
    assert decoded == " ".join(text.split()), "and reads as it is"


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_any_name_leaves_the_diagram_as_it_is(kind: str, name: str, component: str) -> None:
    changes = [
        change(f"a:b:{kind}", Op.CREATE, f"{component}-{name}", component=component or "C", component_name=component),
        change("a:b:Other", Op.UPDATE, name, component="D"),
    ]
    lines = mermaid.flowchart(drawn(*changes)).splitlines()
    patterns = (
        r'  subgraph c\d+\["[^"\[\]]*"\]',
        r'    n\d+\["[^"\[\]]*"\]:::\w+',
        "  end",
        r"  (style c\d+|classDef \w+) [\w:,#. -]+",
        "flowchart LR",
    )
    assert [line for line in lines if not any(re.fullmatch(pattern, line) for pattern in patterns)] == []


def test_what_github_would_not_draw_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    found = drawn(one(VPC, "vpc", Op.UPDATE))
    text = mermaid.flowchart(found)
    assert mermaid.fits(text, found)
    assert not mermaid.fits(text.ljust(50_000), found)
    monkeypatch.setattr(mermaid, "MOST_EDGES", 0)
    assert not mermaid.fits(text, found)
    assert section(Subject(preview=of(one(VPC, "vpc", Op.UPDATE)))) is None


def test_a_long_name_is_cut() -> None:
    assert mermaid.label("x" * 49) == "x" * 47 + "…"
    assert mermaid.label("x" * 48) == "x" * 48
