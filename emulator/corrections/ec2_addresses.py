"""Amazon EC2: Elastic IP addresses, from one instance to the next."""

from collections.abc import Callable
from typing import Any

from ._correction import Correction, Patches

_Method = Callable[..., Any]


def _let_go(backend: Any, interface: Any, keep: Any = None) -> None:
    """Take the addresses of an interface away, all but one."""
    for address in backend.describe_addresses():
        if address.eni is interface and address is not keep:
            backend.disassociate_address(association_id=address.association_id)


def _address_moves(patches: Patches) -> None:
    from moto.ec2.models.elastic_ip_addresses import ElasticAddressBackend
    from moto.ec2.responses.elastic_ip_addresses import ElasticIPAddresses

    def moving(original: _Method) -> _Method:
        def associate_address(self: Any, instance: Any = None, eni: Any = None, **kwargs: Any) -> Any:
            before = {id(address): address.eni for address in self.describe_addresses()}
            made = original(self, instance=instance, eni=eni, **kwargs)
            _let_go(self, made.eni, keep=made)
            left = before[id(made)]
            if left is not None and left is not made.eni:
                left.public_ip = None
                left.check_auto_public_ip()
            made.eni.public_ip = made.public_ip
            made.instance = made.eni.instance
            return made

        return associate_address

    def automatic(original: _Method) -> _Method:
        def associate_address(self: Any) -> Any:
            if self._get_param("AllowReassociation") is None:
                self.params["AllowReassociation"] = True
            return original(self)

        return associate_address

    patches.wrap(ElasticAddressBackend, "associate_address", moving)
    patches.wrap(ElasticIPAddresses, "associate_address", automatic)


def _address_outlives_its_instance(patches: Patches) -> None:
    from moto.ec2.models.instances import Instance

    def wrapper(original: _Method) -> _Method:
        def terminate(self: Any) -> Any:
            held = list(self.nics.values())
            answer = original(self)
            for interface in held:
                _let_go(self.ec2_backend, interface)
            return answer

        return terminate

    patches.wrap(Instance, "terminate", wrapper)


def _nothing_associated(patches: Patches) -> None:
    from moto.ec2.models.elastic_network_interfaces import NetworkInterface

    original: property = vars(NetworkInterface)["association"]
    # An empty object is one that is there to whoever asks for it.
    patches.replace(NetworkInterface, "association", property(lambda self: original.__get__(self) or None))


CORRECTIONS = (
    Correction(
        name="ec2-address-moves",
        rule="An Elastic IP address that is associated anew leaves the instance that it was at, and takes the place of "
        "the one that its new instance had; it is refused only where AllowReassociation is false.",
        source="Amazon EC2 API Reference: AssociateAddress",
        make=_address_moves,
    ),
    Correction(
        name="ec2-address-outlives-instance",
        rule="Terminating an instance takes its Elastic IP address away from it, without releasing it.",
        source="Amazon EC2 User Guide: Amazon EC2 instance state changes (Differences between instance states)",
        make=_address_outlives_its_instance,
    ),
    Correction(
        name="ec2-interface-association",
        rule="An interface without a public address answers no association.",
        source="Amazon EC2 API Reference: InstanceNetworkInterface (association: the public or Elastic IP address)",
        make=_nothing_associated,
    ),
)
