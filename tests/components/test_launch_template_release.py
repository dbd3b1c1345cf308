"""A launch template whose instances run a release: what they are told, what they may, and which names are refused."""

import base64
import json
from typing import Any

import pytest

from components import LaunchTemplate, ReleaseArgs
from components._release_boot import ReleaseBoot
from components._user_data import render
from tests.recording import NAME, Recording, build, pulumi, record

TEMPLATE, POLICY = "ec2/launchTemplate:LaunchTemplate", "iam/rolePolicy:RolePolicy"
RELEASE: dict[str, Any] = {
    "bucket": "shop-artifacts",
    "version": "1.4.2",
    "key": "releases/1.4.2/app.tar.gz",
    "object_version": "V1",
    "sha256": "0123456789abcdef" * 4,
}
BOOT = ReleaseBoot(stack=NAME, region="eu-west-1", **RELEASE)


def built(release: Any = RELEASE, **changes: Any) -> Recording:
    return build(LaunchTemplate, {"vpc_id": "vpc-1", "release": release, **changes})


def user_data(recording: Recording) -> str:
    return base64.b64decode(recording.one(TEMPLATE).inputs["userData"]).decode()


@pytest.mark.parametrize("power_off", [False, True])
def test_the_first_boot_runs_it_and_counts_its_failures_for_the_template(power_off: bool) -> None:
    text = user_data(built(power_off_on_failure=power_off, environment={"A": "1"}))
    assert text == render(environment={"A": "1"}, power_off_on_failure=power_off, release=BOOT)
    assert f"--namespace ha-web/{NAME} " in text
    assert "--dimensions Release=1.4.2 " in text
    assert text.count("trap failed EXIT") == 1
    assert ("shutdown -h now" in text) is power_off


def test_applications_are_told_which_one_it_is() -> None:
    lines = user_data(built(environment={"HA_WEB_ARTIFACT_BUCKET": "b"})).splitlines()
    assert f"HA_WEB_RELEASE_SHA256={RELEASE['sha256']}" in lines
    assert "HA_WEB_RELEASE_VERSION=1.4.2" in lines


def test_it_comes_after_everything_but_what_answers_and_the_last_steps() -> None:
    """A service that answered before would have the instance found healthy without the release."""
    text = user_data(
        built(
            first_steps=["first"],
            user_data_packages=["jq"],
            user_data_services=["app"],
            user_data_script="script",
            last_steps=["last"],
        )
    )
    marks = [
        "\nfirst\n",
        " install -y jq\n",
        "\nscript\n",
        "\nfetch()",
        'is installed"\n)',
        "enable --now app\n",
        "\nlast\n",
    ]
    assert sorted(marks, key=text.index) == marks


def test_the_instances_may_count_failures_in_their_stacks_namespace_and_nowhere_else() -> None:
    own = dict(built(policies={"artifacts": "a document"}).inputs(POLICY)["web-test-instance-boot-failures"])
    assert json.loads(own.pop("policy"))["Statement"] == [
        {
            "Effect": "Allow",
            "Action": "cloudwatch:PutMetricData",
            "Resource": "*",
            "Condition": {"StringEquals": {"cloudwatch:namespace": f"ha-web/{NAME}"}},
        }
    ]
    assert own == {"name": "boot-failures", "role": "web-test-eu-west-1-instance"}


def test_no_instance_starts_before_it_may() -> None:
    assert "RolePolicy web-test-instance-boot-failures" in built().one(TEMPLATE).dependencies


def test_without_one_nothing_of_it_is_there() -> None:
    recording = built(None)
    assert set(recording.inputs(POLICY)) == {"web-test-instance-session-manager"}
    assert user_data(recording) == render()
    assert recording.outputs["ha-web:index:LaunchTemplate"]["release"] == {}


def test_the_outputs_say_what_is_fetched() -> None:
    assert built().outputs["ha-web:index:LaunchTemplate"]["release"] == RELEASE


def test_the_bucket_may_be_known_only_later() -> None:
    def program() -> None:
        bucket = pulumi.Output.from_input(RELEASE["bucket"])
        LaunchTemplate(NAME, {"vpc_id": "vpc-1", "release": ReleaseArgs(**{**RELEASE, "bucket": bucket})})

    assert record(program).arguments() == built().arguments()


WORD = "a letter or digit, then at most {} more and `.`, `_`, `+`, `-`"


@pytest.mark.parametrize(
    ("name", "values", "rule"),
    [
        ("version", ["", ".", "..", "a/b", "a b", "a\n", "$(id)", "x" * 65], f"be {WORD.format(63)}"),
        (
            "key",
            ["", "releases/1/", "a/..", "a/b c", "a/%i", "a/b\n", "x" * 129],
            f"end in a file's name: {WORD.format(127)}",
        ),
        (
            "sha256",
            ["", "0" * 63, "0" * 65, "A" * 64, "g" * 64, "0" * 64 + "\n"],
            "be 64 hexadecimal digits in lowercase",
        ),
    ],
)
def test_what_cannot_stand_in_a_folders_name_or_a_unit_is_refused(name: str, values: list[str], rule: str) -> None:
    for value in values:
        with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentence is compared whole)
            built({**RELEASE, name: value})
        assert str(caught.value) == f"LaunchTemplate.release.{name}: must {rule}, got {value!r}; give another one"


def test_half_a_release_is_refused() -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentence is compared whole)
        built({"bucket": "b", "version": "1", "key": "app"})
    assert str(caught.value).splitlines() == [
        f"LaunchTemplate.release.{name}: is missing; give it a value" for name in ("object_version", "sha256")
    ]
