"""Amazon EC2: what an instance can be told, at its launch and afterwards."""

from collections.abc import Callable, Mapping
from typing import Any

from ._correction import Correction, Patches

_Method = Callable[..., Any]
_FLAGS = {"DisableApiTermination": "disable_api_termination", "DisableApiStop": "disable_api_stop"}
_SHUTDOWN = "InstanceInitiatedShutdownBehavior"
GP3_DEFAULT_THROUGHPUT = 125
_MAINTENANCE = {"AutoRecovery": "default", "RebootMigration": "default"}


def _launched_with(response: Any, template: Mapping[str, Any], name: str) -> Any:
    """Return a parameter of a launch, or else the template's."""
    given = response._get_param(name)
    return template.get(name) if given is None else given


def _protection_at_launch(patches: Patches) -> None:
    from moto.ec2.responses.instances import InstanceResponse

    def wrapper(original: _Method) -> _Method:
        def run_instances(self: Any) -> Any:
            answer = original(self)
            template = self._get_param("LaunchTemplate")
            data = self.ec2_backend._get_template_from_args(template).data if template else {}
            for instance in answer.result.instances:
                for name, attribute in _FLAGS.items():
                    setattr(instance, attribute, str(_launched_with(self, data, name)).lower() == "true")
                instance.instance_initiated_shutdown_behavior = _launched_with(self, data, _SHUTDOWN) or "stop"
            return answer

        return run_instances

    patches.wrap(InstanceResponse, "run_instances", wrapper)


def _maintenance_options(patches: Patches) -> None:
    from moto.core.responses import ActionResult
    from moto.ec2.models.instances import Instance
    from moto.ec2.responses.instances import InstanceResponse

    def wrapper(original: _Method) -> _Method:
        def run_instances(self: Any) -> Any:
            answer = original(self)
            for instance in answer.result.instances:
                instance.maintenance_options = {**_MAINTENANCE, **(self._get_param("MaintenanceOptions") or {})}
            return answer

        return run_instances

    def modify_instance_maintenance_options(self: Any) -> Any:
        instance = self.ec2_backend.get_instance(self._get_param("InstanceId"))
        asked = {name: value for name in _MAINTENANCE if (value := self._get_param(name)) is not None}
        instance.maintenance_options = {**instance.maintenance_options, **asked}
        return ActionResult({"InstanceId": instance.id, **instance.maintenance_options})

    patches.replace(Instance, "maintenance_options", _MAINTENANCE)
    patches.wrap(InstanceResponse, "run_instances", wrapper)
    patches.replace(InstanceResponse, "modify_instance_maintenance_options", modify_instance_maintenance_options)


def _monitoring_switched(patches: Patches) -> None:
    from moto.core.responses import ActionResult
    from moto.ec2.responses.monitoring import Monitoring

    def switching(state: str, answered: str) -> _Method:
        def action(self: Any) -> Any:
            instances = self.ec2_backend.get_multi_instances_by_id(self._get_param("InstanceIds", []))
            for instance in instances:
                instance.monitoring_state = state
            told = [{"InstanceId": instance.id, "Monitoring": {"State": answered}} for instance in instances]
            return ActionResult({"InstanceMonitorings": told})

        return action

    patches.replace(Monitoring, "monitor_instances", switching("enabled", "pending"))
    patches.replace(Monitoring, "unmonitor_instances", switching("disabled", "disabling"))


def _credits_of_its_own(patches: Patches) -> None:
    from moto.core.responses import ActionResult
    from moto.ec2.responses.instances import InstanceResponse

    def launching(original: _Method) -> _Method:
        def run_instances(self: Any) -> Any:
            answer = original(self)
            template = self._get_param("LaunchTemplate")
            data = self.ec2_backend._get_template_from_args(template).data if template else {}
            for instance in answer.result.instances:
                instance.cpu_credits = (_launched_with(self, data, "CreditSpecification") or {}).get("CpuCredits")
            return answer

        return run_instances

    def describe_instance_credit_specifications(self: Any) -> Any:
        instances = self.ec2_backend.get_multi_instances_by_id(self._get_param("InstanceIds", []))
        told = [
            {
                "InstanceId": instance.id,
                "CpuCredits": getattr(instance, "cpu_credits", None)
                or ("standard" if instance.instance_type.startswith("t2.") else "unlimited"),
            }
            for instance in instances
        ]
        return ActionResult({"InstanceCreditSpecifications": told})

    patches.wrap(InstanceResponse, "run_instances", launching)
    patches.replace(
        InstanceResponse, "describe_instance_credit_specifications", describe_instance_credit_specifications
    )


def _gp3_throughput(patches: Patches) -> None:
    from moto.ec2.models.elastic_block_store import EBSBackend

    def wrapper(original: _Method) -> _Method:
        def create_volume(self: Any, *args: Any, **kwargs: Any) -> Any:
            volume = original(self, *args, **kwargs)
            if volume.volume_type == "gp3" and not volume.throughput:
                volume.throughput = GP3_DEFAULT_THROUGHPUT
            return volume

        return create_volume

    patches.wrap(EBSBackend, "create_volume", wrapper)


CORRECTIONS = (
    Correction(
        name="ec2-launch-protection",
        rule="An instance is protected from termination and from being stopped, and shuts down, as its launch says, or "
        "else its launch template.",
        source="Amazon EC2 API Reference: RunInstances "
        "(DisableApiTermination, DisableApiStop, InstanceInitiatedShutdownBehavior)",
        make=_protection_at_launch,
    ),
    Correction(
        name="ec2-maintenance-options",
        rule="An instance answers its maintenance options, which can be changed: whether EC2 recovers it by itself.",
        source="Amazon EC2 API Reference: ModifyInstanceMaintenanceOptions",
        make=_maintenance_options,
    ),
    Correction(
        name="ec2-monitor-instances",
        rule="Detailed monitoring of a running instance is switched on and off.",
        source="Amazon EC2 API Reference: MonitorInstances, UnmonitorInstances",
        make=_monitoring_switched,
    ),
    Correction(
        name="ec2-credit-specification",
        rule="A burstable instance has the credit option of its launch, or else of its launch template; by default T2 "
        "is standard and what came after it unlimited.",
        source="Amazon EC2 User Guide: Unlimited mode for burstable performance instances",
        make=_credits_of_its_own,
    ),
    Correction(
        name="ec2-gp3-throughput",
        rule="A gp3 volume of which nothing else was said has a throughput of 125 MiB/s.",
        source="Amazon EBS User Guide: Amazon EBS General Purpose SSD volumes",
        make=_gp3_throughput,
    ),
)
