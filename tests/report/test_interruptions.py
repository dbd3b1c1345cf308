"""What each change is said to interrupt."""

from typing import Any

import pytest

from pulumi_ha_web.report.interruptions import (
    all_of,
    interruptions_of,
    phrases,
    service_and_kind,
)
from pulumi_ha_web.report.interruptions.rule import Effect
from pulumi_ha_web.report.model import Marker, Op

from .made import BUCKET, GROUP, LISTENER, SUBNET, TEMPLATE, VPC, change, of, urn

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
TARGETS = "aws:lb/targetGroup:TargetGroup"
EIP = "aws:ec2/eip:Eip"
NAT = "aws:ec2/natGateway:NatGateway"
INSTANCE = "aws:ec2/instance:Instance"
VOLUME = "aws:ebs/volume:Volume"
RECORD = "aws:route53/record:Record"
ZONE = "aws:route53/zone:Zone"


def effects(token: str, op: Op = Op.REPLACE, *, follows: bool = False, **more: Any) -> list[tuple[Effect, str]]:
    found = interruptions_of(change(token, op, **more), follows=follows)
    assert found is not None, f"no rule knows {token}"
    return [(each.effect, each.text) for each in found]


def only(token: str, op: Op = Op.REPLACE, **more: Any) -> tuple[Effect, str]:
    (found,) = effects(token, op, **more)
    return found


def test_of_a_type_that_is_not_known_nothing_is_said() -> None:
    assert interruptions_of(change("aws:batch/jobQueue:JobQueue", Op.DELETE)) is None
    assert interruptions_of(change("random:index/randomId:RandomId", Op.DELETE)) is None


def test_a_service_is_known_by_each_of_its_names() -> None:
    names = ["aws:lb/listener:Listener", "aws:alb/listener:Listener", "aws:applicationloadbalancing/listener:Listener"]
    assert {service_and_kind(each) for each in names} == {"lb.Listener"}
    assert (
        service_and_kind("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule") == "ec2.SecurityGroupIngressRule"
    )
    assert service_and_kind("gcp:lb/listener:Listener") == "gcp:lb/listener:Listener"


REFRESHED = {"launchTemplate.version": ("1", Marker.UNKNOWN)}


def group(least: Any = None, most: Any = None, policy: Any = None, **more: Any) -> tuple[Effect, str, str]:
    preferences = {"minHealthyPercentage": least, "maxHealthyPercentage": most}
    new = {"instanceRefresh": {"preferences": {key: each for key, each in preferences.items() if each is not None}}}
    if policy:
        new["instanceMaintenancePolicy"] = policy
    (found,) = interruptions_of(change(GROUP, Op.UPDATE, arguments=REFRESHED, new=new | more)) or ()
    return found.effect, found.text, found.short


def test_a_new_version_in_a_group_begins_an_instance_refresh_that_interrupts_nothing_visible() -> None:
    effect, text, short = group(100, 150)
    assert effect is Effect.NOTICE
    assert "at least 100 %" in text
    assert "at most 150 %" in text
    assert "nothing visible is interrupted" in text
    assert short == "an instance refresh begins (100 to 150 % healthy)"


@pytest.mark.parametrize(
    ("least", "most", "policy", "effect", "said"),
    [
        (50, None, None, Effect.BRIEF, "at least 50 %"),
        ("50", "100", None, Effect.BRIEF, "at least 50 %"),
        (None, None, None, Effect.BRIEF, "at least 90 %"),
        (None, None, {"minHealthyPercentage": 100, "maxHealthyPercentage": 120}, Effect.NOTICE, "at most 120 %"),
        (80, None, {"minHealthyPercentage": 100}, Effect.BRIEF, "at least 80 %"),
        (0, None, None, Effect.DOWN, "none may be left in service"),
        (0, 100, None, Effect.DOWN, "none may be left in service"),
        (100, 100, None, Effect.BRIEF, "at least 100 %"),
        ("odd", True, None, Effect.BRIEF, "at least 90 %"),
        (-5, 500, None, Effect.BRIEF, "at least 90 %"),
    ],
)
def test_a_refresh_goes_by_the_healthy_instances_that_it_demands(
    least: Any, most: Any, policy: Any, effect: Effect, said: str
) -> None:
    found, text, _ = group(least, most, policy)
    assert (found, said in text) == (effect, True), text


def test_without_a_refresh_running_instances_stay_as_they_are() -> None:
    effect, text = only(GROUP, Op.UPDATE, arguments=REFRESHED, new={})
    assert (effect, "stay as they are" in text) == (Effect.NOTICE, True)


def test_other_arguments_of_a_group_begin_no_refresh() -> None:
    assert effects(GROUP, Op.UPDATE, arguments={"tags": ([], ["x"])}, new={"instanceRefresh": {}}) == []


def test_a_template_alone_interrupts_nothing() -> None:
    assert only(TEMPLATE, Op.UPDATE, arguments={"userData": ("a", "b")})[0] is Effect.NOTICE


def test_a_group_that_may_be_smaller_ends_instances() -> None:
    assert "beyond 2" in only(GROUP, Op.UPDATE, arguments={"maxSize": (3, 2)})[1]
    for old, new in ((2, 3), (2, 2), (2, Marker.UNKNOWN), ("x", 2), (Marker.ABSENT, 2)):
        assert effects(GROUP, Op.UPDATE, arguments={"maxSize": (old, new)}) == []


def test_a_group_leaves_a_zone_or_spreads() -> None:
    assert "taken away" in only(GROUP, Op.UPDATE, arguments={"vpcZoneIdentifiers": (["a", "b"], ["a"])})[1]
    assert "spread" in only(GROUP, Op.UPDATE, arguments={"vpcZoneIdentifiers": (["a"], ["a", "b"])})[1]


def test_a_load_balancer_in_fewer_zones_ends_connections_and_in_more_of_them_none() -> None:
    assert only(BALANCER, Op.UPDATE, arguments={"subnets": (["a", "b"], ["a"])})[0] is Effect.BRIEF
    assert effects(BALANCER, Op.UPDATE, arguments={"subnets": (["a"], ["a", "b"])}) == []
    assert effects(BALANCER, Op.UPDATE, arguments={"subnets": (["a"], Marker.UNKNOWN)}) == []
    assert effects(BALANCER, Op.UPDATE, arguments={"subnets": (["a"], [Marker.UNKNOWN])}) == []


def test_a_new_load_balancer_has_another_name() -> None:
    effect, text = only(BALANCER, outputs={"dnsName": "old-1.elb.amazonaws.com"})
    assert (effect, text.startswith("`old-1.elb.amazonaws.com` ")) == (Effect.DOWN, True)
    assert only(BALANCER)[1].startswith("its DNS name ")


def test_a_listener_that_is_replaced_leaves_a_gap_on_its_port() -> None:
    effect, text = only(LISTENER, old={"port": 443})
    assert (effect, "port `443`" in text) == (Effect.BRIEF, True)


def test_a_listener_that_moves_with_its_load_balancer_leaves_none() -> None:
    assert effects(LISTENER, follows=True) == []


def test_a_listener_that_goes_is_no_longer_answered() -> None:
    assert only(LISTENER, Op.DELETE, old={"port": 80}) == (Effect.DOWN, "port `80` no longer answers")
    assert only(LISTENER, Op.UPDATE, old={"port": 80}, arguments={"port": (80, 81)})[0] is Effect.DOWN


def test_a_listener_that_redirects_from_now_on_is_told() -> None:
    arguments = {"defaultActions[0].type": ("forward", "redirect"), "defaultActions[0].redirect": (None, {})}
    assert "redirected" in only(LISTENER, Op.UPDATE, old={"port": 80}, arguments=arguments)[1]
    back = {"defaultActions[0].type": ("redirect", "forward")}
    assert effects(LISTENER, Op.UPDATE, arguments=back) == []


def test_targets_register_anew_in_a_new_target_group() -> None:
    assert only(TARGETS)[0] is Effect.BRIEF
    assert only(TARGETS, follows=True)[0] is Effect.BRIEF, "also in another network"


@pytest.mark.parametrize("op", [Op.REPLACE, Op.DELETE])
def test_an_address_is_lost_for_good(op: Op) -> None:
    effect, text = only(EIP, op, outputs={"publicIp": "192.0.2.7"})
    assert (effect, "`192.0.2.7`" in text) == (Effect.LOST, True)
    assert "the address goes back" in only(EIP, op, outputs={"publicIp": Marker.UNKNOWN})[1]


@pytest.mark.parametrize(
    ("first", "said"), [(True, "goes first"), (False, "new ones go through"), (None, "until routes lead")]
)
def test_outgoing_connections_are_cut_by_a_new_gateway(first: bool | None, said: str) -> None:
    effect, text = only(NAT, deletes_first=first, follows=True)
    assert (effect, said in text) == (Effect.BRIEF, True)


def test_a_gateways_address_stays_if_it_is_given_the_same_one() -> None:
    outputs = {"publicIp": "192.0.2.7", "allocationId": "eipalloc-1"}
    assert "`192.0.2.7` stays" in only(NAT, outputs=outputs)[1]
    other = {"allocationId": ("eipalloc-1", Marker.UNKNOWN)}
    assert "another address than `192.0.2.7`" in only(NAT, outputs=outputs, arguments=other)[1]
    assert "another address than" in only(NAT, outputs={"publicIp": "192.0.2.7"})[1]


@pytest.mark.parametrize("op", [Op.REPLACE, Op.DELETE])
def test_what_a_bucket_holds_is_lost_only_if_it_may_be(op: Op) -> None:
    effect, text = only(BUCKET, op, old={"forceDestroy": True, "bucket": "shop-files"})
    assert (effect, "`shop-files`" in text) == (Effect.LOST, True)
    assert "AWS refuses" in only(BUCKET, op, old={"forceDestroy": False})[1]
    assert "AWS refuses" in only(BUCKET, op)[1]


def test_a_volumes_data_is_lost_unless_a_snapshot_is_made() -> None:
    assert only(VOLUME)[0] is Effect.LOST
    assert only(VOLUME, old={"finalSnapshot": True})[0] is Effect.DOWN


def test_logs_are_lost_unless_they_are_to_stay() -> None:
    token = "aws:cloudwatch/logGroup:LogGroup"
    assert only(token, Op.DELETE)[0] is Effect.LOST
    assert only(token, Op.DELETE, old={"skipDestroy": True})[0] is Effect.NOTICE


@pytest.mark.parametrize("argument", ["instanceType", "userData", "userDataBase64"])
def test_an_instance_is_stopped_for_some_of_its_arguments(argument: str) -> None:
    assert only(INSTANCE, Op.UPDATE, arguments={argument: ("a", "b")})[0] is Effect.DOWN


def test_an_instance_is_not_stopped_for_others() -> None:
    assert effects(INSTANCE, Op.UPDATE, arguments={"tags.Name": ("a", "b")}) == []


@pytest.mark.parametrize("op", [Op.REPLACE, Op.DELETE])
def test_an_instance_that_goes_takes_its_volumes_along(op: Op) -> None:
    assert "volumes" in only(INSTANCE, op)[1]


@pytest.mark.parametrize("op", [Op.REPLACE, Op.DELETE])
def test_a_zones_name_servers_go_with_it(op: Op) -> None:
    effect, text = only(ZONE, op)
    assert (effect, "name servers" in text) == (Effect.LOST, True)


def test_a_records_former_answer_lives_on_for_its_time() -> None:
    changed: dict[str, Any] = {"arguments": {"records": (["a"], ["b"])}}
    assert "up to 60 s" in only(RECORD, Op.UPDATE, old={"ttl": 60}, **changed)[1]
    assert "time to live" in only(RECORD, Op.UPDATE, **changed)[1]
    assert "`www.example.com`" in only(RECORD, Op.DELETE, old={"name": "www.example.com"})[1]


def test_the_internet_gateway_of_a_new_network_leaves_the_old_one() -> None:
    token = "aws:ec2/internetGateway:InternetGateway"
    assert only(token, Op.UPDATE, arguments={"vpcId": ("vpc-1", Marker.UNKNOWN)})[0] is Effect.DOWN
    assert effects(token, Op.UPDATE, arguments={"tags.Name": ("a", "b")}) == []


def test_a_part_that_is_made_anew_with_its_whole_interrupts_nothing_of_its_own() -> None:
    for kind in ("route:Route", "routeTableAssociation:RouteTableAssociation", "subnet:Subnet", "flowLog:FlowLog"):
        assert effects(f"aws:ec2/{kind}") != []
        assert effects(f"aws:ec2/{kind}", follows=True) == []


def test_what_is_replaced_is_missing_for_a_while_and_what_is_deleted_for_good() -> None:
    for op, said, not_said in ((Op.REPLACE, "in between", "from then on"), (Op.DELETE, "from then on", "in between")):
        for token in ("aws:ec2/eipAssociation:EipAssociation", "aws:cloudwatch/metricAlarm:MetricAlarm"):
            assert said in only(token, op)[1]
            assert not_said not in only(token, op)[1]


@pytest.mark.parametrize(("op", "said"), [(Op.REPLACE, "made anew"), (Op.DELETE, "the network is gone")])
def test_a_network_is_made_anew_or_gone(op: Op, said: str) -> None:
    (found,) = interruptions_of(change(VPC, op)) or ()
    assert (found.effect, said in found.short) == (Effect.DOWN, True)


def test_a_copy_that_was_left_behind_interrupts_nothing() -> None:
    assert effects(EIP, Op.DELETE, leftover=True) == []


def test_what_a_preview_interrupts_comes_with_the_worst_first() -> None:
    found = all_of(of(change(TARGETS, Op.REPLACE), change(EIP, Op.DELETE), change(VPC, Op.SAME)))
    assert [each.change.kind for each in found] == ["Eip", "TargetGroup"]


def test_phrases_tell_the_same_once_with_their_number_and_end_in_time() -> None:
    found = all_of(
        of(
            *(change(EIP, Op.DELETE, name=str(n)) for n in range(3)),
            change(TARGETS, Op.REPLACE),
            change(BALANCER, Op.REPLACE),
        )
    )
    assert phrases(found, 4) == [
        "3 addresses are lost",
        "the load balancer's DNS name changes",
        "targets are registered anew",
    ]
    assert phrases(found, 2) == ["3 addresses are lost", "and 2 more"]


def test_a_subnet_of_a_replaced_network_is_not_told_to_be_emptied() -> None:
    vpc = change(VPC, Op.REPLACE, name="vpc", arguments={"cidrBlock": ("a", "b")})
    subnet = change(
        SUBNET,
        Op.REPLACE,
        name="subnet",
        arguments={"vpcId": ("vpc-1", Marker.UNKNOWN)},
        sources={"vpcId": (urn(VPC, "vpc"),)},
    )
    assert [each.change.kind for each in all_of(of(vpc, subnet))] == ["Vpc"]
