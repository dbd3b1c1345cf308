"""A rehearsal on a person's terminal: what happens while it happens, then tables, checks, outputs and the sum of it.

What is piped or written to a file gets the same text in plain lines, without colours, bars or anything that moves.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from .deployment import Component, Resource
from .rehearse import Rehearsal, Step

MARKS = {"passed": ("✓", "green"), "failed": ("✗", "bold red"), "not_applicable": ("–", "dim")}
PHASES = {"preparing": "Preparing", "creating": "Creating", "checking": "Checking"}
PLAIN_WIDTH = 100
"""Columns of what is not written to a terminal, which has no width of its own."""

GAP = 2
"""Columns between two columns of a table."""

PARTS = {
    "Attachment",
    "BucketLifecycleConfiguration",
    "BucketOwnershipControls",
    "BucketPolicy",
    "BucketPublicAccessBlock",
    "BucketServerSideEncryptionConfiguration",
    "BucketVersioning",
    "BucketWebsiteConfiguration",
    "CertificateValidation",
    "EipAssociation",
    "Notification",
    "RolePolicy",
    "RouteTableAssociation",
    "TopicPolicy",
    "VpcEndpointRouteTableAssociation",
    "WebAclAssociation",
}
"""Types that only say something about another resource, whose id they repeat: counted, not listed."""

RULE = ("ipProtocol", "fromPort", "cidrIpv4", "cidrIpv6", "referencedSecurityGroupId", "prefixListId")

DETAILS: Mapping[str, tuple[str, ...]] = {
    "Certificate": ("domainName", "status"),
    "Eip": ("publicIp",),
    "FlowLog": ("trafficType",),
    "Group": ("minSize", "maxSize", "healthCheckType"),
    "HealthCheck": ("type", "ipAddress", "port"),
    "Instance": ("instanceType", "availabilityZone"),
    "LaunchTemplate": ("instanceType", "imageId"),
    "LifecycleHook": ("lifecycleTransition",),
    "Listener": ("protocol", "port"),
    "LoadBalancer": ("loadBalancerType", "ipAddressType"),
    "LogGroup": ("retentionInDays",),
    "MetricAlarm": ("metricName",),
    "NatGateway": ("publicIp", "availabilityMode"),
    "Policy": ("policyType",),
    "Record": ("type", "name"),
    "Route": ("destinationCidrBlock", "destinationIpv6CidrBlock", "gatewayId", "natGatewayId", "egressOnlyGatewayId"),
    "Schedule": ("recurrence", "timeZone"),
    "SecurityGroupEgressRule": RULE,
    "SecurityGroupIngressRule": RULE,
    "Subnet": ("availabilityZone", "cidrBlock"),
    "TargetGroup": ("protocol", "port"),
    "TopicSubscription": ("endpoint",),
    "Volume": ("size", "availabilityZone"),
    "Vpc": ("cidrBlock",),
    "VpcEndpoint": ("vpcEndpointType", "serviceName"),
    "Zone": ("name",),
}
"""Outputs that tell resources of a type apart, by the last part of its token."""


def console_on(stream: IO[str], *, color: bool = True) -> Console:
    """Return a console on a stream; colours also need a terminal, and NO_COLOR unset."""
    is_terminal = stream.isatty()
    return Console(
        file=stream,
        no_color=not color or None,
        width=None if is_terminal else PLAIN_WIDTH,
        highlight=False,
        emoji=False,
    )


@contextmanager
def watching(console: Console, what: str, *, quiet: bool = False) -> Iterator[Callable[[Step], None]]:
    """Show the steps of a rehearsal while they happen: a moving line on a terminal, else one line at its start.

    `quiet` leaves that one line out as well.
    """
    if not console.is_terminal:

        def announce(step: Step) -> None:
            if step.phase == "preparing" and not quiet:
                console.print(f"Rehearsing {what} in an emulated AWS account", markup=False)

        yield announce
        return
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[count]}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[what]}", style="dim", markup=False),
        console=console,
        transient=True,  # the tables that follow say the same, for good
    )
    with progress:
        task = progress.add_task("Preparing", total=None, count="", what="")

        def show(step: Step) -> None:
            counted = f"{step.done} of {step.total}" if step.total else str(step.done or "")
            progress.update(
                task,
                description=PHASES[step.phase],
                completed=step.done,
                total=step.total,
                count=counted,
                what=step.what,
            )

        yield show


def show(console: Console, rehearsal: Rehearsal) -> None:
    """Print everything about a rehearsal."""
    for component in rehearsal.components:
        if own := [each for each in rehearsal.resources if each.parent == component.urn]:
            _show_resources(console, component, own)
    homes = {component.urn for component in rehearsal.components}
    if loose := [each for each in rehearsal.resources if each.parent not in homes]:
        _show_resources(console, None, loose)
    for component_name, kind in dict.fromkeys((each.component, each.component_type) for each in _in_order(rehearsal)):
        _show_checks(
            console,
            _heading(kind, component_name),
            [each for each in rehearsal.checks if (each.component, each.component_type) == (component_name, kind)],
        )
    _show_assumed(console, rehearsal.assumed)
    _show_outputs(console, rehearsal.outputs)
    _show_failures(console, rehearsal)
    _show_sum(console, rehearsal)


def _in_order(rehearsal: Rehearsal) -> list[Any]:
    """Return the checks by component, in the order in which the program made them; the stack's own last."""
    place = {(each.name, each.type): index for index, each in enumerate(rehearsal.components)}
    return sorted(rehearsal.checks, key=lambda each: place.get((each.component, each.component_type), len(place)))


def _heading(kind: str, name: str) -> str:
    return f"{kind.rpartition(':')[2]} {name}" if kind else "The stack as a whole"


def _titled(console: Console, title: str, beside: str = "") -> None:
    console.print()
    console.print(Text.assemble((title, "bold"), (f"  {beside}" if beside else "", "dim")))


def _table(*widths: int) -> Table:
    table = Table(box=None, show_header=False, padding=(0, GAP, 0, 0), pad_edge=False)
    for width in widths:
        table.add_column(no_wrap=True, overflow="ellipsis", width=width)
    return table


def _show_resources(console: Console, component: Component | None, resources: list[Resource]) -> None:
    title = _heading(component.type, component.name) if component else "Resources of no component"
    _titled(console, title, f"{len(resources)} resource{'s' if len(resources) != 1 else ''}")
    kinds = list(dict.fromkeys(each.type for each in resources))
    rows = [
        (_kind(each), _own_name(each, component), _short(each.id), _detail(each))
        for each in sorted(resources, key=lambda each: (kinds.index(each.type), each.name))
        if _kind(each) not in PARTS
    ]
    if rows:
        table = _table(*_widths(rows, console.width))
        for kind, name, identity, detail in rows:
            table.add_row(Text(kind), Text(name, "dim"), Text(identity), Text(detail, "dim"))
        console.print(table)
    parts = Counter(_kind(each) for each in resources if _kind(each) in PARTS)
    if parts:
        counted = ", ".join(f"{number} {kind}" if number > 1 else kind for kind, number in parts.items())
        console.print(Text(f"and {counted}", "dim"))


def _widths(rows: list[tuple[str, str, str, str]], available: int) -> list[int]:
    """Return the columns' widths; where the line is too short, what tells least is cut first."""
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    excess = sum(widths) + 3 * GAP - available
    for column, least in ((3, 26), (2, 32), (0, 16), (2, 24), (0, 12), (1, 18), (3, 20), (1, 10), (3, 0)):
        cut = min(max(widths[column] - least, 0), max(excess, 0))
        widths[column] -= cut
        excess -= cut
    return widths


def _kind(resource: Resource) -> str:
    return resource.type.rpartition(":")[2]


def _own_name(resource: Resource, component: Component | None) -> str:
    return resource.name.removeprefix(f"{component.name}-") if component else resource.name


def _short(identity: str) -> str:
    """Return an id without what is the same for all: an ARN without partition, region and account."""
    if not identity.startswith("arn:") or identity.count(":") < 5:
        return identity
    return (
        identity.split(":", 5)[5].removeprefix("loadbalancer/").removeprefix("listener/").removeprefix("targetgroup/")
    )


def _detail(resource: Resource) -> str:
    found = (resource.outputs.get(key) for key in DETAILS.get(_kind(resource), ()))
    return " ".join(_short(str(value)) for value in found if value not in (None, "", []))


def _show_checks(console: Console, title: str, checks: list[Any]) -> None:
    kept = sum(1 for each in checks if each.status == "passed")
    made = sum(1 for each in checks if each.status != "not_applicable")
    _titled(console, title, f"{kept} of {_promises(made)} kept")
    table = _table(1)
    table.add_column(max_width=(console.width - 1 - 2 * GAP) * 11 // 20)
    table.add_column(overflow="fold")
    for each in checks:
        mark, style = MARKS[each.status]
        quiet = "dim" if each.status == "not_applicable" else ""
        table.add_row(Text(mark, style), Text(each.title, quiet), Text(each.found, "red" if mark == "✗" else "dim"))
    console.print(table)


def _promises(number: int) -> str:
    return "1 promise" if number == 1 else f"{number} promises"


def _show_assumed(console: Console, assumed: tuple[str, ...]) -> None:
    if assumed:
        _titled(console, "Taken for granted", "a real account must have it before `pulumi up`")
        for sentence in assumed:
            console.print(Text(sentence), soft_wrap=True)


def _show_outputs(console: Console, outputs: Mapping[str, Any]) -> None:
    if not outputs:
        return
    _titled(console, "Outputs")
    # Not in a table, and not wrapped: a URL that is broken over lines cannot be opened.
    lines = list(_flat(outputs))
    width = max(len(name) for name, _ in lines)
    for name, value in lines:
        console.print(Text.assemble((f"{name:<{width}}  ", "dim"), str(value)), soft_wrap=True)


def _flat(outputs: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in sorted(outputs.items()):
        if isinstance(value, Mapping) and value:
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _show_failures(console: Console, rehearsal: Rehearsal) -> None:
    failed = [each for each in rehearsal.checks if each.status == "failed"]
    if not failed:
        return
    _titled(console, "Not kept")
    for each in failed:
        console.print(Text.assemble(("✗ ", "bold red"), (each.title, "bold"), (f"  {each.id}", "dim")))
        console.print(Text.assemble(f"  {_heading(each.component_type, each.component)}: ", (each.found, "red")))
        console.print(Text(f"  → {each.remedy}"))


def _show_sum(console: Console, rehearsal: Rehearsal) -> None:
    failed, passed = rehearsal.counted("failed"), rehearsal.counted("passed")
    left_out = rehearsal.counted("not_applicable")
    made = len(rehearsal.resources)
    promises = f"{failed} of {_promises(failed + passed)} not kept" if failed else f"{_promises(passed)} kept"
    if not failed and not passed:
        promises = "nothing was promised: the program uses none of the components that have checks"
    mark, style = MARKS["passed" if rehearsal.ok else "failed"]
    console.print()
    console.print(
        Text.assemble(
            (f"{mark} {rehearsal.project} {rehearsal.stack}: {promises}", style),
            f", {left_out} not asked for · {made} resources in {rehearsal.region} · {rehearsal.seconds:.1f} s",
        )
    )
