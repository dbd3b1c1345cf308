"""The engine's side of a Pulumi program: answers each registration by really creating the resource.

Pulumi's own mock monitor hands its mocks a name, a type and the inputs. A rehearsal needs the request as it came, with
dependencies and options, and what was registered as outputs; so this one takes the requests itself.

After the first failure nothing is created any more, and whatever else the program registers is answered as failed,
which Pulumi passes on as "unknown". The program then runs to its end without a sound, and the failure is told once.
"""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from google.protobuf import empty_pb2
from pulumi.runtime import mocks, settings
from pulumi.runtime.proto import provider_pb2, resource_pb2

from . import resources
from ._emulator import Account, EmulatorError
from .assumptions import AssumptionError
from .deployment import Component, Invoke, Options, Progress, Resource
from .errors import RehearsalError
from .wire import UnknownValueError, plain, secret_names, struct

STACK_TYPE = "pulumi:pulumi:Stack"
PROVIDER_TYPE = "pulumi:providers:aws"


class _NoMocks(mocks.Mocks):
    """Never asked: the monitor below takes every request itself."""

    def call(self, args: mocks.MockCallArgs) -> Any:
        raise NotImplementedError(args.token)

    def new_resource(self, args: mocks.MockResourceArgs) -> Any:
        raise NotImplementedError(args.typ)


def real_urn(parent: str, type_: str, name: str) -> str:
    """Return the URN that the real engine gives: the types of all parents but the stack, then the own one."""
    above = parent.split("::")[2] if parent else ""
    qualified = f"{above}${type_}" if above not in ("", STACK_TYPE) else type_
    return f"urn:pulumi:{settings.get_stack()}::{settings.get_project()}::{qualified}::{name}"


class Monitor(mocks.MockMonitor):
    """Creates what a program registers, and keeps a record of it."""

    def __init__(self, account: Account, on_progress: Callable[[Progress], None] | None) -> None:
        super().__init__(_NoMocks())
        self.cloud = resources.Cloud(account)
        self.created: list[Resource] = []
        self.components: dict[str, Component] = {}
        self.invokes: list[Invoke] = []
        self.stack_outputs: dict[str, Any] = {}
        self.secret_outputs: frozenset[str] = frozenset()
        self.failure: RehearsalError | None = None
        self._urns: set[str] = set()
        self._clouds: dict[str, resources.Cloud] = {"": self.cloud}
        self._on_progress = on_progress

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """Return the URN that the real engine gives."""
        return real_urn(parent, type_, name)

    # The names below are those of Pulumi's gRPC service.

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802
        """Create a resource, or take note of a component."""
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.type == STACK_TYPE:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        if self.failure is None:
            try:
                return self._register(urn, request)
            except Exception as error:  # told to the person as it is
                self._fail(error, request.type, urn)
        # `object` goes back empty: Pulumi resolves everything of a failed resource as unknown.
        return resource_pb2.RegisterResourceResponse(urn=urn, result=resource_pb2.Result.FAIL)

    def _register(self, urn: str, request: Any) -> Any:
        if urn in self._urns:
            raise RehearsalError("two resources have this type and name; give one of them another name", urn)
        self._urns.add(urn)
        options = _options(request)
        if not request.custom:
            self.components[urn] = Component(
                urn=urn, type=request.type, name=request.name, parent=request.parent, options=options
            )
            return resource_pb2.RegisterResourceResponse(urn=urn, object=request.object)
        if request.importId:
            raise RehearsalError("a rehearsal does not know importing", urn)
        self._tell("creating", urn, request)
        inputs = plain(request.object)
        resource_id, outputs = self._create(urn, request, inputs)
        self.created.append(
            Resource(
                urn=urn,
                type=request.type,
                name=request.name,
                parent=request.parent,
                id=resource_id,
                inputs=inputs,
                outputs=outputs,
                dependencies=tuple(sorted(request.dependencies)),
                property_dependencies={
                    key: tuple(sorted(value.urns)) for key, value in request.propertyDependencies.items() if value.urns
                },
                options=options,
            )
        )
        self._tell("created", urn, request)
        # What came in as a secret goes out as one, as with the real engine.
        answer = struct(outputs, secret_names(request.object))
        return resource_pb2.RegisterResourceResponse(urn=urn, id=resource_id, object=answer)

    def _create(self, urn: str, request: Any, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        if request.type != PROVIDER_TYPE:
            return resources.create(self._through(request.provider), request.type, request.name, inputs)
        provider_id = str(uuid.uuid5(uuid.NAMESPACE_URL, urn))
        # By this its resources name it.
        self._clouds[f"{urn}::{provider_id}"] = self.cloud.in_region(resources.region_of_provider(self.cloud, inputs))
        return provider_id, inputs

    def _through(self, provider: str) -> resources.Cloud:
        """Return the account as an explicit provider reaches it, or else the default one."""
        if provider not in self._clouds:
            raise RehearsalError(f"{provider}: a rehearsal knows providers of aws alone")
        return self._clouds[provider]

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802
        """Take note of a component's outputs, or of what the stack exports."""
        if self.failure is None:
            try:
                outputs = plain(request.outputs)
            except UnknownValueError as error:
                self._fail(error, "", request.urn)
            else:
                self._keep_outputs(request, outputs)
        return empty_pb2.Empty()

    def _keep_outputs(self, request: Any, outputs: Mapping[str, Any]) -> None:
        if component := self.components.get(request.urn):
            self.components[request.urn] = Component(**{**vars(component), "outputs": outputs})
        elif f"::{STACK_TYPE}::" in request.urn:
            self.stack_outputs = dict(outputs)
            self.secret_outputs = secret_names(request.outputs)

    def Invoke(self, request: Any) -> Any:  # noqa: N802
        """Answer a lookup."""
        if self.failure is None:
            try:
                arguments = plain(request.args)
                answer = resources.look_up(self._through(request.provider), request.tok, arguments)
                self.invokes.append(Invoke(token=request.tok, arguments=arguments, answer=answer))
                response = resource_pb2.ResourceInvokeResponse()
                getattr(response, "return").CopyFrom(struct(answer))  # a keyword, so no attribute by name
                return response
            except Exception as error:  # told to the person as it is
                self._fail(error, request.tok, None)
        failure = provider_pb2.CheckFailure(property="", reason="the rehearsal failed before")
        return resource_pb2.ResourceInvokeResponse(failures=[failure])

    def ReadResource(self, request: Any) -> Any:  # noqa: N802
        """Refuse `.get(…)` of existing resources: nothing exists before a rehearsal."""
        urn = self.make_urn(request.parent, request.type, request.name)
        if self.failure is None:
            self.failure = RehearsalError("a rehearsal does not know reading an existing resource", urn)
        return resource_pb2.ReadResourceResponse(urn=urn, result=resource_pb2.Result.FAIL)

    def _fail(self, error: Exception, what: str, urn: str | None) -> None:
        self.failure = error if isinstance(error, RehearsalError) else RehearsalError(_reason(error, what), urn)
        if self.failure is not error:
            self.failure.__cause__ = error

    def _tell(self, event: Any, urn: str, request: Any) -> None:
        if self._on_progress:
            self._on_progress(
                Progress(event=event, urn=urn, type=request.type, name=request.name, count=len(self.created))
            )


def _options(request: Any) -> Options:
    return Options(
        protect=request.protect if request.HasField("protect") else None,
        delete_before_replace=request.deleteBeforeReplace if request.deleteBeforeReplaceDefined else None,
        retain_on_delete=request.retainOnDelete if request.HasField("retainOnDelete") else None,
        ignore_changes=tuple(request.ignoreChanges),
        replace_on_changes=tuple(request.replaceOnChanges),
        aliases=tuple(_alias(alias) for alias in request.aliases),
        provider=request.provider,
    )


def _alias(alias: Any) -> str:
    if alias.urn:
        return str(alias.urn)
    return ", ".join(f"{field.name}={value}" for field, value in alias.spec.ListFields() if value)


def _reason(error: Exception, what: str) -> str:
    match error:
        case ClientError():
            details = error.response.get("Error", {})
            return f"{error.operation_name} was refused: {details.get('Code')}: {details.get('Message')}"
        case resources.ArgumentError() | AssumptionError() | EmulatorError():
            return str(error)
        case UnknownValueError():
            return f"{what or 'an output'} {error}".strip()
        case BotoCoreError():
            return f"AWS's client refused the call: {error}"
        case _:
            return f"{what}: the rehearsal itself failed ({type(error).__name__}: {error})"
