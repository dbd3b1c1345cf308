"""`ha-web rollout`: a new version on its way onto the instances, and back."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .errors import ArtifactError
from .stack_options import EndpointUrl, Profile, Program, Region, Stack, options, say, status_of

if TYPE_CHECKING:
    from .artifacts.clients import Aws
    from .artifacts.rollout import Outcome, Watch
    from .artifacts.stack_bucket import DeployedStack

_STATUSES = """\b
Exit status: 0 every instance is healthy on the group's version, 1 it failed, was cancelled or rolled back, or instances
are unhealthy, 2 it cannot be asked, 3 it takes longer than --timeout, 130 Ctrl-C.
"""

_EXAMPLES = f"""\b
Examples:
  pulumi up --stack dev && ha-web rollout wait --stack dev && ha-web rollout ask --stack dev
  ha-web rollout back --stack dev          to the version that ran before

{_STATUSES}"""

_GOES_ON = "What was begun goes on in AWS; `ha-web rollout wait` follows it again."

app = typer.Typer(
    help="Follow a rollout onto the instances to its end, ask the URL, or bring the version before it back.",
    epilog=_EXAMPLES,
    no_args_is_help=True,
    rich_markup_mode=None,
)

Group = Annotated[str | None, typer.Option(help="Name of the Auto Scaling group.", show_default="the one of the stack")]
Timeout = Annotated[str, typer.Option(help="How long it may take: 90s, 30m, 1h30m.")]
_WAIT_EXAMPLES = f"""\b
Examples:
  ha-web rollout wait --stack dev                   after `pulumi up --stack dev`
  ha-web rollout wait --stack dev --timeout 1h
  ha-web rollout wait --group shop-asg --region eu-west-1     any group, without Pulumi

{_STATUSES}"""


@app.command(epilog=_WAIT_EXAMPLES, short_help="Wait until a rollout has ended, and all is healthy.")
def wait(
    stack: Stack = None,
    program: Program = Path(),
    group: Group = None,
    timeout: Timeout = "30m",
    refresh_id: Annotated[
        str | None, typer.Option(help="Instance refresh to follow.", show_default="the newest one")
    ] = None,
    region: Region = None,
    profile: Profile = None,
    endpoint_url: EndpointUrl = None,
) -> None:
    """Follow the newest instance refresh to its end, and then the health of every instance.

    Health is that of the targets where there is a load balancer, the group's own otherwise. Of a stack without a group,
    EC2's status checks of its instances are waited for. On failure it tells what AWS says about why.
    """

    def do() -> int:
        seconds = seconds_of(timeout)
        aws, deployed = _account(stack, program, group, region, profile, endpoint_url)
        watch = _watch(aws, deployed, group, refresh_id)
        outcome = _followed(watch, seconds)
        same = options(program, stack=stack, group=group, region=region, profile=profile, endpoint_url=endpoint_url)
        _tell(outcome, same, can_go_back=stack is not None)
        return outcome.status

    raise typer.Exit(status_of(do, _GOES_ON))


_BACK_EXAMPLES = f"""\b
Examples:
  ha-web rollout back --stack dev                   to the version that ran before
  ha-web rollout back --stack dev --to-version 6    to that version of the launch template

\b
Then make the settings agree, or the next `pulumi up` rolls the same release out again:
  ha-web artifacts rollback --stack dev

{_STATUSES}"""


@app.command(epilog=_BACK_EXAMPLES, short_help="Bring the version before back onto the instances.")
def back(
    stack: Stack = None,
    program: Program = Path(),
    to_version: Annotated[
        int | None,
        typer.Option(min=1, help="Version of the launch template.", show_default="the one that ran before"),
    ] = None,
    group: Group = None,
    timeout: Timeout = "30m",
    region: Region = None,
    profile: Profile = None,
    endpoint_url: EndpointUrl = None,
) -> None:
    """Roll the instances back to the launch template's version before, and wait until they are healthy on it.

    A refresh that is going on is cancelled. The version is the newest one before it that healthy instances still run,
    or else the last one that was rolled out successfully. AWS writes it into the group when all instances have it.
    """

    def do() -> int:
        from .artifacts.rollout_back import go_back
        from .artifacts.rollout_watch import GroupWatch

        seconds = seconds_of(timeout)
        aws, deployed = _account(stack, program, group, region, profile, endpoint_url)
        name = group or (deployed and deployed.group)
        if not name:
            raise ArtifactError(
                f"{stack}: has no Auto Scaling group (no output `scaling_group`); point its settings at the "
                f"release before (ha-web artifacts rollback {options(program, stack=stack)}), then: "
                f"pulumi up {options(stack=stack)}"
            )
        way, refresh_id = go_back(aws, name, str(to_version) if to_version else None, say)
        outcome = _followed(GroupWatch(aws, name, refresh_id), seconds)
        same = options(program, stack=stack, group=group, region=region, profile=profile, endpoint_url=endpoint_url)
        _tell(outcome, same, can_go_back=False)
        if stack:
            print(
                f"Pulumi knows version {way.leaving} only: `pulumi refresh` shows the group as changed, and the next "
                "`pulumi up` rolls out what the settings name. Before it: ha-web artifacts rollback "
                f"{options(program, stack=stack)}"
            )
        return outcome.status

    raise typer.Exit(status_of(do, _GOES_ON))


_ASK_EXAMPLES = """\b
Examples:
  ha-web rollout wait --stack dev && ha-web rollout ask --stack dev
  ha-web rollout ask --stack prod --timeout 15m

\b
Exit status: 0 it answers with 2xx or 3xx, 2 there is no URL to ask, 3 it does not within --timeout, 130 Ctrl-C.
"""


@app.command(epilog=_ASK_EXAMPLES, short_help="Ask the stack's URL until it answers.")
def ask(
    stack: Annotated[str, typer.Option(help="Name of the stack.")],
    program: Program = Path(),
    timeout: Timeout = "5m",
) -> None:
    """Ask the URL that the stack's program exported as `url`, until it answers with 2xx or 3xx.

    A redirect between HTTP and HTTPS is followed, since a load balancer sends visitors on by itself; any other one is
    an answer. Certificates are checked. What it answers meanwhile is told whenever that changes.
    """

    def do() -> int:
        from .artifacts.rollout import HEALTHY
        from .artifacts.rollout_ask import watch_of

        seconds = seconds_of(timeout)
        outcome = _followed(watch_of(stack, program), seconds)
        print(outcome.sentence, file=sys.stdout if outcome.status == HEALTHY else sys.stderr)
        return outcome.status

    raise typer.Exit(status_of(do, "Nothing was changed by asking."))


def seconds_of(text: str) -> float:
    """Return the seconds of a time such as `90s`, `30m` or `1h30m`.

    Raises:
        ArtifactError: it is none.
    """
    match = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?", text)
    if not text or not match:
        raise ArtifactError(f"--timeout {text}: must be a time such as 90s, 30m or 1h30m")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return float(hours * 3600 + minutes * 60 + seconds)


def _account(
    stack: str | None,
    program: Path,
    group: str | None,
    region: str | None,
    profile: str | None,
    endpoint_url: str | None,
) -> tuple["Aws", "DeployedStack | None"]:
    from .artifacts.clients import Aws
    from .artifacts.stack_bucket import DeployedStack

    if stack is not None:
        deployed = DeployedStack(stack, program, region, profile, endpoint_url)
        return deployed.aws, deployed
    if group is None:
        raise ArtifactError("nothing is named to follow; name a stack with --stack, or a group with --group")
    return Aws(region, profile, endpoint_url), None


def _watch(aws: "Aws", deployed: "DeployedStack | None", group: str | None, refresh_id: str | None) -> "Watch":
    from .artifacts.rollout_watch import GroupWatch, InstancesWatch

    name = group or (deployed and deployed.group)
    if name:
        return GroupWatch(aws, name, refresh_id)
    if deployed is None or not deployed.instances:
        raise ArtifactError(
            f"{deployed and deployed.name}: has neither an output `scaling_group` nor one of an instance; deploy it "
            "first, or name the group with --group"
        )
    if refresh_id:
        raise ArtifactError(f"--refresh-id {refresh_id}: {deployed.name} has no Auto Scaling group that could have one")
    say(f"{deployed.name}: {deployed.strategy} has no group; waiting for the status checks of its instances")
    return InstancesWatch(aws, deployed.instances)


def _followed(watch: "Watch", seconds: float) -> "Outcome":
    from .artifacts.rollout import follow
    from .artifacts.rollout_show import telling

    with telling(sys.stdout) as tell:
        return follow(watch, seconds, tell)


def _tell(outcome: "Outcome", named: str, *, can_go_back: bool) -> None:
    """Tell how it ended, and what to do where that was not well."""
    from .artifacts.rollout import HEALTHY, TIMED_OUT

    if outcome.status == HEALTHY:
        say(outcome.sentence)
        return
    print(outcome.sentence, *(f"  {reason}" for reason in outcome.why), sep="\n", file=sys.stderr)
    if outcome.status == TIMED_OUT:
        print(f"It goes on in AWS; to look again: ha-web rollout wait {named}", file=sys.stderr)
    elif can_go_back:
        print(f"To bring the version before back: ha-web rollout back {named}", file=sys.stderr)
