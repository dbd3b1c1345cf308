"""Changes of a stack whose reports are looked at, and previews of them by the real engine."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.engine.call import environment
from tests.engine.look import group
from tests.engine.workspace import ROOT, Workspace

CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/0f5d3a6e-5f0e-4a57-9a0e-2d4e5f60718a"
MINUTES = 10
FEW_ZONES = ["a", "b"]
"""What dev has before a zone is added."""


def add_a_zone(dev: Workspace) -> None:
    dev.section("network")["zones"] = [*FEW_ZONES, "c"]


def new_user_data(dev: Workspace) -> None:
    dev.section("instance")["user_data"]["packages"] = ["nginx", "jq"]


def http_to_https(dev: Workspace) -> None:
    dev.section("load_balancer")["certificate_arn"] = CERTIFICATE


def new_target_port(dev: Workspace) -> None:
    dev.section("load_balancer")["target_port"] = 8081


def new_addresses(dev: Workspace) -> None:
    dev.section("network")["cidr_block"] = "10.99.0.0/16"


def bad_settings(dev: Workspace) -> None:
    dev.section("network")["cidr_block"] = "8.8.0.0/16"
    dev.section("scaling")["max_size"] = 1


def no_such_image(dev: Workspace) -> None:
    """The provider says so when the network is planned already."""
    dev.section("instance")["ami"] = {"name_filter": "no-such-image-*", "owners": ["amazon"]}


def nothing(_: Workspace) -> None:
    pass


CHANGES: dict[str, Callable[[Workspace], None]] = {
    "no-change": nothing,
    "user-data": new_user_data,
    "https": http_to_https,
    "target-port": new_target_port,
    "addresses": new_addresses,
    "bad-settings": bad_settings,
    "provider-failure": no_such_image,
}
"""Changes of dev's settings, by the name of their preview."""


def drift(dev: Workspace) -> None:
    """Do in the account, by hand, what the stack knows nothing of."""
    ec2, autoscaling, name = dev.aws.client("ec2"), dev.aws.client("autoscaling"), group(dev)["AutoScalingGroupName"]
    vpcs = [{"Name": "tag:Name", "Values": [f"{dev.base}-vpc"]}]
    (vpc,) = ec2.describe_vpcs(Filters=vpcs)["Vpcs"]
    ec2.create_tags(Resources=[vpc["VpcId"]], Tags=[{"Key": "Owner", "Value": "somebody"}])
    autoscaling.update_auto_scaling_group(AutoScalingGroupName=name, HealthCheckGracePeriod=30)
    (policy,) = autoscaling.describe_policies(AutoScalingGroupName=name)["ScalingPolicies"]
    autoscaling.delete_policy(AutoScalingGroupName=name, PolicyName=policy["PolicyName"])


def tiers(*, later: bool) -> dict[str, Any]:
    """Return the settings of several tiers: three, or what they are `later`."""
    small = {"scaling": {"min_size": 2, "max_size": 4}, "artifacts": {"removable": True}}
    balancer = {"deletion_protection": False, "access_logs": {"removable": True}}
    before = {name: {**small, "load_balancer": balancer} for name in ("web", "api", "admin")}
    if not later:
        return before
    return {
        "web": {**before["web"], "instance": {"user_data": {"packages": ["jq"]}}},
        "api": {**before["api"], "load_balancer": {**balancer, "target_port": 8081}},
        "jobs": before["web"],
    }


def with_tiers(workspace: Workspace, *, later: bool) -> None:
    """Make a stack one of several tiers."""
    program = Path(__file__).parent / "programs" / "tiers.py"
    (workspace.folder / "__main__.py").write_text(program.read_text("utf-8"), "utf-8")
    own = {key: value for key, value in workspace.config.items() if key.startswith("aws:")}
    workspace.config = {**own, "tiers:settings": tiers(later=later)}


def previewed(stack: Workspace, file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `ha-web preview` on a stack, with its settings as they are now."""
    # Whatever is called, the settings are written before.
    stack.run("config", "--stack", stack.stack)
    return ha_web(stack, "preview", stack.stack, "--program", str(stack.folder), "--output", str(file), *words)


def ha_web(stack: Workspace, *words: str, **variables: str | None) -> subprocess.CompletedProcess[str]:
    """Run the command where a stack's engine runs; a variable that is None is taken away."""
    told = {**environment(stack.folder), "PYTHONPATH": str(ROOT), **variables}
    return subprocess.run(
        [sys.executable, "-m", "pulumi_ha_web", *words],
        cwd=stack.folder.parent,
        env={name: value for name, value in told.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
        timeout=60 * MINUTES,
    )


def read(file: Path) -> dict[str, Any]:
    """Return a preview."""
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found
