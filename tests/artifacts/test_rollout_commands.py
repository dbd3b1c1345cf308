"""`ha-web rollout` as a person runs it: over time with a fleet whose story is told, and on the emulated account."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from emulator import Account, account
from pulumi_ha_web.__main__ import app
from pulumi_ha_web.artifacts import clients, rollout, rollout_back, rollout_show
from pulumi_ha_web.artifacts.rollout import View
from pulumi_ha_web.artifacts.rollout_health import Ailment
from pulumi_ha_web.artifacts.stack_bucket import DeployedStack
from pulumi_ha_web.errors import ArtifactError
from pulumi_ha_web.rollout_commands import seconds_of
from tests.artifacts.fleet import GROUP, Fleet, Refused, member, to_version
from tests.artifacts.stand_in import Pulumi, stand_in
from tests.emulator.proofs import IMAGE, group, network, template

Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  aws:region: eu-west-1\n")

    def called(*words: str) -> Result:
        answer = CliRunner().invoke(app, ["rollout", *words], prog_name="ha-web")
        assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
        return answer

    return called


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pulumi:
    made = stand_in(tmp_path / "bin", monkeypatch)
    made.exports(artifact_bucket="b", strategy="load_balanced", scaling_group=GROUP)
    return made


@pytest.fixture
def fleet(pulumi: Pulumi, monkeypatch: pytest.MonkeyPatch) -> Fleet:
    """What the commands ask in place of AWS, on its own clock."""
    made = Fleet()
    monkeypatch.setattr(clients, "Aws", lambda *_: made)
    monkeypatch.setattr(DeployedStack, "aws", made)
    monkeypatch.setattr(rollout, "SystemClock", lambda: made)
    monkeypatch.setattr(rollout_back, "SystemClock", lambda: made)
    return made


def rolling(fleet: Fleet) -> None:
    fleet.members(member("i-old-a", 6), member("i-old-b", 6, "b"))
    fleet.refresh("one", "InProgress", PercentageComplete=0, InstancesToUpdate=2, **to_version(7))
    fleet.at(60, lambda: fleet.refresh("one", "InProgress", PercentageComplete=50, InstancesToUpdate=1))


def new_ones(fleet: Fleet) -> None:
    fleet.members(member("i-new-a", 7), member("i-new-b", 7, "b"))


def test_a_rollout_is_a_line_for_each_change_and_one_at_its_end(call: Call, fleet: Fleet) -> None:
    rolling(fleet)
    fleet.at(120, lambda: new_ones(fleet))
    fleet.at(120, lambda: fleet.refresh("one", "Successful"))
    answer = call("wait", "--stack", "dev")
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout.splitlines() == [
        "  0:00  refresh one InProgress, 0 % replaced, 2 left; 2 of 2 healthy",
        "  1:03  refresh one InProgress, 50 % replaced, 1 left; 2 of 2 healthy",
        "  2:06  refresh one Successful; 2 of 2 healthy",
        f"{GROUP}: 2 instances, all healthy, on version 7 of the launch template (refresh one Successful)",
    ]


def test_a_failure_is_exit_status_1_with_its_reasons_and_a_way_back(call: Call, fleet: Fleet) -> None:
    rolling(fleet)
    fleet.activity("Failed", "Launching a new EC2 instance", "Because.", StatusMessage="Out of capacity.")
    fleet.at(90, lambda: fleet.refresh("one", "RollbackSuccessful", StatusReason="Rolled back"))
    answer = call("wait", "--stack", "dev")
    assert answer.exit_code == 1
    assert answer.stderr.splitlines() == [
        f"{GROUP}: refresh one RollbackSuccessful: Rolled back; the group launches version 7, its instances run 6",
        "  12:01:00 UTC Failed: Launching a new EC2 instance: Out of capacity; cause: Because",
        "To bring the version before back: ha-web rollout back --stack dev",
    ]


def test_taking_too_long_is_exit_status_3(call: Call, fleet: Fleet) -> None:
    rolling(fleet)
    answer = call("wait", "--group", GROUP, "--timeout", "5m")
    assert answer.exit_code == 3
    assert answer.stderr.splitlines()[0] == (
        "not well after 5 min: refresh one InProgress, 50 % replaced, 1 left; 2 of 2 healthy"
    )
    assert answer.stderr.splitlines()[-1] == f"It goes on in AWS; to look again: ha-web rollout wait --group {GROUP}"


def test_what_cannot_be_asked_is_exit_status_2(call: Call, fleet: Fleet) -> None:
    fleet.refused["DescribeInstanceRefreshes"] = Refused(
        "AccessDenied", "User: arn:x is not authorized to perform: autoscaling:DescribeInstanceRefreshes because no"
    )
    answer = call("wait", "--stack", "dev")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "access denied: these credentials may not autoscaling:DescribeInstanceRefreshes" in answer.stderr
    assert call("wait").stderr == "nothing is named to follow; name a stack with --stack, or a group with --group\n"


def test_ctrl_c_says_that_it_goes_on(call: Call, fleet: Fleet) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    rolling(fleet)
    fleet.at(30, interrupt)
    answer = call("wait", "--stack", "dev")
    assert answer.exit_code == 130
    assert answer.stderr == ("\nInterrupted. What was begun goes on in AWS; `ha-web rollout wait` follows it again.\n")


def test_going_back_is_told_followed_and_says_what_has_to_follow(call: Call, fleet: Fleet) -> None:
    rolling(fleet)
    assert fleet.group
    fleet.at(100, lambda: fleet.refresh("way-back", "Successful", PercentageComplete=100, InstancesToUpdate=0))
    fleet.at(100, lambda: fleet.group["LaunchTemplate"].update(Version="6"))  # type: ignore[index]
    answer = call("back", "--stack", "dev")
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout.splitlines() == [
        f"{GROUP}: cancelling refresh one (InProgress)",
        f"{GROUP}: going back from version 7 of the launch template to 6; healthy instances still run it",
        "  0:00  refresh way-back InProgress, 0 % replaced, 2 left; 2 of 2 healthy",
        "  1:10  refresh way-back Successful; 2 of 2 healthy",
        f"{GROUP}: 2 instances, all healthy, on version 6 of the launch template (refresh way-back Successful)",
        "Pulumi knows version 7 only: `pulumi refresh` shows the group as changed, and the next `pulumi up` rolls out "
        "what the settings name. Before it: ha-web artifacts rollback --stack dev",
    ]


def test_a_way_back_that_fails_is_a_failure(call: Call, fleet: Fleet) -> None:
    rolling(fleet)
    fleet.at(100, lambda: fleet.refresh("way-back", "Failed", StatusReason="No capacity"))
    answer = call("back", "--group", GROUP)
    assert answer.exit_code == 1
    assert "refresh way-back Failed: No capacity" in answer.stderr
    assert "artifacts rollback" not in answer.output


@pytest.mark.parametrize("strategy", ["auto_recovery", "dns_failover"])
def test_a_stack_without_a_group_is_its_instances(call: Call, fleet: Fleet, pulumi: Pulumi, strategy: str) -> None:
    ok = {"InstanceState": {"Name": "running"}, "SystemStatus": {"Status": "ok"}, "InstanceStatus": {"Status": "ok"}}
    fleet.statuses = [{"InstanceId": "i-1", **ok}]
    pulumi.exports(strategy=strategy, primary="i-1")
    answer = call("wait", "--stack", "dev")
    assert answer.exit_code == 0
    assert answer.stdout.splitlines() == [
        f"dev: {strategy} has no group; waiting for the status checks of its instances",
        "  0:00  1 of 1 healthy",
        "primary i-1: running, and both status checks of EC2 are ok",
    ]
    assert call("wait", "--stack", "dev", "--refresh-id", "x").exit_code == 2
    back = call("back", "--stack", "dev")
    assert back.exit_code == 2
    assert "ha-web artifacts rollback --stack dev" in back.stderr


def test_a_stack_with_neither_is_told(call: Call, fleet: Fleet, pulumi: Pulumi) -> None:
    pulumi.exports()
    answer = call("wait", "--stack", "dev")
    assert answer.exit_code == 2
    assert answer.stderr.startswith("dev: has neither an output `scaling_group` nor one of an instance; deploy it")


@pytest.fixture
def aws() -> Iterator[Account]:
    with account("eu-west-1") as opened:
        yield opened


def balanced(aws: Account, **given: object) -> str:
    """Make a group of two behind a load balancer; return the id of its launch template, which has two versions."""
    elb, ec2 = aws.client("elbv2"), aws.client("ec2")
    subnets = network(aws, "ab")
    vpc = ec2.describe_subnets(SubnetIds=subnets)["Subnets"][0]["VpcId"]
    own_id = template(aws)
    ec2.create_launch_template_version(
        LaunchTemplateId=own_id, LaunchTemplateData={"ImageId": IMAGE, "InstanceType": "t3.small"}
    )
    targets = elb.create_target_group(Name="shop-tg", Protocol="HTTP", Port=80, VpcId=vpc)["TargetGroups"][0]
    balancer = elb.create_load_balancer(Name="shop-alb", Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]
    action = {"Type": "forward", "TargetGroupArn": targets["TargetGroupArn"]}
    elb.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=[action])
    group(aws, GROUP, own_id, DesiredCapacity=2, TargetGroupARNs=[targets["TargetGroupArn"]], **given)
    return own_id


def test_on_an_account_a_rollout_and_its_way_back(call: Call, aws: Account, pulumi: Pulumi) -> None:
    """Refreshes are over at once there; everything else is as AWS has it."""
    own_id, asg = balanced(aws), aws.client("autoscaling")
    first = call("wait", "--stack", "dev")
    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout.endswith(
        "2 instances, all healthy, on version 1 of the launch template (no refresh in the last six weeks)\n"
    )
    for version in ("1", "2"):  # as the provider does: the group first
        wanted = {"LaunchTemplateId": own_id, "Version": version}
        asg.update_auto_scaling_group(AutoScalingGroupName=GROUP, LaunchTemplate=wanted)
        asg.start_instance_refresh(AutoScalingGroupName=GROUP, DesiredConfiguration={"LaunchTemplate": wanted})
    assert "2 instances, all healthy, on version 2" in call("wait", "--stack", "dev").stdout
    answer = call("back", "--stack", "dev")
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert f"{GROUP}: going back from version 2 of the launch template to 1; refresh " in answer.stdout
    assert "2 instances, all healthy, on version 1" in answer.stdout
    found = asg.describe_auto_scaling_groups(AutoScalingGroupNames=[GROUP])["AutoScalingGroups"][0]
    assert found["LaunchTemplate"]["Version"] == "1"
    assert {each["LaunchTemplate"]["Version"] for each in found["Instances"]} == {"1"}


def test_on_an_account_status_checks_are_waited_for(call: Call, aws: Account, pulumi: Pulumi) -> None:
    own_id = aws.client("ec2").run_instances(ImageId=IMAGE, MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    pulumi.exports(strategy="auto_recovery", instance=own_id)
    answer = call("wait", "--stack", "dev")
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout.endswith(f"instance {own_id}: running, and both status checks of EC2 are ok\n")


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("90", 90), ("30m", 1800), ("1h30m", 5400), ("2h", 7200), ("1h1m1s", 3661)]
)
def test_a_time_is_written_as_people_do(text: str, seconds: int) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "30x", "-5m", "1.5h", "5m1h"])
def test_what_is_no_time_is_refused(call: Call, fleet: Fleet, text: str) -> None:
    with pytest.raises(ArtifactError, match="must be a time such as 90s, 30m or 1h30m"):
        seconds_of(text)
    assert call("wait", "--stack", "dev", "--timeout", text).exit_code == 2
    assert fleet.calls == []


class Terminal(io.StringIO):
    """A stream that moves."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_it_is_one_line_that_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "160")
    terminal = Terminal()
    ailing = (Ailment("i-a", "is unhealthy [soon]", False),)
    with rollout_show.telling(terminal) as tell:
        tell(View("refresh one InProgress; 1 of 2 healthy", 30, going_on=True), 0)
        tell(View("refresh one Successful; 1 of 2 healthy", 100, ailments=ailing), 7)
    shown = terminal.getvalue()
    assert "30%" in shown or "100%" in shown
    assert "refresh one Successful; 1 of 2 healthy; i-a is unhealthy [soon]" in shown
    assert "\x1b[" in shown


def test_on_a_narrow_terminal_the_bar_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")
    terminal = Terminal()
    with rollout_show.telling(terminal) as tell:
        tell(View("refresh 08b91cf7 InProgress, 30 % replaced, 2 instances left; 1 of 2 healthy", 30, going_on=True), 0)
    assert "\u2501" in terminal.getvalue()
    assert "…" in terminal.getvalue()


@pytest.mark.parametrize("command", ["wait", "back"])
def test_every_command_has_examples_and_its_exit_statuses_in_its_help(call: Call, command: str) -> None:
    answer = call(command, "--help")
    assert "Examples:" in answer.stdout
    assert "3 it takes longer than --timeout" in answer.stdout
