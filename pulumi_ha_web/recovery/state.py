"""What is missing from a stack's state, and how something found is put into it. Pure: no engine and no account."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..pulumi_values import UNKNOWN

IMPORTED_BY: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "aws:ec2/route:Route": lambda inputs: (
        f"{inputs['routeTableId']}_{inputs.get('destinationCidrBlock') or inputs['destinationIpv6CidrBlock']}"
    ),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": lambda inputs: (
        f"{inputs['subnetId']}/{inputs['routeTableId']}"
    ),
}
"""By what the provider imports a type, from its arguments, where that is not the id that it keeps (the section "Import"
of each in the registry). It answers with the id."""

Exported = Mapping[str, Any]
"""The JSON of `pulumi stack export`."""


@dataclass(frozen=True)
class Missing:
    """Something that `pulumi up` would create."""

    record: Mapping[str, Any]
    """As the state would hold it, without its id and outputs."""

    @property
    def urn(self) -> str:
        """Pulumi's own name of it."""
        return str(self.record["urn"])

    @property
    def type(self) -> str:
        """Pulumi's type of it."""
        return str(self.record["type"])

    @property
    def name(self) -> str:
        """The logical name."""
        return self.urn.rpartition("::")[2]

    @property
    def inputs(self) -> Mapping[str, Any]:
        """Arguments as they go to the provider, as far as they are known; physical names are among them."""
        told = self.record.get("inputs") or {}
        return {key: value for key, value in told.items() if key not in self.unknown}

    @property
    def unknown(self) -> frozenset[str]:
        """Names of the arguments that are not known yet, not whole at least."""
        told = self.record.get("inputs") or {}
        return frozenset(key for key, value in told.items() if UNKNOWN in json.dumps(value))


def interrupted(exported: Exported) -> list[Missing]:
    """Return what an engine had begun to create when it was killed: it notes that beforehand."""
    noted = (exported.get("deployment") or {}).get("pending_operations") or []
    return [Missing(each["resource"]) for each in noted if each["type"] == "creating"]


def planned(previewed: Mapping[str, Any], exported: Exported) -> list[Missing]:
    """Return what `pulumi preview --json` would create.

    Where the state has no provider yet, nothing can have been created.
    """
    providers = {
        each["urn"]: f"{each['urn']}::{each['id']}"
        for each in _resources(exported)
        if each["type"].startswith("pulumi:providers:")
    }
    found = []
    for step in previewed.get("steps") or []:
        record = step.get("newState") or {}
        provider = providers.get(str(record.get("provider", "")).rpartition("::")[0])
        if step["op"] == "create" and record.get("custom") and provider is not None:
            found.append(Missing({**record, "provider": provider}))
    return found


def known(exported: Exported) -> frozenset[tuple[str, str]]:
    """Return type and id of everything that the state holds."""
    return frozenset((each["type"], each["id"]) for each in _resources(exported) if each.get("id"))


def with_found(exported: Exported, found: Sequence[tuple[Missing, str]]) -> dict[str, Any]:
    """Return the state with what was found, by its id; nothing in it is under way any more."""
    resources = _resources(exported)
    there = {each["urn"] for each in resources}
    for missing, own_id in found:
        if missing.urn not in there:
            there.add(missing.urn)
            resources.append(_adopted(missing, own_id, there))
    deployment = {**exported["deployment"], "resources": resources}
    deployment.pop("pending_operations", None)
    return {**exported, "deployment": deployment}


def _adopted(missing: Missing, own_id: str, there: Collection[str]) -> dict[str, Any]:
    # What it depends on may still be missing itself, and a state names nothing that is not in it. `pulumi up` tells
    # anew what depends on what. Without outputs, so that the provider is asked to import it, for which it wants
    # nothing but an id.
    needs = {
        "dependencies": [urn for urn in missing.record.get("dependencies") or [] if urn in there],
        "propertyDependencies": {
            key: [urn for urn in urns or [] if urn in there]
            for key, urns in (missing.record.get("propertyDependencies") or {}).items()
        },
    }
    own = {"custom": True, "id": _import_id(missing, own_id), "inputs": missing.inputs, "outputs": {}}
    return {**missing.record, **needs, **own}


def _import_id(missing: Missing, own_id: str) -> str:
    by = IMPORTED_BY.get(missing.type)
    return by(missing.inputs) if by else own_id


def _resources(exported: Exported) -> list[Any]:
    return list((exported.get("deployment") or {}).get("resources") or [])
