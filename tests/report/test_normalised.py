"""What is another one each time is made the same, and nothing else."""

import json
from typing import Any

from tests.report.normalised import normalised

TWICE = (
    {
        "subnets": ["subnet-0aaaaaaaaaaaaaaa1", "subnet-0bbbbbbbbbbbbbbb2"],
        "uuid": "0f5d3a6e-5f0e-4a57-9a0e-2d4e5f60718a",
        "name": "ha-web-dev-alb-1a2b3c",
        "dns": "ha-web-dev-alb-1a2b3c-1.eu-west-1.elb.amazonaws.com",
        "arn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/x/00112233445566ff",
        "address": "54.1.2.3",
        "host": "ec2-54-1-2-3.eu-west-1.compute.amazonaws.com",
        "endpoint": "http://127.0.0.1:40007",
        "time": "2026-11-25T04:31:58Z",
        "role": {"uniqueId": "yo9wqhw9wuvd2wkaeekz"},
        "route": "r-rtb-03d067e4d1aeef8f91080289494",
        "attachment": "asg-20261125043158934500000008",
    },
    {
        "subnets": ["subnet-0ddddddddddddddd4", "subnet-0ccccccccccccccc3"],
        "uuid": "1f5d3a6e-5f0e-4a57-9a0e-2d4e5f60718b",
        "name": "ha-web-dev-alb-9f8e7d",
        "dns": "ha-web-dev-alb-9f8e7d-1.eu-west-1.elb.amazonaws.com",
        "arn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/x/ffeeddccbbaa9988",
        "address": "52.9.8.7",
        "host": "ec2-52-9-8-7.eu-west-1.compute.amazonaws.com",
        "endpoint": "http://127.0.0.1:35111",
        "time": "2026-12-01T10:00:00.5Z",
        "role": {"uniqueId": "mxrdxtkmbwl0fv4cvyjp"},
        "route": "r-rtb-fa344ab835aea39b41080289495",
        "attachment": "asg-20261201100000000000000003",
    },
)
OWN_IDS = (
    ("subnet-0aaaaaaaaaaaaaaa1", "subnet-0bbbbbbbbbbbbbbb2"),
    ("subnet-0ccccccccccccccc3", "subnet-0ddddddddddddddd4"),
)


def document(told: Any, ids: tuple[str, ...] = ()) -> Any:
    """Return a preview in which a group comes first, and the subnets that it names after it."""
    group = {"op": "update", "urn": "a", "oldState": {"id": "asg", "outputs": told}}
    return {
        "steps": [group, *({"op": "same", "urn": each, "newState": {"id": each}} for each in ids)],
        "changeSummary": {},
    }


def test_two_previews_of_the_same_are_the_same() -> None:
    first, second = (normalised(document(told, ids)) for told, ids in zip(TWICE, OWN_IDS, strict=True))
    assert [line for line in first.splitlines() if '"op":"update"' in line] == [
        line for line in second.splitlines() if '"op":"update"' in line
    ]


def test_what_was_equal_stays_equal_and_what_was_not_does_not() -> None:
    told = {"a": "vpc-0aaaaaaaaaaaaaaa1", "b": "vpc-0bbbbbbbbbbbbbbb2", "c": "vpc-0aaaaaaaaaaaaaaa1"}
    (step,) = json.loads(normalised(document(told)))["steps"]
    found = step["oldState"]["outputs"]
    assert found["a"] == found["c"] == "vpc-00000000000000001"
    assert found["b"] == "vpc-00000000000000002"


def test_settings_and_what_is_not_known_stay() -> None:
    told = {
        "cidr": "10.20.0.0/16",
        "all": "0.0.0.0/0",
        "metadata": "169.254.169.254",
        "unknown": "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "names": ["b", "a"],
        "tags": [{"key": "b"}, {"key": "a"}],
        "account": "123456789012",
    }
    (step,) = json.loads(normalised(document(told)))["steps"]
    assert step["oldState"]["outputs"] == told


def test_paths_of_an_interpreter_are_cut() -> None:
    told = {"steps": [], "diagnostics": [{"message": 'File "/opt/x/lib/python3.11/site-packages/pulumi/a.py", line 1'}]}
    assert json.loads(normalised(told))["diagnostics"][0]["message"] == 'File "site-packages/pulumi/a.py", line 1'
