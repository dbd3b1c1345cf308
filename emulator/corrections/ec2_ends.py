"""Amazon EC2: what AWS made along with a thing, and takes away with it."""

from collections.abc import Callable
from typing import Any

from ._correction import Correction, Patches

_Method = Callable[..., Any]


def _launched_interface_ends(patches: Patches) -> None:
    from moto.ec2.models.instances import Instance

    def wrapper(original: _Method) -> _Method:
        def prep_nics(self: Any, nic_spec: list[dict[str, Any]], *args: Any, **kwargs: Any) -> None:
            for nic in nic_spec:
                if "NetworkInterfaceId" not in nic:
                    nic.setdefault("DeleteOnTermination", True)
            own = not nic_spec
            original(self, nic_spec, *args, **kwargs)
            if own:
                for interface in self.nics.values():
                    interface.delete_on_termination = True

        return prep_nics

    patches.wrap(Instance, "prep_nics", wrapper)


def _nat_interface_ends(patches: Patches) -> None:
    from moto.ec2.models.nat_gateways import NatGatewayBackend

    def wrapper(original: _Method) -> _Method:
        def delete_nat_gateway(self: Any, nat_gateway_id: str) -> Any:
            gateway = original(self, nat_gateway_id)
            interface = getattr(gateway, "_eni", None)  # a regional one has none
            if interface is not None and interface.id in self.enis:
                for address in self.describe_addresses():
                    if address.eni is interface:
                        self.disassociate_address(association_id=address.association_id)
                del self.enis[interface.id]
            return gateway

        return delete_nat_gateway

    patches.wrap(NatGatewayBackend, "delete_nat_gateway", wrapper)


def _vpc_acl_ends(patches: Patches) -> None:
    from moto.ec2.models.vpcs import VPCBackend

    def wrapper(original: _Method) -> _Method:
        def delete_vpc(self: Any, vpc_id: str) -> Any:
            vpc = original(self, vpc_id)
            for acl in list(self.network_acls.values()):
                if acl.vpc_id == vpc_id:
                    del self.network_acls[acl.id]
            return vpc

        return delete_vpc

    patches.wrap(VPCBackend, "delete_vpc", wrapper)


CORRECTIONS = (
    Correction(
        name="ec2-launched-interface-ends",
        rule="An interface that was made by the launch of an instance is deleted when the instance is terminated.",
        source="Amazon EC2 User Guide: Set termination behavior for network interfaces "
        "(DeleteOnTermination is true for the primary one by default)",
        make=_launched_interface_ends,
    ),
    Correction(
        name="ec2-nat-interface-ends",
        rule="Deleting a NAT gateway takes its interface away and gives back its address, without releasing it.",
        source="Amazon VPC User Guide: Delete a NAT gateway",
        make=_nat_interface_ends,
    ),
    Correction(
        name="ec2-vpc-acl-ends",
        rule="Deleting a VPC deletes its default network ACL.",
        source="Amazon VPC User Guide: Delete your VPC",
        make=_vpc_acl_ends,
    ),
)
