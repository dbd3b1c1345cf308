"""One line a stack that says what will happen."""

from typing import Any

import pytest

from pulumi_ha_web.report.model import Check, Marker, Op, Preview, Rehearsal, State, Subject
from pulumi_ha_web.report.sections.verdict import line

from .made import BUCKET, GROUP, SUBNET, TEMPLATE, VPC, change, of

EIP = "aws:ec2/eip:Eip"


def verdict(preview: Preview | None = None, rehearsal: Rehearsal | None = None, **more: Any) -> str:
    return line(Subject(preview=preview, rehearsal=rehearsal), **more)


def test_no_change_is_said_in_one_line() -> None:
    assert verdict(of(unchanged=72)) == "✅ **dev**: no changes (72 unchanged)"
    assert verdict(of()) == "✅ **dev**: no changes"


def test_counts_come_with_the_gravest_first() -> None:
    ops = [Op.CREATE, Op.UPDATE, Op.REPLACE, Op.DELETE, Op.IMPORT, Op.CREATE]
    found = of(*(change("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", op) for op in ops), unchanged=3)
    assert verdict(found) == (
        "🟧 **dev**: 1 replaced, 1 deleted, 1 updated, 2 created, 1 taken into the stack, 3 unchanged: "
        "nothing known is interrupted"
    )


def test_an_instance_refresh_is_in_the_verdict() -> None:
    refresh = {"instanceRefresh": {"preferences": {"minHealthyPercentage": 100, "maxHealthyPercentage": 150}}}
    group = change(GROUP, arguments={"launchTemplate.version": ("1", Marker.UNKNOWN)}, new=refresh)
    assert verdict(of(group, change(TEMPLATE))) == (
        "🟨 **dev**: 2 updated: an instance refresh begins (100 to 150 % healthy)"
    )


@pytest.mark.parametrize(
    ("found", "mark", "said"),
    [
        (change(BUCKET, Op.CREATE), "🟩", "1 created: nothing is interrupted"),
        (change(BUCKET, Op.UPDATE), "🟨", "1 updated: nothing is interrupted"),
        (change(SUBNET, Op.DELETE), "🟧", "1 deleted: nothing known is interrupted"),
        (change(VPC, Op.REPLACE), "🟥", "1 replaced: everything in the network is made anew"),
        (change(EIP, Op.DELETE), "🟥", "1 deleted: an address is lost"),
        (change("acme:index:Thing", Op.REPLACE), "🟧", "1 replaced: nothing known is interrupted"),
    ],
)
def test_the_mark_goes_by_the_worst(found: Any, mark: str, said: str) -> None:
    assert verdict(of(found)) == f"{mark} **dev**: {said}"


def test_interruptions_end_in_time() -> None:
    kinds = [
        "ec2/vpc:Vpc",
        "ec2/eip:Eip",
        "lb/loadBalancer:LoadBalancer",
        "lb/targetGroup:TargetGroup",
        "sns/topic:Topic",
    ]
    told = verdict(of(*(change(f"aws:{kind}", Op.REPLACE) for kind in kinds)))
    assert told.endswith(
        ": an address is lost; everything in the network is made anew; the load balancer's DNS name changes; and 2 more"
    )


def test_a_first_deployment_is_called_one() -> None:
    assert verdict(of(change(BUCKET, Op.CREATE), never_deployed=True)) == "🟩 **dev**: first deployment: 1 created"


def test_a_failed_preview_is_no_promise() -> None:
    found = of(change(EIP, Op.DELETE), state=State.FAILED, problems=("it broke\nhere", "and there"))
    assert verdict(found) == "❌ **dev**: the preview failed: it broke here. Until then: 1 deleted"
    assert verdict(of(state=State.FAILED)) == "❌ **dev**: the preview failed"


def test_of_several_problems_of_the_settings_the_first_is_told() -> None:
    found = of(state=State.FAILED, problems=("Pulumi.dev.yaml: a: bad\nPulumi.dev.yaml: b: bad",))
    assert verdict(found) == "❌ **dev**: the preview failed: Pulumi.dev.yaml: a: bad (and 1 more)"


def test_an_unreadable_preview_says_so() -> None:
    found = Preview(project="", stack="dev", state=State.UNREADABLE, problems=("dev.json is empty: `x`",))
    assert verdict(found) == "❌ **dev**: nothing is known of it: dev.json is empty: `x`"


def test_the_engines_own_count_says_what_is_in_it() -> None:
    assert verdict(of(unchanged=78, unchanged_with_components=True)) == (
        "✅ **dev**: no changes (78 unchanged, components among them)"
    )


def rehearsal(*statuses: str, **more: Any) -> Rehearsal:
    checks = tuple(Check(id="x", title="x", status=each) for each in statuses)
    return Rehearsal(project="shop", stack="dev", checks=checks, **more)


def test_what_may_be_updated_is_not_counted_as_unchanged() -> None:
    found = of(change(BUCKET, Op.CREATE), change(GROUP, Op.SAME, new={"a": Marker.UNKNOWN}), unchanged=10)
    assert verdict(found) == "🟩 **dev**: 1 created, 1 perhaps updated, 9 unchanged: nothing known is interrupted"


def test_a_rehearsal_is_in_the_verdict() -> None:
    well = rehearsal("passed", "passed", "not_applicable", ok=True)
    assert verdict(of(), well) == "✅ **dev**: no changes. Rehearsal: 2 promises kept"
    assert verdict(None, well) == "✅ **dev**: Rehearsal: 2 promises kept"


def test_a_rehearsal_that_failed_marks_the_stack() -> None:
    assert verdict(of(), rehearsal("failed", "passed")) == "❌ **dev**: no changes. Rehearsal: 1 check failed"
    broken = rehearsal(state=State.FAILED, problems=("boom",))
    assert verdict(None, broken) == "❌ **dev**: Rehearsal: not done: boom"
    assert verdict(None, rehearsal("passed")) == "❌ **dev**: Rehearsal: not done"


def test_of_several_projects_each_stack_is_named_with_its_own() -> None:
    assert verdict(of(), with_project=True).startswith("✅ **shop/dev**: ")


def test_in_brief_only_the_counts_are_left() -> None:
    found = of(change(VPC, Op.REPLACE), unchanged=9)
    assert verdict(found, rehearsal("failed"), brief=True) == "🟥 **dev**: 1 replaced"
    assert verdict(of(state=State.FAILED, problems=("x",)), brief=True) == "❌ **dev**: the preview failed"


def test_nothing_at_all_is_said_to_be_unknown() -> None:
    assert verdict() == "❌ : nothing is known"


def test_names_and_problems_from_outside_stay_text_and_short() -> None:
    found = of(stack="@a|b*c*" * 100, state=State.FAILED, problems=("<b>@x</b>" * 100,))
    told = verdict(found)
    assert "<b>" not in told
    assert "@a" not in told
    assert told.count("@&#8203;") == 15 + 22, "names end after 100 characters, problems after 200"
    assert told.count("\n") == 0
