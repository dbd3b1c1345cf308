"""Causes are told apart from what follows."""

from typing import Any

from pulumi_ha_web.report.cascade import cascade
from pulumi_ha_web.report.model import Argument, Change, Marker, Op

from .made import SUBNET, VPC, change, urn

UNKNOWN = Marker.UNKNOWN


def replaced(token: str, name: str, arguments: dict[str, Any], sources: dict[str, list[str]] | None = None) -> Change:
    values = {key: ("old", new) for key, new in arguments.items()}
    return change(token, Op.REPLACE, name, values, sources={key: tuple(urns) for key, urns in (sources or {}).items()})


VPC_URN = urn(VPC, "vpc")


def names(*changes: Change) -> tuple[list[str], list[str]]:
    whole = cascade(changes)
    return [each.name for each in whole.roots], [each.name for each in whole.followers]


def test_what_takes_its_id_from_something_replaced_follows() -> None:
    vpc = replaced(VPC, "vpc", {"cidrBlock": "new"})
    subnet = replaced(SUBNET, "subnet", {"vpcId": UNKNOWN}, {"vpcId": [VPC_URN]})
    assert names(subnet, vpc) == (["vpc"], ["subnet"])
    ((argument, cause),) = cascade([vpc, subnet]).causes[subnet.urn]
    assert (argument.path, cause.name) == ("vpcId", "vpc")


def test_it_follows_even_if_more_of_it_differs() -> None:
    """It would be replaced all the same."""
    vpc = replaced(VPC, "vpc", {"cidrBlock": "new"})
    subnet = replaced(SUBNET, "subnet", {"vpcId": UNKNOWN, "cidrBlock": "new"}, {"vpcId": [VPC_URN]})
    assert names(vpc, subnet) == (["vpc"], ["subnet"])


def test_a_value_that_is_known_is_a_cause_of_its_own() -> None:
    vpc = replaced(VPC, "vpc", {"cidrBlock": "new"})
    subnet = replaced(SUBNET, "subnet", {"vpcId": "vpc-2"}, {"vpcId": [VPC_URN]})
    assert names(vpc, subnet) == (["vpc", "subnet"], [])


def test_a_value_from_something_that_stays_is_a_cause_of_its_own() -> None:
    vpc = change(VPC, Op.UPDATE, "vpc")
    subnet = replaced(SUBNET, "subnet", {"vpcId": UNKNOWN}, {"vpcId": [VPC_URN]})
    assert names(vpc, subnet) == (["subnet"], [])


def test_an_argument_that_does_not_replace_makes_nothing_follow() -> None:
    vpc = replaced(VPC, "vpc", {"cidrBlock": "new"})
    subnet = replaced(SUBNET, "subnet", {"cidrBlock": "new"}, {"tags": [VPC_URN]})
    beside = Argument(path="tags", old="x", new=UNKNOWN)
    assert names(vpc, Change(**{**vars(subnet), "arguments": (*subnet.arguments, beside)})) == (["vpc", "subnet"], [])


def test_where_no_argument_tells_its_source_dependencies_do() -> None:
    vpc = replaced(VPC, "vpc", {"cidrBlock": "new"})
    subnet = change(SUBNET, Op.REPLACE, "subnet", {"vpcId": ("old", [{"a": UNKNOWN}])}, dependencies=(urn(VPC, "vpc"),))
    assert names(vpc, subnet) == (["vpc"], ["subnet"])


def test_of_several_sources_the_one_of_the_arguments_own_kind_is_the_cause() -> None:
    vpc = replaced(VPC, "vpc", {"cidrBlock": "new"})
    route = replaced("aws:ec2/route:Route", "a-route", {"destination": "new"})
    subnet = replaced(SUBNET, "subnet", {"vpcId": UNKNOWN}, {"vpcId": [route.urn, vpc.urn]})
    assert [cause.name for _, cause in cascade([route, vpc, subnet]).causes[subnet.urn]] == ["vpc"]


def test_where_all_follow_each_other_all_are_causes() -> None:
    one = replaced(VPC, "one", {"a": UNKNOWN}, {"a": [urn(VPC, "two")]})
    two = replaced(VPC, "two", {"a": UNKNOWN}, {"a": [urn(VPC, "one")]})
    assert names(one, two) == (["one", "two"], [])


def test_what_is_deleted_goes_with_what_it_leads_to() -> None:
    vpc = change(VPC, Op.DELETE, "vpc")
    subnet = change(SUBNET, Op.DELETE, "subnet", sources={"vpcId": (VPC_URN,)})
    alone = change(SUBNET, Op.DELETE, "alone", sources={"vpcId": (urn(VPC, "stays"),)})
    whole = cascade([vpc, subnet, alone])
    assert {each: found.name for each, found in whole.wholes.items()} == {subnet.urn: "vpc"}
    assert [whole.follows(each) for each in (vpc, subnet, alone)] == [False, True, False]
