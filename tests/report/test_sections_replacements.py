"""What goes, because of what, and what that interrupts."""

import re
from typing import Any

from pulumi_ha_web.report.model import Argument, Block, Change, Marker, Op, Subject, Weight
from pulumi_ha_web.report.sections.replacements import MOST_ROWS, section

from .made import BUCKET, SUBNET, VPC, change, of, urn

EIP = "aws:ec2/eip:Eip"
TARGETS = "aws:lb/targetGroup:TargetGroup"
UNKNOWN = Marker.UNKNOWN


def block_of(*changes: Change) -> Block:
    found = section(Subject(preview=of(*changes)))
    assert found is not None
    return found


def rows(text: str) -> list[list[str]]:
    """Return the cells of the tables, without their heads."""
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [each for each in cells if each[0] not in ("Replaced", "Deleted")]


def vpc(**more: Any) -> Change:
    arguments = {"cidrBlock": ("10.0.0.0/16", "10.1.0.0/16")}
    return change(VPC, Op.REPLACE, "shop-dev-vpc", arguments, component="Network", component_name="shop-dev", **more)


def subnet(name: str = "subnet", **more: Any) -> Change:
    own = {"vpcId": ("vpc-1", UNKNOWN), "cidrBlock": ("10.0.0.0/24", "10.1.0.0/24")}
    return change(SUBNET, Op.REPLACE, name, own, sources={"vpcId": (urn(VPC, "shop-dev-vpc"),)}, **more)


def test_where_nothing_goes_there_is_nothing_to_say() -> None:
    assert section(Subject(preview=of(change(VPC, Op.UPDATE), change(VPC, Op.SAME)))) is None
    assert section(Subject()) is None


def test_a_replacement_has_its_cause_and_what_it_interrupts() -> None:
    found = block_of(vpc())
    assert (found.title, found.weight) == ("Replaced", Weight.REPLACEMENTS)
    ((what, because, interrupts),) = rows(found.text)
    assert what == "Vpc `vpc`"
    assert because == "`cidrBlock`: `10.0.0.0/16` → `10.1.0.0/16`"
    assert interrupts.startswith("everything in it is made anew")


def test_a_deletion_has_what_it_interrupts() -> None:
    found = block_of(change(EIP, Op.DELETE, "nat", outputs={"publicIp": "192.0.2.7"}))
    assert found.title == "Deleted"
    assert rows(found.text)[0][0] == "Eip `nat`"
    assert "`192.0.2.7` goes back" in rows(found.text)[0][1]


def test_both_are_called_by_their_names() -> None:
    assert block_of(vpc(), change(EIP, Op.DELETE)).title == "Replaced and deleted"


def test_what_follows_is_folded_with_its_reason() -> None:
    text = block_of(vpc(), subnet()).text
    assert [each[0] for each in rows(text)] == ["Vpc `vpc`"]
    assert "<summary>1 more is replaced because of these</summary>" in text
    assert "- Subnet `subnet`: `vpcId` comes from Vpc `vpc`; `cidrBlock`: `10.0.0.0/24` → `10.1.0.0/24`" in text


def test_what_follows_is_counted_by_kind() -> None:
    text = block_of(vpc(), subnet("a"), subnet("b"), subnet("c")).text
    assert "<summary>3 more are replaced because of these</summary>\n\n3 Subnet.\n" in text


def test_what_that_which_follows_interrupts_is_not_folded() -> None:
    follower = change(TARGETS, Op.REPLACE, "tg", {"vpcId": ("vpc-1", UNKNOWN)}, sources={"vpcId": (vpc().urn,)})
    text = block_of(vpc(), follower).text
    before, _, _ = text.partition("<details>")
    assert "What follows from these interrupts, too:\n\n- TargetGroup `tg`: every target is registered anew" in before


def test_of_many_only_those_that_interrupt_are_shown_unfolded() -> None:
    many = [change(SUBNET, Op.DELETE, f"subnet-{n}") for n in range(MOST_ROWS)]
    text = block_of(*many, change(EIP, Op.DELETE, "nat")).text
    before, _, folded = text.partition("<details>")
    assert [each[0] for each in rows(before)] == ["Eip `nat`"]
    assert len(rows(folded)) == MOST_ROWS
    assert f"<summary>{MOST_ROWS} more deleted, which interrupt less</summary>" in text


def test_very_many_that_interrupt_are_folded_too() -> None:
    text = block_of(*(change(EIP, Op.DELETE, f"a-{n:02}") for n in range(30))).text
    before, _, folded = text.partition("<details>")
    assert (len(rows(before)), len(rows(folded))) == (MOST_ROWS, 30 - MOST_ROWS)


def test_what_is_deleted_with_its_whole_says_so() -> None:
    gone = change(VPC, Op.DELETE, "vpc")
    route = change("aws:ec2/route:Route", Op.DELETE, "out", sources={"vpcId": (gone.urn,)})
    assert rows(block_of(gone, route).text)[1] == ["Route `out`", "it goes with Vpc `vpc`"]


def test_what_interrupts_something_of_its_own_says_that_alone() -> None:
    gone = change(VPC, Op.DELETE, "vpc")
    address = change(EIP, Op.DELETE, "nat", sources={"instance": (gone.urn,)})
    text = block_of(gone, address).text
    assert "goes back to AWS" in text
    assert "it goes with" not in text


def test_a_type_that_is_not_known_is_no_promise() -> None:
    assert rows(block_of(change("acme:index:Thing", Op.DELETE)).text)[0][1] == "not known to this report"


def test_what_is_harmless_is_called_nothing() -> None:
    token = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
    assert rows(block_of(change(token, Op.DELETE)).text)[0][1] == "nothing"


def test_a_protected_resource_stops_the_deployment() -> None:
    assert "**Pulumi refuses: it is protected**" in block_of(change(BUCKET, Op.DELETE, protected=True)).text


def test_a_copy_that_was_left_behind_is_told_apart() -> None:
    assert "only a copy goes" in block_of(change(EIP, Op.DELETE, leftover=True)).text


def test_the_order_of_a_replacement_is_told_where_it_is_known() -> None:
    assert "the old one goes first" in block_of(vpc(deletes_first=True)).text
    assert "goes first" not in block_of(vpc(deletes_first=False)).text


def test_what_tells_most_comes_first_and_what_does_not_replace_last() -> None:
    own = change(TARGETS, Op.REPLACE, "tg", {"vpcId": ("a", UNKNOWN), "name": ("a", "b"), "port": (80, 81)})
    beside = Argument(path="tags.x", old=1, new=2)
    told = rows(block_of(Change(**{**vars(own), "arguments": (*own.arguments, beside)})).text)[0][1]
    assert told == (
        "`port`: `80` → `81`<br>`name`: `a` → `b`<br>`vpcId`: `a` → *known once deployed*<br>besides: `tags`"
    )


def test_very_many_arguments_are_counted() -> None:
    own = change(TARGETS, Op.REPLACE, "tg", {f"a{n}": (1, 2) for n in range(9)})
    assert rows(block_of(own).text)[0][1].endswith("<br>5 more")


def test_where_nothing_differs_the_engines_names_are_told() -> None:
    assert rows(block_of(change(VPC, Op.REPLACE, named=("provider",))).text)[0][1] == "`provider`"
    assert rows(block_of(change(VPC, Op.REPLACE)).text)[0][1] == "the preview does not say"


def test_the_old_value_is_named_as_a_resource_where_it_is_one() -> None:
    known = change(VPC, Op.SAME, "shop-dev-vpc", id="vpc-0123456")
    own = change(SUBNET, Op.REPLACE, "s", {"vpcId": ("vpc-0123456", "vpc-2")})
    assert rows(block_of(known, own).text)[0][1] == "`vpcId`: Vpc `shop-dev-vpc` → `vpc-2`"


def test_the_same_changes_in_another_order_make_the_same_text() -> None:
    """The engine's own order is another one each time."""
    changes = [vpc(), subnet("b"), subnet("a"), change(EIP, Op.DELETE, "y"), change(EIP, Op.DELETE, "x")]
    assert block_of(*changes) == block_of(*reversed(changes))


def test_what_is_shown_in_short_has_the_causes_and_the_interruptions() -> None:
    found = block_of(vpc(), subnet())
    assert "Vpc `vpc`" in found.short
    assert "<details>" not in found.short


def test_nothing_from_outside_breaks_a_table() -> None:
    nasty = "a|b\n| c | `d`"
    own = change(f"aws:x/y:{nasty}", Op.REPLACE, nasty, {nasty: (nasty, {"x": nasty})})
    lines = block_of(own, change(VPC, Op.DELETE, nasty)).text.splitlines()
    for line in filter(None, lines):
        assert line.startswith("| ")
        assert len(re.findall(r"(?<!\\)\|", line)) in (3, 4)


def test_a_script_that_replaces_is_shown_as_a_diff() -> None:
    own = change("aws:ec2/instance:Instance", Op.REPLACE, "it", {"userData": ("a\nb\n", "a\nc\n")})
    text = block_of(own).text
    assert "`userData`: 1 line added, 1 removed (see below)" in text
    assert "```diff\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n```" in text
