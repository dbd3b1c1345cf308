"""Which bucket, in which account: what a person names, what the stack's settings say, and what its program exported."""

from pathlib import Path

import pytest

from pulumi_ha_web.artifacts.stack_bucket import DeployedStack, place
from pulumi_ha_web.errors import ArtifactError, HaWebError
from tests.artifacts.stand_in import Pulumi, stand_in

LOCAL = """\
config:
  aws:region: eu-north-1
  aws:accessKey: AKIAEMULATEDACCOUNT0
  aws:secretKey: emulated
  aws:endpoints:
    - s3: http://127.0.0.1:5580
      ec2: http://127.0.0.1:5580
    - autoscaling: http://127.0.0.1:5580
      sns: http://127.0.0.1:1
"""


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pulumi:
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_REGION", "us-west-2")
    (tmp_path / "aws").write_text(
        "[profile ops]\nregion = ap-south-1\naws_access_key_id = OPS\naws_secret_access_key = s\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "aws"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    return stand_in(tmp_path / "bin", monkeypatch)


def settings(folder: Path, text: str = LOCAL) -> Path:
    (folder / "Pulumi.dev.yaml").write_text(text)
    return folder


def test_the_bucket_of_a_stack_is_what_its_program_exported(pulumi: Pulumi, tmp_path: Path) -> None:
    pulumi.exports(artifact_bucket="shop-dev-artifacts", strategy="load_balanced", scaling_group="shop-dev-asg")
    found = place(None, "dev", settings(tmp_path))
    assert found.bucket == "shop-dev-artifacts"
    assert found.stack
    assert (found.stack.strategy, found.stack.group, found.stack.instances) == ("load_balanced", "shop-dev-asg", {})
    assert pulumi.calls == [f"{tmp_path}: stack output --json --stack dev --non-interactive"], "asked once"


def test_instances_are_told_by_what_they_are(pulumi: Pulumi, tmp_path: Path) -> None:
    pulumi.exports(strategy="dns_failover", primary="i-1", secondary="i-2")
    stack = DeployedStack("dev", tmp_path)
    assert (stack.group, stack.instances) == (None, {"primary": "i-1", "secondary": "i-2"})


def test_a_bucket_that_is_named_needs_no_pulumi(pulumi: Pulumi, tmp_path: Path) -> None:
    assert place("any-bucket", None).bucket == "any-bucket"
    found = place("any-bucket", "dev", settings(tmp_path))
    assert (found.bucket, found.aws.region) == ("any-bucket", "eu-north-1")
    assert pulumi.calls == []


def test_the_account_is_that_of_the_settings(pulumi: Pulumi, tmp_path: Path) -> None:
    aws = DeployedStack("dev", settings(tmp_path)).aws
    assert (aws.region, aws.endpoint) == ("eu-north-1", "http://127.0.0.1:5580")
    assert aws.credentials().access_key == "AKIAEMULATEDACCOUNT0"


def test_what_a_person_says_counts_more(pulumi: Pulumi, tmp_path: Path) -> None:
    aws = DeployedStack("dev", settings(tmp_path), "eu-west-3", "ops", "http://127.0.0.1:9").aws
    assert (aws.region, aws.endpoint, aws.credentials().access_key) == ("eu-west-3", "http://127.0.0.1:9", "OPS")


def test_the_settings_profile_counts_where_a_person_names_none(pulumi: Pulumi, tmp_path: Path) -> None:
    text = "config:\n  aws:region: eu-west-1\n  aws:profile: ops\n  aws:secretKey:\n    secure: v1:x\n"
    aws = DeployedStack("dev", settings(tmp_path, text)).aws
    assert (aws.region, aws.endpoint, aws.credentials().access_key) == ("eu-west-1", None, "OPS")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("aws:secretKey:\n    secure: v1:x", "aws:secretKey: an encrypted value"),
        ("aws:assumeRoles:\n    - roleArn: x\n  aws:profile: ops", "aws:assumeRoles: a role"),
    ],
)
def test_credentials_that_only_pulumi_can_use_are_not_passed_over(
    pulumi: Pulumi, tmp_path: Path, text: str, said: str
) -> None:
    folder = settings(tmp_path, f"config:\n  aws:region: eu-west-1\n  {text}\n")
    with pytest.raises(ArtifactError, match=f"{said} is used by Pulumi alone; name a profile of the same account with"):
        _ = DeployedStack("dev", folder).aws
    assert DeployedStack("dev", folder, profile="ops").aws.credentials().access_key == "OPS"


def test_without_settings_it_is_the_account_of_the_environment(pulumi: Pulumi, tmp_path: Path) -> None:
    assert DeployedStack("dev", tmp_path).aws.region == "us-west-2"


def test_nothing_named_is_refused(pulumi: Pulumi) -> None:
    with pytest.raises(
        ArtifactError, match="no bucket is named; name one with --bucket, or the stack whose bucket it is"
    ):
        place(None, None)


def test_a_name_that_is_none_is_refused_before_pulumi_is_asked(pulumi: Pulumi, tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="is no name of a bucket"):
        place("s3://any", "dev", tmp_path)


def test_a_stack_that_was_never_deployed_is_told(pulumi: Pulumi, tmp_path: Path) -> None:
    with pytest.raises(ArtifactError) as error:
        place(None, "dev", tmp_path)
    assert str(error.value) == "dev: has no output `artifact_bucket`; deploy it first: pulumi up --stack dev"


def test_a_stack_of_another_program_is_told(pulumi: Pulumi, tmp_path: Path) -> None:
    pulumi.exports(url="http://x", bucket_name="x")
    with pytest.raises(ArtifactError) as error:
        place(None, "dev", tmp_path)
    assert str(error.value) == (
        "dev: has no output `artifact_bucket`, got bucket_name, url; is this a stack of a ha-web program? --bucket "
        "names any other bucket"
    )


def test_endpoints_that_differ_are_refused(pulumi: Pulumi, tmp_path: Path) -> None:
    text = LOCAL.replace("ec2: http://127.0.0.1:5580", "ec2: http://127.0.0.1:5581")
    with pytest.raises(ArtifactError, match="dev: aws:endpoints: has 2 different ones for s3, autoscaling, ec2, elbv2"):
        _ = DeployedStack("dev", settings(tmp_path, text)).aws


def test_what_pulumi_says_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(HaWebError, match="there is no `pulumi` on PATH"):
        place(None, "dev", tmp_path)
