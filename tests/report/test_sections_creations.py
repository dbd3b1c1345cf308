"""What is created."""

from typing import Any

from pulumi_ha_web.report.model import Block, Change, Marker, Op, Subject, Weight
from pulumi_ha_web.report.sections.creations import FEW, section

from .made import LISTENER, SUBNET, VPC, change, of


def block_of(*changes: Change) -> Block:
    found = section(Subject(preview=of(*changes)))
    assert found is not None
    return found


def created(token: str, own: str, /, **new: Any) -> Change:
    return change(token, Op.CREATE, own, new=new)


def test_where_nothing_is_created_there_is_nothing_to_say() -> None:
    assert section(Subject(preview=of(change(VPC, Op.UPDATE)))) is None
    assert section(Subject()) is None


def test_few_are_shown_at_once_with_what_tells_them_apart() -> None:
    found = block_of(created(LISTENER, "https", port=443, protocol="HTTPS", name="shop-https", tags={"a": "b"}))
    assert (found.title, found.weight) == ("Created", Weight.CREATIONS)
    assert found.text == "1 resource created: 1 Listener.\n\n- Listener `https`: `port` `443`, `protocol` `HTTPS`"
    assert found.short == "1 resource created: 1 Listener."


def test_many_are_counted_by_kind_and_can_be_opened() -> None:
    changes = [created(SUBNET, f"s-{n}") for n in range(FEW)] + [created(VPC, "vpc")]
    text = block_of(*changes).text
    assert text.startswith(
        f"{FEW + 1} resources created: {FEW} Subnet, 1 Vpc.\n\n<details>\n<summary>All {FEW + 1} resources"
    )
    assert all(f"- Subnet `s-{n}`" in text for n in range(FEW))


def test_very_many_kinds_are_counted_together() -> None:
    text = block_of(*(created(f"aws:x/y:Kind{n:02}", "it") for n in range(20))).short
    first = ", ".join(f"1 Kind{n:02}" for n in range(12))
    assert text == f"20 resources created: {first}, and 8 of 8 other kinds."


def test_imports_are_no_creations() -> None:
    found = block_of(change(VPC, Op.IMPORT, "vpc"))
    assert (found.title, found.short) == (
        "Imported",
        "1 resource taken into the stack as they are in the account: 1 Vpc.",
    )
    both = block_of(change(VPC, Op.IMPORT, "vpc"), created(SUBNET, "s"))
    assert both.title == "Created"
    assert both.text.index("1 resource created") < both.text.index("taken into the stack")


def test_values_that_say_nothing_or_must_not_be_shown_are_left_out() -> None:
    text = block_of(
        created(
            VPC,
            "vpc",
            a=Marker.SECRET,
            b=Marker.UNKNOWN,
            c="x" * 99,
            d="two\nlines",
            e="arn:aws:x",
            f=[1],
            g=None,
            h="",
        )
    ).text
    assert text.endswith("- Vpc `vpc`")


def test_an_id_is_told_as_the_resource_that_it_is() -> None:
    vpc = change(VPC, Op.SAME, "vpc", id="vpc-0123456")
    assert "`vpcId` Vpc `vpc`" in block_of(vpc, created(SUBNET, "s", vpcId="vpc-0123456")).text


def test_an_id_that_two_resources_have_stays_as_it_is() -> None:
    """A bucket's policy has the bucket's own id."""
    twins = [change(token, Op.SAME, "x", id="shop-files") for token in (VPC, LISTENER)]
    assert "`bucketName` `shop-files`" in block_of(*twins, created(SUBNET, "s", bucketName="shop-files")).text
