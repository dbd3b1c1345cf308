"""One instance, the address that outlives it, and the alarms that bring it back."""

from collections.abc import Mapping
from typing import Any

import pulumi_aws as aws
import pytest

from components.recovering_instance import RecoveringInstance, RecoveringInstanceArgs
from tests.recording import NAME, Recording, build, pulumi, record

INSTANCE, ADDRESS = "ec2/instance:Instance", "ec2/eip:Eip"
ASSOCIATION, ALARM = "ec2/eipAssociation:EipAssociation", "cloudwatch/metricAlarm:MetricAlarm"
REQUIRED: dict[str, Any] = {"template_id": "lt-1", "template_version": 7, "user_data": "date", "subnet_id": "subnet-a"}
TOPIC = "arn of a topic"
ITSELF = "Instance web-test-instance"


def built(**changes: Any) -> Recording:
    return build(RecoveringInstance, RecoveringInstanceArgs(**{**REQUIRED, "alarm_topic_arn": TOPIC, **changes}))


def alarm(action: str, metric: str, minutes: int, description: str) -> Mapping[str, Any]:
    return {
        "name": f"web-test-{action}",
        "alarmDescription": description,
        "namespace": "AWS/EC2",
        "metricName": metric,
        "dimensions": {"InstanceId": ITSELF},
        "statistic": "Maximum",
        "period": 60,
        "evaluationPeriods": minutes,
        "datapointsToAlarm": minutes,
        "comparisonOperator": "GreaterThanOrEqualToThreshold",
        "threshold": 1,
        "treatMissingData": "missing",
        "alarmActions": [f"arn:aws:automate:eu-west-1:ec2:{action}", TOPIC],
        "okActions": [TOPIC],
        "tags": {"Name": f"web-test-{action}"},
    }


def test_it_is_exactly_an_instance_its_address_and_two_alarms() -> None:
    assert sorted((each.type.rpartition(":")[2], each.name) for each in built().resources) == [
        ("Eip", "web-test-address"),
        ("EipAssociation", "web-test-address"),
        ("Instance", "web-test-instance"),
        ("MetricAlarm", "web-test-reboot"),
        ("MetricAlarm", "web-test-recover"),
        ("RecoveringInstance", "web-test"),
    ]


def test_the_instance_is_made_by_the_template_and_protected_from_all_but_the_stack() -> None:
    """With protection and without force, a release would stop half-way: AWS would not let the old instance go."""
    assert built().one(INSTANCE).inputs == {
        "launchTemplate": {"id": "lt-1", "version": "7"},
        "userData": "date",
        "subnetId": "subnet-a",
        "disableApiTermination": True,
        "forceDestroy": True,
        "maintenanceOptions": {"autoRecovery": "default"},
        "tags": {"Name": "web-test"},
        "volumeTags": {"Name": "web-test"},
    }


def test_a_new_instance_stands_before_the_old_one_goes() -> None:
    """The provider replaces an instance whose template has a new version; told to delete first, that is an outage."""
    assert {each.delete_before_replace for each in built().resources} == {False}


def test_the_address_is_of_the_vpc_and_outlives_the_instance() -> None:
    address = built().one(ADDRESS)
    assert address.inputs == {"domain": "vpc", "tags": {"Name": "web-test-address"}}
    assert address.dependencies == frozenset(), "an address that needed the instance would be replaced with it"


def test_the_address_leads_to_the_instance_and_is_taken_from_the_one_before() -> None:
    association = built().one(ASSOCIATION)
    assert association.inputs == {
        "allocationId": "Eip web-test-address",
        "instanceId": ITSELF,
        "allowReassociation": True,
    }
    assert association.dependencies == {"Eip web-test-address", ITSELF}


def test_the_alarm_on_the_host_recovers_this_instance() -> None:
    assert built().inputs(ALARM)["web-test-recover"] == alarm(
        "recover",
        "StatusCheckFailed_System",
        2,
        "AWS's hardware or network under the instance fails: the instance is recovered on another host",
    )


def test_the_alarm_on_its_system_reboots_this_instance_a_minute_later() -> None:
    """One more minute than the other alarm: both at once on one fault would be a race."""
    assert built().inputs(ALARM)["web-test-reboot"] == alarm(
        "reboot",
        "StatusCheckFailed_Instance",
        3,
        "The instance's own system does not answer: the instance is rebooted",
    )


@pytest.mark.parametrize(
    ("partition", "region"), [("aws", "eu-west-1"), ("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1")]
)
def test_the_actions_are_those_of_the_partition_and_region(partition: str, region: str) -> None:
    recording = build(
        RecoveringInstance,
        REQUIRED,
        invokes={"aws:index/getPartition:getPartition": lambda _: {"partition": partition}},
        config={"aws:region": region},
    )
    assert {name: each["alarmActions"] for name, each in recording.inputs(ALARM).items()} == {
        f"web-test-{action}": [f"arn:{partition}:automate:{region}:ec2:{action}"] for action in ("recover", "reboot")
    }


def test_without_a_topic_the_alarms_act_and_tell_nobody() -> None:
    assert [each["okActions"] for each in built(alarm_topic_arn=None).inputs(ALARM).values()] == [[], []]


def test_it_asks_aws_for_partition_and_region_and_for_nothing_else() -> None:
    assert sorted(token for token, _ in built().invokes) == [
        "aws:index/getAvailabilityZones:getAvailabilityZones",
        "aws:index/getPartition:getPartition",
    ]


def test_the_outputs_are_the_annotated_attributes() -> None:
    outputs = built().outputs["ha-web:index:RecoveringInstance"]
    assert outputs == {
        "instance_id": ITSELF,
        "public_ip": "address of web-test-address",
        "allocation_id": "Eip web-test-address",
        "recovery_alarm_name": "web-test-recover",
        "reboot_alarm_name": "web-test-reboot",
    }
    assert set(outputs) == set(RecoveringInstance.__annotations__)


def test_every_resource_is_a_child_of_the_component() -> None:
    found = [each for each in built().resources if each.type.startswith("aws:")]
    assert len(found) == 5
    assert [each.urn for each in found] == [
        f"urn:pulumi:test::ha-web::ha-web:index:RecoveringInstance${each.type}::{each.name}" for each in found
    ]


def test_the_callers_options_go_to_the_component() -> None:
    options = pulumi.ResourceOptions(protect=True)
    recording = record(lambda: RecoveringInstance(NAME, REQUIRED, options))
    assert recording.one("ha-web:index:RecoveringInstance").protect


def test_everything_that_takes_tags_has_the_stacks_and_a_name_of_its_own() -> None:
    recording = built(tags={"Owner": "web", "Name": "gives way"})
    tagged = [each.inputs["tags"] for each in recording.resources if "tags" in each.inputs]
    names = ["web-test", "web-test-address", "web-test-reboot", "web-test-recover"]
    assert sorted(tagged, key=str) == [{"Owner": "web", "Name": name} for name in names]


LANDINGS: dict[str, tuple[object, str, str, str, object]] = {
    "template_id": ("lt-2", INSTANCE, "web-test-instance", "launchTemplate.id", "lt-2"),
    "template_version": (8, INSTANCE, "web-test-instance", "launchTemplate.version", "8"),
    "user_data": ("id", INSTANCE, "web-test-instance", "userData", "id"),
    "subnet_id": ("subnet-b", INSTANCE, "web-test-instance", "subnetId", "subnet-b"),
    "termination_protection": (False, INSTANCE, "web-test-instance", "disableApiTermination", False),
    "alarm_topic_arn": ("arn of another", ALARM, "web-test-recover", "alarmActions.1", "arn of another"),
    "tags": ({"Owner": "shop"}, ADDRESS, "web-test-address", "tags.Owner", "shop"),
}
"""Field: another value than in REQUIRED, and the argument that it must arrive in, as what."""


def at(arguments: Any, path: str) -> Any:
    for key in path.split("."):
        arguments = arguments[int(key)] if key.isdigit() else arguments.get(key)
    return arguments


def test_the_table_of_fields_is_complete() -> None:
    assert set(LANDINGS) == set(RecoveringInstanceArgs.__dataclass_fields__)


@pytest.mark.parametrize("field", LANDINGS)
def test_every_field_reaches_a_resource(field: str) -> None:
    value, kind, name, path, expected = LANDINGS[field]
    inputs = built(**{field: value}).inputs(kind)[name]
    assert at(inputs, path) == expected
    assert built().inputs(kind)[name] != inputs, "the table repeats the value that was there before"


def test_a_mapping_means_the_same_as_the_dataclass() -> None:
    one = build(RecoveringInstance, REQUIRED)
    other = build(RecoveringInstance, RecoveringInstanceArgs(**REQUIRED))
    assert (one.arguments(), one.outputs) == (other.arguments(), other.outputs)


def test_all_that_is_missing_or_misspelt_is_said_at_once() -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentences are compared whole)
        build(RecoveringInstance, {"template_id": "lt-1", "subnet": "subnet-a"})
    assert str(caught.value).splitlines() == [
        "RecoveringInstance.subnet: is not an argument; did you mean `subnet_id`?",
        "RecoveringInstance.template_version: is missing; give it a value",
        "RecoveringInstance.user_data: is missing; give it a value",
        "RecoveringInstance.subnet_id: is missing; give it a value",
    ]


def test_a_component_for_another_region_builds_there() -> None:
    def program() -> None:
        there = pulumi.ResourceOptions(provider=aws.Provider("there", region="us-east-1"))
        RecoveringInstance(NAME, REQUIRED, there)

    found = [each.provider for each in record(program).resources if each.type.startswith("aws:")]
    assert [each.partition("::there::")[1] for each in found] == ["::there::"] * 5


def test_two_of_them_stand_side_by_side() -> None:
    def program() -> None:
        for role in ("primary", "secondary"):
            RecoveringInstance(f"web-{role}", REQUIRED)

    instances = record(program).inputs(INSTANCE)
    assert instances.keys() == {"web-primary-instance", "web-secondary-instance"}
    assert [each["tags"]["Name"] for each in instances.values()] == ["web-primary", "web-secondary"]
