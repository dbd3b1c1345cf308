"""A component as AWS shows it: where its registered outputs lead, asked through the API."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ..deployment import Component, Deployment, Resource
from ._outcome import some


class Aws:
    """The account's API, read only. Each answer is asked for once, because nothing changes while it is looked at."""

    def __init__(self, deployment: Deployment, region: str | None = None) -> None:
        self._deployment = deployment
        self._answers: dict[str, Any] = {}
        self._elsewhere: dict[str, Aws] = {}
        self.region: str = region or deployment.account.region
        """Region that is asked."""

    def client(self, service: str) -> Any:
        """Return a service's client: for calls that change something and whose answer must be fresh."""
        return self._deployment.client(service, self.region)

    def in_region(self, region: str) -> "Aws":
        """Return the same account's API in a region."""
        if region == self.region:
            return self
        return self._elsewhere.setdefault(region, Aws(self._deployment, region))

    def ask(self, service: str, operation: str, **arguments: Any) -> Any:
        """Return AWS's answer to one call."""
        return self._once(service, operation, arguments, lambda call: call(**arguments))

    def all(self, service: str, operation: str, key: str, **arguments: Any) -> list[Any]:
        """Return everything that a call lists under `key`, over all pages of the answer."""
        client = self.client(service)

        def pages(call: Any) -> list[Any]:
            if not client.can_paginate(operation):
                return list(call(**arguments)[key])
            return [item for page in client.get_paginator(operation).paginate(**arguments) for item in page[key]]

        listed: list[Any] = self._once(service, operation, arguments, pages)
        return listed

    def _once(self, service: str, operation: str, arguments: Mapping[str, Any], look: Any) -> Any:
        question = json.dumps([service, operation, arguments], sort_keys=True, default=str)
        if question not in self._answers:
            self._answers[question] = look(getattr(self.client(service), operation))
        return self._answers[question]

    @property
    def account_id(self) -> str:
        """Number of the account."""
        return str(self.ask("sts", "get_caller_identity")["Account"])

    @property
    def partition(self) -> str:
        """First part of every ARN of the account."""
        return str(self.ask("sts", "get_caller_identity")["Arn"]).split(":")[1]

    def ec2(self, operation: str, key: str, **filters: Iterable[str]) -> list[Any]:
        """Return everything of EC2 that matches; filters are written with underscores."""
        wanted = [{"Name": name.replace("_", "-"), "Values": sorted(values)} for name, values in filters.items()]
        return self.all("ec2", operation, key, **({"Filters": wanted} if wanted else {}))

    def subnets(self, ids: Iterable[str]) -> dict[str, Any]:
        """Return these subnets by id; one that is not there is missing."""
        return {each["SubnetId"]: each for each in self.ec2("describe_subnets", "Subnets", subnet_id=set(ids))}

    def route_tables(self, vpc_id: str) -> list[Any]:
        """Return every route table of a VPC."""
        return self.ec2("describe_route_tables", "RouteTables", vpc_id=[vpc_id])

    def routes_of(self, subnet: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """Return the id and the routes of the table that a subnet uses: its own, else the VPC's main one."""
        tables = self.route_tables(subnet["VpcId"])
        own = [table for table in tables if _serves(table, SubnetId=subnet["SubnetId"])]
        main = [table for table in tables if _serves(table, Main=True)]
        chosen = some(own or main, f"route table of {subnet['SubnetId']}")[0]
        return chosen["RouteTableId"], chosen["Routes"]

    def leads_to_internet(self, subnet: Mapping[str, Any]) -> bool:
        """Return whether the world can reach into a subnet: a default route leads to an internet gateway."""
        return any(
            route.get("GatewayId", "").startswith("igw-") and is_default(route) for route in self.routes_of(subnet)[1]
        )

    def instances(self, ids: Iterable[str]) -> list[Any]:
        """Return these instances, as EC2 describes them."""
        reservations = self.ec2("describe_instances", "Reservations", instance_id=set(ids)) if ids else []
        return [instance for reservation in reservations for instance in reservation["Instances"]]


class View:
    """One component of a deployment, or the stack as a whole, and the account that it is in."""

    def __init__(self, deployment: Deployment, aws: Aws, component: Component | None = None) -> None:
        self.deployment = deployment
        self.aws = aws
        self._component = component

    @property
    def name(self) -> str:
        """Name of the component; empty for the stack."""
        return self._component.name if self._component else ""

    def output(self, key: str) -> Any:
        """Return an output that the component registered."""
        outputs = self._component.outputs if self._component else {}
        if key not in outputs:
            raise LookupError(f"the component registered no output {key!r}")
        return outputs[key]

    def declared(self, token: str) -> list[Resource]:
        """Return what the program declared of a type below the component."""
        if self._component is None:
            return list(self.deployment.of_type(token))
        return [each for each in self.deployment.children_of(self._component.urn) if each.type == token]

    def outputs_of(self, token: str, key: str) -> list[Any]:
        """Return an output of every component of a type in the deployment."""
        return [each.outputs.get(key) for each in self.deployment.components if each.type == token]


def _serves(table: Mapping[str, Any], **wanted: Any) -> bool:
    return any(wanted.items() <= association.items() for association in table["Associations"])


def is_default(route: Mapping[str, Any]) -> bool:
    """Return whether a route is for every address, of IPv4 or IPv6."""
    return route.get("DestinationCidrBlock") == "0.0.0.0/0" or route.get("DestinationIpv6CidrBlock") == "::/0"


def tags_of(thing: Mapping[str, Any]) -> dict[str, str]:
    """Return the tags that an answer carries, whichever of AWS's two names the list has."""
    return {tag["Key"]: tag.get("Value", "") for tag in thing.get("Tags", thing.get("TagSet", []))}


def region_of(arn: str) -> str:
    """Return the region that an ARN names."""
    return arn.split(":")[3]


def in_words(things: Iterable[object]) -> str:
    """Return things as an enumeration."""
    return ", ".join(map(str, things))


def count(number: int, noun: str) -> str:
    """Return a number with its noun, in the singular or the plural."""
    if number == 1:
        return f"1 {noun}"
    if noun.endswith("y") and not noun.endswith("ay"):
        return f"{number} {noun[:-1]}ies"
    return f"{number} {noun}es" if noun.endswith("ss") else f"{number} {noun}s"
