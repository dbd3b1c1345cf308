"""Resources of several components that are called the same but for their component's name."""

from pulumi_ha_web.report.interruptions import interruptions_of
from pulumi_ha_web.report.model import Op
from pulumi_ha_web.report.showing import resource

from .made import GROUP, NETWORK, SUBNET, VPC, change, preview, step, urn


def test_what_is_called_the_same_in_two_components_has_its_whole_name() -> None:
    parents = {name: urn(NETWORK, name) for name in ("web", "api")}
    components = [step("same", NETWORK, name, {}, {}, custom=False) for name in parents]
    own = [
        step("create", VPC, f"{name}-vpc", new={}, around=NETWORK, parent=parent) for name, parent in parents.items()
    ]
    subnet = step("delete", SUBNET, "web-a", {}, around=NETWORK, parent=parents["web"])
    group = step("create", GROUP, "web-vpc", new={}, around=NETWORK, parent=parents["web"])
    found = preview(*components, *own, subnet, group).changes
    assert [resource(each) for each in found] == ["Vpc `web-vpc`", "Vpc `api-vpc`", "Subnet `a`", "Group `vpc`"]


def test_a_network_that_is_deleted_is_not_made_anew() -> None:
    (told,) = interruptions_of(change(VPC, Op.DELETE), follows=False) or ()
    assert told.text.startswith("its network is gone")
    (told,) = interruptions_of(change(VPC, Op.REPLACE), follows=False) or ()
    assert told.text.startswith("everything in it is made anew")
