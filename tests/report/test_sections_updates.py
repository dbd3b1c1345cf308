"""What is updated in place."""

from typing import Any

import pytest

from pulumi_ha_web.report.model import Block, Change, Marker, Op, Subject
from pulumi_ha_web.report.sections.updates import FOLDED_FROM, MOST_ARGUMENTS, MOST_RESOURCES, section

from .made import BUCKET, GROUP, SUBNET, TEMPLATE, VPC, change, of

UNKNOWN, SECRET, ABSENT = Marker.UNKNOWN, Marker.SECRET, Marker.ABSENT
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


def block_of(*changes: Change) -> Block:
    found = section(Subject(preview=of(*changes)))
    assert found is not None
    return found


def text_of(*changes: Change) -> str:
    return block_of(*changes).text


def bucket(old: Any = 1, new: Any = 2, path: str = "a", name: str = "files", **more: Any) -> Change:
    return change(BUCKET, Op.UPDATE, name, {path: (old, new)}, **more)


def test_where_nothing_is_updated_there_is_nothing_to_say() -> None:
    assert section(Subject(preview=of(change(VPC, Op.CREATE), change(VPC, Op.SAME)))) is None
    assert section(Subject()) is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (80, 81, "`80` → `81`"),
        (True, False, "`true` → `false`"),
        (ABSENT, "x", "*none* → `x`"),
        ("x", ABSENT, "`x` → *none*"),
        ("x", UNKNOWN, "`x` → *known once deployed*"),
        (SECRET, SECRET, "*a secret that differs, not shown*"),
        ("x", SECRET, "`x` → *a secret, not shown*"),
        ("", "x", '`""` → `x`'),
        (" ", "x", '`" "` → `x`'),
        (["a", "b"], ["b", "c"], "without `a`, with `c`"),
        (["a", "b"], ["a"], "without `b`"),
        (["a"], ["a", "b"], "with `b`"),
        (["a"], ["b"], "`a` → `b`"),
        ([], ["a"], "*none* → `a`"),
        (["a"], [], "`a` → *none*"),
        (["a", "a"], ["a"], "`a`, `a` → `a`"),
        ({"x": 1}, {"y": SECRET}, '`{"x": 1}` → `{"y": "a secret, not shown"}`'),
        ("a" * 300, "b", f"`{'a' * 120}…` (300 characters) → `b`"),
        ("a|b", "c`d", "<code>a&#124;b</code> → <code>c&#96;d</code>"),
        (list("abcdefghijkl"), UNKNOWN, "`a`, `b`, `c`, `d`, `e`, `f`, `g`, `h`, 4 more → *known once deployed*"),
    ],
)
def test_old_and_new_are_told_for_each_argument(old: Any, new: Any, told: str) -> None:
    assert text_of(bucket(old, new)) == f"- Bucket `files`: `a`: {told}"


def test_of_two_long_texts_the_difference_is_shown() -> None:
    text = text_of(bucket("x" * 500 + "old", "x" * 500 + "new"))
    assert "xold`" in text
    assert "xnew`" in text
    assert len(text) < 200


def test_components_head_their_resources() -> None:
    text = text_of(
        bucket(component="ArtifactBucket", component_name="shop-dev"),
        change(VPC, Op.UPDATE, "shop-dev-vpc", {"b": (1, 2)}, component="Network", component_name="shop-dev"),
        change(SUBNET, Op.UPDATE, "alone", {"c": (1, 2)}),
    )
    assert text == (
        "- Subnet `alone`: `c`: `1` → `2`\n\n"
        "**ArtifactBucket**\n\n- Bucket `files`: `a`: `1` → `2`\n\n"
        "**Network**\n\n- Vpc `vpc`: `b`: `1` → `2`"
    )


def test_two_components_of_a_type_are_told_apart_by_name() -> None:
    text = text_of(*(bucket(new=n, name=f"{n}-b", component="ArtifactBucket", component_name=str(n)) for n in (5, 6)))
    assert "**ArtifactBucket 5**" in text
    assert "**ArtifactBucket 6**" in text


def test_several_arguments_are_a_line_each() -> None:
    text = text_of(change(BUCKET, Op.UPDATE, "files", {"a": (1, 2), "b": (3, 4)}))
    assert text == "- Bucket `files`\n  - `a`: `1` → `2`\n  - `b`: `3` → `4`"


def test_what_an_update_interrupts_is_told_with_it() -> None:
    text = text_of(change(TEMPLATE, Op.UPDATE, "t", {"imageId": ("ami-1", "ami-2")}))
    assert "\n  - → *nothing is interrupted by itself" in text


def tagged(count: int) -> list[Change]:
    return [bucket(ABSENT, "42", "tags.CostCenter", f"b-{n:02}") for n in range(count)]


def test_the_same_on_many_resources_is_told_once() -> None:
    text = text_of(*tagged(35))
    assert text.startswith("`tags.CostCenter`: *none* → `42`\n\n<details>\n<summary>on 35 resources</summary>\n\n")
    assert text.count("CostCenter") == 1
    assert "Bucket `b-34`" in text


def test_three_are_many() -> None:
    assert "on 3 resources" in text_of(*tagged(FOLDED_FROM))


def test_the_same_on_few_resources_is_told_of_each() -> None:
    assert text_of(*tagged(FOLDED_FROM - 1)).count("CostCenter") == FOLDED_FROM - 1


def test_what_is_folded_is_not_repeated_where_more_differs() -> None:
    also = change(VPC, Op.UPDATE, "vpc", {"tags.CostCenter": (ABSENT, "42"), "enableDnsSupport": (True, False)})
    text = text_of(*tagged(5), also)
    assert "on 6 resources" in text
    assert text.endswith("- Vpc `vpc`: `enableDnsSupport`: `true` → `false`")


def test_a_script_is_shown_as_a_diff_to_be_opened() -> None:
    found = block_of(change(TEMPLATE, Op.UPDATE, "t", {"userData": ("#!/bin/sh\na\nb\n", "#!/bin/sh\na\nc\nd\n")}))
    assert "`userData`: 2 lines added, 1 removed" in found.text
    assert "<summary><code>userData</code> of <code>t</code></summary>" in found.text
    assert "```diff\n@@ -1,3 +1,4 @@\n #!/bin/sh\n a\n-b\n+c\n+d\n```" in found.text
    assert "```" not in found.short


def test_a_script_that_comes_or_goes_is_one_as_well() -> None:
    assert "2 lines added, 0 removed" in text_of(bucket(ABSENT, "a\nb\n", "userData"))
    assert "0 lines added, 2 removed" in text_of(bucket("a\nb\n", ABSENT, "userData"))
    assert "→ *known once deployed*" in text_of(bucket("a\nb\n", UNKNOWN, "userData"))


def test_a_diff_with_a_fence_in_it_stays_in_its_own() -> None:
    text = text_of(bucket("a\nb\n", "a\n```\n</details>\n", "userData"))
    assert "````diff\n" in text
    assert text.rstrip().endswith("````\n\n</details>")


def test_a_very_long_diff_is_cut_with_its_length_told() -> None:
    text = text_of(bucket("x\n", "".join(f"{n} {'y' * 500}\n" for n in range(1_000)), "userData"))
    assert "lines more" in text
    assert "(504 characters)" in text
    assert len(text) < 70_000


def test_scripts_that_are_alike_are_not_folded() -> None:
    changes = [bucket("a\nb\n", f"a\n{n}\n", "userData", f"b-{n}") for n in range(5)]
    assert text_of(*changes).count("```diff") == 5
    assert text_of(*changes).count("`userData`: 1 line added, 1 removed") == 5


def test_an_update_in_which_nothing_differs_has_the_engines_names() -> None:
    text = text_of(change(GROUP, Op.UPDATE, "asg", named=("instanceRefresh", "tags")))
    assert text == (
        "- Group `asg`: the engine names `instanceRefresh`, `tags`; "
        "nothing that could be shown differs in what is given"
    )
    assert "does not say what differs" in text_of(change(GROUP, Op.UPDATE, "asg"))


def test_very_many_arguments_and_resources_are_counted() -> None:
    many = change(BUCKET, Op.UPDATE, "files", {f"a{n:02}": (1, 2) for n in range(MOST_ARGUMENTS + 5)})
    assert "  - 5 arguments more" in text_of(many)
    changes = [bucket(new=f"{n} own", name=f"b-{n:03}") for n in range(MOST_RESOURCES + 7)]
    text = text_of(*changes)
    assert text.count("Bucket `b-") == MOST_RESOURCES
    assert text.endswith("7 more are updated, each in its own way.")


def test_a_new_value_says_from_which_resource_it_will_come() -> None:
    template = change(TEMPLATE, Op.UPDATE, "t", {"x": (1, 2)})
    group = change(
        GROUP, Op.UPDATE, "asg", {"launchTemplate.version": ("1", UNKNOWN)}, sources={"launchTemplate": (template.urn,)}
    )
    assert "`launchTemplate.version`: `1` → that of LaunchTemplate `t`" in text_of(template, group)


def test_the_id_of_a_resource_that_is_made_anew_becomes_the_new_ones() -> None:
    vpc = change(VPC, Op.REPLACE, "vpc", {"cidrBlock": ("a", "b")}, id="vpc-0123456")
    gateway = change(
        "aws:ec2/internetGateway:InternetGateway",
        Op.UPDATE,
        "igw",
        {"vpcId": ("vpc-0123456", UNKNOWN)},
        sources={"vpcId": (vpc.urn,)},
    )
    assert "`vpcId`: Vpc `vpc` → the new one" in text_of(vpc, gateway)


def test_what_only_refers_to_something_new_is_folded() -> None:
    vpc = change(VPC, Op.REPLACE, "vpc", {"cidrBlock": ("a", "b")})
    alarm = change(ALARM, Op.UPDATE, "alarm", {"dimensions.X": ("a", UNKNOWN)}, sources={"dimensions": (vpc.urn,)})
    own = change(
        ALARM,
        Op.UPDATE,
        "other",
        {"dimensions.X": ("a", UNKNOWN), "threshold": (1, 2)},
        sources={"dimensions": (vpc.urn,)},
    )
    text = text_of(vpc, alarm, own)
    assert text.endswith(
        "<summary>1 updated because what they refer to is replaced</summary>\n\n"
        "- MetricAlarm `alarm`: `dimensions`\n\n</details>"
    )
    assert "- MetricAlarm `other`\n" in text


def test_what_differs_by_itself_is_not_folded_even_if_its_source_is_replaced() -> None:
    vpc = change(VPC, Op.REPLACE, "vpc", {"cidrBlock": ("a", "b")})
    alarm = change(ALARM, Op.UPDATE, "alarm", {"dimensions.X": ("a", "b")}, sources={"dimensions": (vpc.urn,)})
    assert text_of(vpc, alarm) == "- MetricAlarm `alarm`: `dimensions.X`: `a` → `b`"


def test_what_refers_to_something_created_is_not_folded() -> None:
    """A load balancer in one more zone is what the change is about."""
    subnet = change(SUBNET, Op.CREATE, "c")
    route = change("aws:ec2/route:Route", Op.CREATE, "out")
    known = change(SUBNET, Op.SAME, "a", id="subnet-0123456")
    balancer = change(
        "aws:lb/loadBalancer:LoadBalancer",
        Op.UPDATE,
        "alb",
        {"subnets": (["subnet-0123456"], UNKNOWN)},
        sources={"subnets": (route.urn, subnet.urn)},
    )
    assert text_of(known, subnet, route, balancer) == (
        "- LoadBalancer `alb`: `subnets`: Subnet `a` → *known once deployed*, from the new Subnet `c`"
    )


def test_what_a_preview_cannot_tell_is_called_open() -> None:
    group = change(GROUP, Op.SAME, "asg", new={"vpcZoneIdentifiers": UNKNOWN, "minSize": 1, "x": [{"y": UNKNOWN}]})
    text = "Perhaps updated, which a preview cannot tell, since values are known once deployed:"
    assert text_of(group) == f"{text}\n\n- Group `asg`: `vpcZoneIdentifiers`, `x`"


def test_the_same_changes_in_another_order_make_the_same_text() -> None:
    changes = [*tagged(4), bucket(name="z"), change(VPC, Op.UPDATE, "vpc", {"b": (1, 2)})]
    assert block_of(*changes) == block_of(*reversed(changes))
