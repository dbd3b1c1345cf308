"""What happens to each resource, whatever number of steps the engine takes for it."""

import pytest

from pulumi_ha_web.report.model import Argument, Marker, Op

from .made import BUCKET, GROUP, NETWORK, SUBNET, UNKNOWN, VPC, preview, root, step, urn


@pytest.mark.parametrize(
    ("op", "kind"),
    [
        ("create", Op.CREATE),
        ("import", Op.IMPORT),
        ("update", Op.UPDATE),
        ("replace", Op.REPLACE),
        ("create-replacement", Op.REPLACE),
        ("import-replacement", Op.REPLACE),
        ("delete", Op.DELETE),
        ("same", Op.SAME),
        ("refresh", Op.SAME),
    ],
)
def test_each_word_of_the_engine_is_a_kind_of_change(op: str, kind: Op) -> None:
    found = preview(step(op, VPC, "shop-dev-vpc", old={"a": 1}, new={"a": 2}, named=["a"]))
    assert [each.op for each in found.changes] == [kind]


@pytest.mark.parametrize("op", ["read", "read-discard", "read-replacement", "discard", "discard-replaced", "new-word"])
def test_what_is_only_looked_up_is_no_change(op: str) -> None:
    assert preview(step(op, VPC, "shop-dev-vpc", old={}, new={})).changes == ()


def test_the_stack_its_providers_and_components_are_no_resources() -> None:
    found = preview(
        step("create", "pulumi:providers:aws", "default", new={}),
        step("create", NETWORK, "shop-dev", new={}, custom=False),
        step("create", VPC, "shop-dev-vpc", new={}, around=NETWORK),
        first=[root("create")],
    )
    assert [each.name for each in found.changes] == ["shop-dev-vpc"]
    assert found.counts == {Op.CREATE: 1}


def test_a_replacement_is_one_change_whatever_steps_it_takes() -> None:
    steps = [
        step(op, VPC, "shop-dev-vpc", old={"cidrBlock": "a"}, new=new, named=["cidrBlock"], replacing=["cidrBlock"])
        for op, new in (("create-replacement", {"cidrBlock": "b"}), ("replace", {"cidrBlock": "b"}))
    ]
    (change,) = preview(*steps, step("delete-replaced", VPC, "shop-dev-vpc", old={"cidrBlock": "a"})).changes
    assert (change.op, change.deletes_first) == (Op.REPLACE, False)
    assert change.arguments == (Argument(path="cidrBlock", old="a", new="b", replaces=True),)


def test_a_replacement_whose_old_resource_goes_first_is_told_apart() -> None:
    (change,) = preview(
        step("delete-replaced", VPC, "shop-dev-vpc", old={"a": 1}),
        step("replace", VPC, "shop-dev-vpc", old={"a": 1}, new={"a": 2}, named=["a"], replacing=["a"]),
        step("create-replacement", VPC, "shop-dev-vpc", old={"a": 1}, new={"a": 2}, named=["a"], replacing=["a"]),
    ).changes
    assert (change.deletes_first, [each.path for each in change.arguments]) == (True, ["a"])


def test_the_halves_of_a_replacement_may_come_without_their_states() -> None:
    whole = step("replace", VPC, "vpc", old={"a": 1}, new={"a": 2}, named=["a"], replacing=["a"])
    halves = [{"op": op, "urn": whole["urn"]} for op in ("delete-replaced", "create-replacement")]
    for order in ([whole, *halves], [*halves, whole]):
        (change,) = preview(*order).changes
        assert (change.deletes_first, [each.path for each in change.arguments]) == (True, ["a"])


def test_the_id_of_what_stays_may_be_in_its_new_state() -> None:
    found = step("same", VPC, "vpc", new={}, id="vpc-1")
    assert preview(found).changes[0].id == "vpc-1"


def test_without_its_single_steps_a_replacements_order_is_not_known() -> None:
    (change,) = preview(step("replace", VPC, "shop-dev-vpc", old={"a": 1}, new={"a": 2}, named=["a"])).changes
    assert change.deletes_first is None


def test_a_copy_that_was_left_behind_does_not_hide_what_happens_to_the_resource() -> None:
    left = step("delete", VPC, "shop-dev-vpc", old={}, delete=True)
    (change,) = preview(step("same", VPC, "shop-dev-vpc", old={}, new={}), left).changes
    assert (change.op, change.leftover) == (Op.SAME, False)
    (alone,) = preview(left).changes
    assert (alone.op, alone.leftover) == (Op.DELETE, True)


def test_what_is_deleted_and_created_under_one_name_is_replaced() -> None:
    (change,) = preview(step("delete", VPC, "vpc", old={"a": 1}), step("create", VPC, "vpc", new={"a": 2})).changes
    assert change.op is Op.REPLACE


def test_a_refresh_says_that_a_resource_stays_unless_another_step_changes_it() -> None:
    found = preview(
        step("refresh", VPC, "vpc", old={"a": 1}, new={"a": 1}),
        step("refresh", SUBNET, "subnet", old={"a": 1}, new={"a": 1}),
        step("update", SUBNET, "subnet", old={"a": 1}, new={"a": 2}, named=["a"]),
    )
    assert {each.kind: each.op for each in found.changes} == {"Vpc": Op.SAME, "Subnet": Op.UPDATE}
    assert (found.unchanged, found.unchanged_with_components) == (1, False)


def test_the_arguments_that_differ_are_those_that_the_engine_names() -> None:
    (change,) = preview(
        step("update", VPC, "vpc", old={"a": 1, "b": 1}, new={"a": 2, "b": 2}, named=["b", "computed"])
    ).changes
    assert change.arguments == (Argument(path="b", old=1, new=2),)
    assert change.named == ()


def test_the_official_providers_detailed_difference_names_arguments_and_what_replaces() -> None:
    detailed = {
        "tags.Name": {"kind": "update", "inputDiff": True},
        "cidrBlock": {"kind": "update-replace", "inputDiff": True},
    }
    old, new = {"tags": {"Name": "a"}, "cidrBlock": "x"}, {"tags": {"Name": "b"}, "cidrBlock": "y", "other": 1}
    (change,) = preview(step("replace", VPC, "vpc", old=old, new=new, detailed=detailed)).changes
    assert {each.path: each.replaces for each in change.arguments} == {"tags.Name": False, "cidrBlock": True}


def test_an_update_in_which_nothing_differs_has_the_engines_own_names() -> None:
    (change,) = preview(step("update", VPC, "vpc", old={"a": 1}, new={"a": 1}, named=["b", "a"])).changes
    assert (change.arguments, change.named) == ((), ("a", "b"))


def test_an_update_that_undoes_what_somebody_did_in_the_account_shows_that() -> None:
    found = step("update", VPC, "vpc", old={"tags": {"a": "1"}}, new={"tags": {"a": "1"}}, named=["tags"])
    found["oldState"]["outputs"] = {"tags": {"a": "2"}, "other": "x"}
    (change,) = preview(found).changes
    assert change.arguments == (Argument(path="tags.a", old="2", new="1"),)


def test_a_value_that_is_known_once_deployed_is_marked() -> None:
    (change,) = preview(step("update", GROUP, "asg", old={"a": ["1"]}, new={"a": [UNKNOWN]}, named=["a"])).changes
    assert change.arguments == (Argument(path="a", old=["1"], new=[Marker.UNKNOWN]),)


def test_a_resource_knows_its_nearest_component_by_type_and_name() -> None:
    network = urn(NETWORK, "shop-dev", around="acme:index:Shop")
    found = preview(
        step("create", VPC, "shop-dev-vpc", new={}, around=f"acme:index:Shop${NETWORK}", parent=network),
        step("create", BUCKET, "files", new={}, around="acme:index:Shop", parent=urn("acme:index:Shop", "shop")),
        step("create", BUCKET, "alone", new={}),
    )
    assert [(each.component, each.component_name, each.short_name) for each in found.changes] == [
        ("Network", "shop-dev", "vpc"),
        ("Shop", "shop", "files"),
        ("", "", "alone"),
    ]


def test_a_component_further_up_is_named_through_what_lies_between() -> None:
    bucket = urn(BUCKET, "shop-dev-logs", around=NETWORK)
    found = preview(
        step("create", BUCKET, "shop-dev-logs", new={}, around=NETWORK, parent=urn(NETWORK, "shop-dev")),
        step("create", VPC, "shop-dev-below", new={}, around=f"{NETWORK}${BUCKET}", parent=bucket),
    )
    assert [each.component_name for each in found.changes] == ["shop-dev", "shop-dev"]


def test_the_nearest_component_of_this_project_counts_even_if_another_is_nearer() -> None:
    found = preview(step("create", VPC, "vpc", new={}, around=f"{NETWORK}$acme:index:Inner"))
    assert found.changes[0].component == "Network"


def test_resources_that_only_their_components_tell_apart_keep_their_whole_names() -> None:
    found = preview(
        *(
            step("create", token, f"{tier}-{own}", new={}, around=NETWORK, parent=urn(NETWORK, tier))
            for tier, token, own in (("shop", VPC, "vpc"), ("api", VPC, "vpc"), ("api", SUBNET, "vpc"))
        )
    )
    assert [each.short_name for each in found.changes] == ["shop-vpc", "api-vpc", "vpc"]


def test_dependencies_are_resources_and_not_components() -> None:
    network, vpc = urn(NETWORK, "shop-dev"), urn(VPC, "vpc")
    found = preview(
        step("create", NETWORK, "shop-dev", new={}, custom=False),
        step("create", VPC, "vpc", new={}),
        step("create", SUBNET, "subnet", new={}, dependencies=[vpc, network], sources={"vpcId": [network, vpc]}),
    )
    assert (found.changes[1].dependencies, found.changes[1].sources) == ((vpc,), {"vpcId": (vpc,)})


def test_what_was_before_is_known_of_what_goes() -> None:
    gone = step("delete", VPC, "vpc", old={"cidrBlock": "x"}, protect=True)
    gone["oldState"]["outputs"] = {"arn": "arn:aws:…"}
    (change,) = preview(gone).changes
    assert (change.id, change.old, change.new, change.outputs, change.protected) == (
        "id-of-vpc",
        {"cidrBlock": "x"},
        {},
        {"arn": "arn:aws:…"},
        True,
    )
