"""What runs where: by the user data that each instance of the emulated account was launched with."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components import _user_data
from emulator import Account
from pulumi_ha_web.artifacts.releases_table import listing
from pulumi_ha_web.artifacts.running import Running, running
from pulumi_ha_web.artifacts.sizes import size_text
from pulumi_ha_web.artifacts.stack_bucket import DeployedStack, place
from pulumi_ha_web.errors import ArtifactError
from tests.artifacts.stand_in import Pulumi, account_with, stand_in
from tests.emulator.proofs import IMAGE, group, network, template

BUCKET = "shop-dev-artifacts"


@pytest.fixture
def aws() -> Iterator[Account]:
    with account_with(BUCKET) as opened:
        yield opened


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pulumi:
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  aws:region: eu-west-1\n")
    return stand_in(tmp_path / "bin", monkeypatch)


def booting(release: str | None) -> str:
    """Return what the project's own template tells an instance to do at its first boot."""
    environment = {"HA_WEB_ARTIFACT_BUCKET": BUCKET} | ({"HA_WEB_RELEASE_VERSION": release} if release else {})
    return _user_data.render("echo HA_WEB_RELEASE_VERSION=0", ["nginx"], environment=environment)


def rolled(aws: Account, *releases: str | None) -> None:
    """Make a group whose instances were launched from a template's versions, one after the other."""
    ec2, asg = aws.client("ec2"), aws.client("autoscaling")
    own_id = template(aws, UserData=_user_data.encoded(booting(releases[0])))
    group(aws, template_id=own_id, DesiredCapacity=1)
    for at, release in enumerate(releases[1:], start=2):
        data = {"ImageId": IMAGE, "InstanceType": "t3.micro", "UserData": _user_data.encoded(booting(release))}
        ec2.create_launch_template_version(LaunchTemplateId=own_id, LaunchTemplateData=data)
        wanted = {"LaunchTemplateId": own_id, "Version": str(at)}
        asg.update_auto_scaling_group(AutoScalingGroupName="group", LaunchTemplate=wanted, DesiredCapacity=at)


def test_each_instance_of_a_group_has_the_release_of_its_templates_version(
    aws: Account, pulumi: Pulumi, tmp_path: Path
) -> None:
    rolled(aws, None, "1.9", "2.0.0-rc.1+b7")
    pulumi.exports(scaling_group="group")
    found = running(DeployedStack("dev", tmp_path))
    told = [(each.release, each.template_version, each.zone, each.state) for each in found]
    assert told == [
        (None, "1", "eu-west-1a", "InService"),
        ("1.9", "2", "eu-west-1b", "InService"),
        ("2.0.0-rc.1+b7", "3", "eu-west-1c", "InService"),
    ]


def test_what_is_on_its_way_out_runs_nothing(aws: Account, pulumi: Pulumi, tmp_path: Path) -> None:
    rolled(aws, "1.9")
    aws.client("autoscaling").update_auto_scaling_group(AutoScalingGroupName="group", DesiredCapacity=0)
    pulumi.exports(scaling_group="group")
    assert running(DeployedStack("dev", tmp_path)) == []


def test_an_instance_that_no_group_keeps_has_the_release_of_its_own_user_data(
    aws: Account, pulumi: Pulumi, tmp_path: Path
) -> None:
    ec2, subnets = aws.client("ec2"), network(aws)
    own = [
        ec2.run_instances(ImageId=IMAGE, MinCount=1, MaxCount=1, SubnetId=subnet, UserData=booting(release))
        for subnet, release in zip(subnets, ("1.10", "1.9", None), strict=True)
    ]
    first, second, third = (each["Instances"][0]["InstanceId"] for each in own)
    ec2.terminate_instances(InstanceIds=[third])
    pulumi.exports(primary=first, secondary=second, instance=third)
    assert running(DeployedStack("dev", tmp_path)) == [
        Running(first, "eu-west-1a", "running", "1.10"),
        Running(second, "eu-west-1b", "running", "1.9"),
    ]


def released(aws: Account, *versions: str) -> None:
    for version in versions:
        aws.client("s3").put_object(
            Bucket=BUCKET, Key=f"releases/{version}/app", Body=b"x" * 2048, Metadata={"sha256": "ab" * 32}
        )


def listed(folder: Path, limit: int = 20, warned: list[str] | None = None) -> Any:
    return listing(place(BUCKET, "dev", folder), limit, (list[str]() if warned is None else warned).append)


def test_releases_stand_beside_what_names_and_what_runs_them(aws: Account, pulumi: Pulumi, tmp_path: Path) -> None:
    released(aws, "1.10", "1.9")
    rolled(aws, None, "1.7", "1.9", "1.10")
    pulumi.exports(scaling_group="group")
    place(BUCKET, "dev", tmp_path)
    (tmp_path / "Pulumi.dev.yaml").write_text(
        'config:\n  aws:region: eu-west-1\n  ha-web:artifacts: {release: {version: "1.10"}}\n'
    )
    found = listed(tmp_path)
    when = {each.version: f"{each.released_at:%Y-%m-%d %H:%M}" for each in found.releases}
    rows = [
        ["1.9", f"{when['1.9']}  2.0 KiB  abababababab            1 of 4 instances"],
        ["1.10", f"{when['1.10']}  2.0 KiB  abababababab  named     1 of 4 instances"],
    ]
    text = found.as_text().splitlines()
    assert text[0] == "VERSION  RELEASED (UTC)    SIZE     SHA-256       SETTINGS  RUNNING"
    assert sorted(text[1:3]) == sorted(f"{version:7}  {rest}" for version, rest in rows)
    assert text[3:] == ["1 of 4 instances runs no release", "1 of 4 instances runs 1.7, which is not in the bucket"]
    bare = next(each.instance_id for each in found.instances if each.release is None)
    detailed = found.as_text(verbose=True).splitlines()
    assert detailed[:5] == text
    assert f"{bare}  eu-west-1a  InService  no release  (version 1 of the launch template)" in detailed[6:]
    document = json.loads(found.as_json())
    assert document["settings"] == "1.10"
    assert {each["version"]: (each["in_settings"], len(each["instances"])) for each in document["releases"]} == {
        "1.9": (False, 1),
        "1.10": (True, 1),
    }
    assert [each["release"] for each in document["instances"]].count("1.7") == 1
    assert document["releases"][0]["sha256"] == "ab" * 32


def test_a_long_list_is_cut_and_says_so(aws: Account, pulumi: Pulumi, tmp_path: Path) -> None:
    released(aws, "1", "2", "3")
    rolled(aws, "1")
    pulumi.exports(scaling_group="group")
    found = listed(tmp_path, limit=2)
    assert len(found.releases) == 2
    assert "and 1 older; --limit 0 shows them all" in found.as_text()
    assert json.loads(found.as_json())["older_releases"] == 1
    assert len(listed(tmp_path, limit=0).releases) == 3


def test_settings_that_name_what_is_gone_are_told(aws: Account, pulumi: Pulumi, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text(
        'config:\n  aws:region: eu-west-1\n  ha-web:artifacts: {release: {version: "1.4"}}\n'
    )
    assert listed(tmp_path).as_text() == (
        f"there is no release in bucket {BUCKET}\nthe settings name 1.4, which is not in the bucket"
    )


def test_instances_that_cannot_be_asked_about_are_no_reason_to_list_nothing(
    aws: Account, pulumi: Pulumi, tmp_path: Path
) -> None:
    released(aws, "1")
    pulumi.exports(scaling_group="none-such")
    warned: list[str] = []
    found = listed(tmp_path, warned=warned)
    assert warned == [
        "what runs where is not known: none-such: there is no such Auto Scaling group in eu-west-1; check its name, "
        "--region and the account"
    ]
    assert [each.version for each in found.releases] == ["1"]
    assert json.loads(found.as_json())["instances"] is None


def test_a_bucket_alone_lists_its_releases(aws: Account) -> None:
    released(aws, "1")
    document = json.loads(listing(place(BUCKET, None), 0, pytest.fail).as_json())
    assert (document["settings"], document["instances"]) == (None, None)


def test_a_bucket_that_is_not_there_is_an_error(aws: Account) -> None:
    with pytest.raises(ArtifactError, match="there is no bucket none-such"):
        listing(place("none-such", None), 0, pytest.fail)


@pytest.mark.parametrize(
    ("size", "said"), [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (5 << 30, "5.0 GiB"), (3 << 50, "3072.0 TiB")]
)
def test_sizes_are_said_as_people_read_them(size: int, said: str) -> None:
    assert size_text(size) == said


def test_the_boot_script_is_what_is_read() -> None:
    """The reader knows nothing of the writer: what the one writes, the other must find."""
    from pulumi_ha_web.artifacts.rollout_back import release_of

    assert release_of(base64.b64encode(booting("1.4.2").encode()).decode()) == "1.4.2"
    assert release_of(base64.b64encode(booting(None).encode()).decode()) is None
