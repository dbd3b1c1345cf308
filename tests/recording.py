"""The recording engine: what a Pulumi program registers, with every argument and option, and nothing deployed.

Unlike the SDK's own mocks it refuses what a real engine refuses: a name used twice, and a lookup that nobody answers.
Build first, assert on the recording afterwards: an assertion inside `.apply` may never run.
"""

import contextvars
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
from google.protobuf import empty_pb2
from pulumi.runtime import mocks, rpc
from pulumi.runtime.stack import run_in_stack

from rehearsal.monitor import real_urn
from rehearsal.program import configure, drive

Answer = Callable[[Mapping[str, Any]], dict[str, Any]]

REGION, ACCOUNT, ZONE_LETTERS = "eu-west-1", "123456789012", "abcdefgh"
NAME = "web-test"
"""What the tests call their components."""


def _image(args: Mapping[str, Any]) -> dict[str, Any]:
    filters = {each["name"]: each["values"][0] for each in args["filters"]}
    by_name = f"newest {filters.get('name')} of {args.get('owners')} for {filters.get('architecture')}"
    return {"id": filters.get("image-id", by_name), "rootDeviceName": "/dev/xvda"}


INVOKES: Mapping[str, Answer] = {
    "aws:index/getCallerIdentity:getCallerIdentity": lambda _: {"accountId": ACCOUNT},
    "aws:index/getPartition:getPartition": lambda _: {"partition": "aws"},
    "aws:ssm/getParameter:getParameter": lambda args: {"insecureValue": f"ami in {args['name']}"},
    "aws:ec2/getAmi:getAmi": _image,
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": lambda args: {"id": f"id of {args['name']}"},
    "aws:route53/getZone:getZone": lambda args: {"zoneId": f"zone of {args['name']}"},
}
"""What the account answers, beside the zones of the region."""


def _title(kind: str, name: str) -> str:
    return f"{kind.rpartition(':')[2]} {name}"


def _computed(kind: str, name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What AWS would add to a resource, in a form that a test can write down: `arn of Role web-test-instance`."""
    computed: dict[str, Any] = {"arn": f"arn of {_title(kind, name)}"}
    match kind:
        case "aws:ec2/vpc:Vpc":
            computed["ipv6CidrBlock"] = "2001:db8:1200::/56"
        case "aws:ec2/launchTemplate:LaunchTemplate":
            computed["latestVersion"] = 7
        case "aws:lb/loadBalancer:LoadBalancer":
            computed |= {"arnSuffix": "app/lb/1", "dnsName": "lb.example.amazonaws.com", "zoneId": "Z-OF-ELB"}
        case "aws:lb/targetGroup:TargetGroup":
            computed["arnSuffix"] = "targetgroup/tg/2"
        case "aws:ec2/eip:Eip":
            computed["publicIp"] = f"address of {name}"
        case "aws:route53/zone:Zone":
            computed["nameServers"] = ["ns-1.example.net", "ns-2.example.org"]
        case "aws:s3/bucket:Bucket":
            computed["hostedZoneId"] = "Z-OF-S3"
        case "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration":
            computed["websiteDomain"] = "s3-website.example.amazonaws.com"
        case "aws:route53/record:Record":
            computed["fqdn"] = inputs["name"]
        case "aws:acm/certificate:Certificate":
            names = [inputs["domainName"], *inputs.get("subjectAlternativeNames", [])]
            computed["domainValidationOptions"] = [
                {
                    "domainName": domain,
                    "resourceRecordName": f"proof.{domain.removeprefix('*.')}",
                    "resourceRecordType": "CNAME",
                    "resourceRecordValue": f"value for {domain}",
                }
                for domain in names
            ]
    return computed


@dataclass(frozen=True)
class Recorded:
    """One registration."""

    type: str
    name: str
    inputs: Mapping[str, Any]
    urn: str
    dependencies: frozenset[str]
    """Type and logical name of what must stand before this one: `Route web-test-public`."""
    ignore_changes: tuple[str, ...]
    delete_before_replace: bool
    protect: bool
    provider: str
    """Reference to the provider that was given, its URN in it; empty for the stack's own."""


@dataclass
class Recording:
    """Everything that a program registered, looked up and exported."""

    resources: list[Recorded] = field(default_factory=list)
    invokes: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Outputs that components and the stack registered, by type."""

    def of(self, kind: str) -> dict[str, Recorded]:
        """Return the resources of a type, such as `ec2/subnet:Subnet`, by logical name."""
        return {each.name: each for each in self.resources if each.type in (kind, f"aws:{kind}")}

    def inputs(self, kind: str) -> dict[str, Mapping[str, Any]]:
        """Return the arguments of the resources of a type, by logical name."""
        return {name: each.inputs for name, each in self.of(kind).items()}

    def one(self, kind: str) -> Recorded:
        """Return the only resource of a type."""
        found = list(self.of(kind).values())
        assert len(found) == 1, f"{len(found)} resources of type {kind}, expected one"
        return found[0]

    def arguments(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        """Return all arguments, to compare two recordings."""
        return {(each.type, each.name): each.inputs for each in self.resources}


class _Mocks(mocks.Mocks):
    def __init__(self, recording: Recording, invokes: Mapping[str, Answer]) -> None:
        self.recording, self.invokes, self.problems = recording, invokes, list[str]()

    def call(self, args: mocks.MockCallArgs) -> Any:  # a dict alone is taken too, which the SDK's annotation omits
        self.recording.invokes.append((args.token, args.args))
        if args.token not in self.invokes:
            self.problems.append(f"nobody answers the lookup {args.token}")
            return {}
        return self.invokes[args.token](args.args)

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        return _title(args.typ, args.name), {**args.inputs, **_computed(args.typ, args.name, args.inputs)}


class _Monitor(mocks.MockMonitor):
    """The SDK's mock monitor, which drops options, dependencies and component outputs; this one keeps them."""

    def __init__(self, own: _Mocks) -> None:
        super().__init__(own)
        self.own = own

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        return real_urn(parent, type_, name)

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802  (a gRPC method)
        reply = super().RegisterResource(request)  # type: ignore[no-untyped-call]
        urn = str(reply.urn)
        if request.type == "pulumi:pulumi:Stack":
            return reply
        if urn in {each.urn for each in self.own.recording.resources}:
            self.own.problems.append(f"two resources are called {urn}")
        if "::" in request.name:
            self.own.problems.append(f"the name {request.name} has what parts a URN")
        self.own.recording.resources.append(
            Recorded(
                type=request.type,
                name=request.name,
                inputs=rpc.deserialize_properties(request.object),
                urn=urn,
                dependencies=frozenset(_title(*each.rpartition("::")[::2]) for each in request.dependencies),
                ignore_changes=tuple(request.ignoreChanges),
                delete_before_replace=request.deleteBeforeReplace,
                protect=request.protect,
                provider=request.provider,
            )
        )
        return reply

    def RegisterResourceOutputs(self, request: Any) -> empty_pb2.Empty:  # noqa: N802
        kind = request.urn.split("::")[2].rpartition("$")[2]
        self.own.recording.outputs[kind] = rpc.deserialize_properties(request.outputs)
        return empty_pb2.Empty()


def record(
    program: Callable[[], object],
    *,
    invokes: Mapping[str, Answer] | None = None,
    config: Mapping[str, str] | None = None,
    secret_keys: Collection[str] = (),
    project: str = "ha-web",
    stack: str = "test",
) -> Recording:
    """Run a program and return what it registered.

    Raises:
        AssertionError: it did what a real engine would refuse.
    """
    recording = Recording()
    region = (config or {}).get("aws:region", REGION)
    zones: Answer = lambda _: {"id": region, "names": [f"{region}{letter}" for letter in ZONE_LETTERS]}  # noqa: E731
    here = {"aws:index/getAvailabilityZones:getAvailabilityZones": zones}
    own = _Mocks(recording, {**INVOKES, **here, **(invokes or {})})

    def run() -> None:
        configure(_Monitor(own), project, stack, config or {}, secret_keys)
        drive(run_in_stack(lambda: _nothing(program())))

    contextvars.Context().run(run)
    assert not own.problems, "; ".join(own.problems)
    return recording


def _nothing(_: object) -> None:
    """Keep a program's value from being taken for something to await."""


def build(component: Callable[..., object], args: object, **options: Any) -> Recording:
    """Record one component, called `NAME`."""
    return record(lambda: component(NAME, args), **options)


__all__ = ["ACCOUNT", "INVOKES", "NAME", "REGION", "ZONE_LETTERS", "Recorded", "Recording", "build", "pulumi", "record"]
