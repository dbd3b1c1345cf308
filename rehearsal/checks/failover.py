"""The failover record's promises: two addresses, each asked on its own, and a name that leads to the healthy one."""

from typing import Any

from ._launched import groups_worn
from ._outcome import NotKeptError, refuse, some
from ._promise import Topic
from ._reach import openings
from ._view import View, in_words
from .listeners import zone_of

TOPIC = Topic("ha-web:index:FailoverRecord")
RECORD, HEALTH_CHECK = "aws:route53/record:Record", "aws:route53/healthCheck:HealthCheck"
ROLES = ("PRIMARY", "SECONDARY")
LONGEST_TTL = 300
"""Seconds above which resolvers, not health checks, decide how long users are sent to what has failed."""

ASKED = {
    "type": "Type",
    "port": "Port",
    "resourcePath": "ResourcePath",
    "fqdn": "FullyQualifiedDomainName",
    "searchString": "SearchString",
    "requestInterval": "RequestInterval",
    "failureThreshold": "FailureThreshold",
    "enableSni": "EnableSNI",
}
"""What a health check asks, in Pulumi's words and in Route 53's."""


def pair_of(view: View, host: str) -> dict[str, Any]:
    """Return the PRIMARY and the SECONDARY record of a name."""
    records = view.aws.all(
        "route53", "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=view.output("zone_id")
    )
    found = {
        each["Failover"]: each
        for each in records
        if (each["Name"].rstrip("."), each["Type"]) == (host, "A") and "Failover" in each
    }
    refuse(f"{host} has no {role} record" for role in ROLES if role not in found)
    return found


def host_of_the_instances(view: View) -> str:
    """Return the name whose records hold the addresses: the users' own, or the one behind it beside a page."""
    hosts = [each.inputs["name"] for each in view.declared(RECORD) if each.inputs.get("records")]
    return str(some(hosts, "record with an address")[0])


def _answers(view: View) -> dict[str, tuple[Any, str]]:
    """Return both records with the one address that each answers."""
    answers = {}
    for role, record in pair_of(view, host_of_the_instances(view)).items():
        values = [each["Value"] for each in record.get("ResourceRecords", [])]
        if len(values) != 1:
            raise NotKeptError(f"{role} answers {in_words(values) or 'no address'}, not one")
        answers[role] = (record, values[0])
    return answers


def _instance_at(view: View, address: str) -> Any:
    found = view.aws.ec2("describe_addresses", "Addresses", public_ip=[address])
    held = some(found, f"Elastic IP {address} in this account")[0].get("InstanceId")
    if not held:
        raise NotKeptError(f"{address} leads to no instance")
    return some(view.aws.instances([held]), f"instance {held}")[0]


def _checks(view: View) -> dict[str, tuple[Any, str]]:
    """Return the health check that each record names, with the address that the record answers."""
    there = {each["Id"]: each for each in view.aws.all("route53", "list_health_checks", "HealthChecks")}
    found = {}
    for role, (record, address) in _answers(view).items():
        named = record.get("HealthCheckId")
        if named not in there:
            raise NotKeptError(f"{role} has no health check" if named is None else f"{named} of {role} is not there")
        found[role] = (there[named], address)
    return found


@TOPIC.promise(
    "failover.records",
    "Both records answer, each another zone's instance",
    remedy="keep both records, and give them the Elastic IPs of running instances in two zones",
)
def records(view: View) -> str:
    """Follow both answers to their instances."""
    answers = _answers(view)
    instances = {role: _instance_at(view, address) for role, (_, address) in answers.items()}
    zones = {role: each["Placement"]["AvailabilityZone"] for role, each in instances.items()}
    refuse(
        f"{each['InstanceId']} ({role}) is {each['State']['Name']}"
        for role, each in instances.items()
        if each["State"]["Name"] != "running"
    )
    addresses = [address for _, address in answers.values()]
    refuse([f"both answer {addresses[0]}"] if len(set(addresses)) == 1 else [])
    refuse([f"both instances are in {zones['PRIMARY']}"] if len(set(zones.values())) == 1 else [])
    return in_words(f"{role} {answers[role][1]} in {zones[role]}" for role in ROLES)


@TOPIC.promise(
    "failover.health-checks",
    "Each record has a health check of its own address",
    remedy="give each record the health check that asks the address it answers; without one it always counts as well",
)
def health_checks(view: View) -> str:
    """Compare the address that is asked with the one that is answered."""
    found = _checks(view)
    ids = [check["Id"] for check, _ in found.values()]
    refuse([f"both records rest on {ids[0]}"] if len(set(ids)) == 1 else [])
    problems = []
    for role, (check, address) in found.items():
        config, told = check["HealthCheckConfig"], view.output(f"{role.lower()}_health_check_id")
        asked = config.get("IPAddress", "no address")
        problems += [] if asked == address else [f"{role} answers {address}, its health check asks {asked}"]
        problems += [] if check["Id"] == told else [f"{role} rests on {check['Id']}, {told} is told"]
        problems += [f"the check of {role} is disabled: it always counts as well"] if config.get("Disabled") else []
        problems += [f"the check of {role} is inverted"] if config.get("Inverted") else []
    refuse(problems)
    return in_words(f"{check['Id']} asks {address}" for check, address in found.values())


@TOPIC.promise(
    "failover.question",
    "The health checks ask what was asked for",
    remedy="undo the change of the health check: deploy after `pulumi refresh`",
)
def question(view: View) -> str:
    """Compare each health check with what the program declared of it."""
    declared = {each.id: each.inputs for each in view.declared(HEALTH_CHECK)}
    problems, shown = [], []
    for role, (check, _) in _checks(view).items():
        config, asked = check["HealthCheckConfig"], declared.get(check["Id"], {})
        problems += [
            f"{key} of {role} is {config.get(theirs, 'not set')}, not {asked[ours]}"
            for ours, theirs in ASKED.items()
            for key in (theirs,)
            if asked.get(ours) is not None and config.get(theirs) != asked[ours]
        ]
        shown.append(f"{config['Type']} {config.get('ResourcePath', '')} on {config['Port']}".replace("  ", " "))
    refuse(problems)
    return in_words(dict.fromkeys(shown))


@TOPIC.promise(
    "failover.ttl",
    "Resolvers ask again within minutes",
    remedy=f"keep ttl_seconds at {LONGEST_TTL} or less: until it is over, resolvers send users to what has failed",
)
def ttl(view: View) -> str:
    """Read the TTL of both records."""
    found = {role: record.get("TTL", 0) for role, (record, _) in _answers(view).items()}
    refuse(f"{role} may be kept for {seconds} s" for role, seconds in found.items() if not 0 < seconds <= LONGEST_TTL)
    return f"{max(found.values())} s"


@TOPIC.promise(
    "failover.switch-time",
    "A switch takes no longer than is told",
    remedy="undo the change of the health checks or records: deploy after `pulumi refresh`",
)
def switch_time(view: View) -> str:
    """Add up the slowest health check and the longest TTL, and compare with what the component tells."""
    configs = [check["HealthCheckConfig"] for check, _ in _checks(view).values()]
    noticed = max(each["RequestInterval"] * each["FailureThreshold"] for each in configs)
    kept = max(record.get("TTL", 0) for record, _ in _answers(view).values())
    told = view.output("worst_case_switch_seconds")
    refuse([] if noticed + kept <= told else [f"{noticed + kept} s ({noticed} + {kept}), {told:g} s are told"])
    return f"{told:g} s at the worst: {noticed} s until it is noticed, {kept} s until resolvers ask again"


@TOPIC.promise(
    "failover.zone",
    "A public zone answers for the name",
    remedy="keep the records in the public hosted zone that is nearest to the name, and delegate that one",
)
def zone(view: View) -> str:
    """Look which public zone answers for the name, and who its name servers are."""
    name, own = view.output("record_name"), view.output("zone_id")
    nearest = zone_of(view, name)
    identity = nearest["Id"].rpartition("/")[2]
    refuse([] if identity == own else [f"{nearest['Name']} ({identity}) answers for {name}, the records are in {own}"])
    answer = view.aws.ask("route53", "get_hosted_zone", Id=own)
    servers = sorted(answer.get("DelegationSet", {}).get("NameServers", []))
    told = sorted(view.output("name_servers"))
    refuse([] if not told or told == servers else [f"{in_words(told)} are told, {in_words(servers)} answer"])
    return f"{nearest['Name']} ({own})" + (f", to be delegated to {in_words(servers)}" if told else "")


@TOPIC.promise(
    "failover.admitted",
    "Route 53's checkers reach both instances",
    remedy="give LaunchTemplate the checked port among admits_health_checkers: who is not reached counts as failed",
)
def admitted(view: View) -> str:
    """Evaluate the security groups of both instances for the port that is checked."""
    name = f"com.amazonaws.{view.aws.region}.route53-healthchecks"
    lists = view.aws.ec2("describe_managed_prefix_lists", "PrefixLists", prefix_list_name=[name])
    sources = {each["PrefixListId"] for each in some(lists, f"prefix list {name}")} | {"0.0.0.0/0"}
    ways = []
    for role, (check, address) in _checks(view).items():
        port, instance = check["HealthCheckConfig"]["Port"], _instance_at(view, address)
        doors = openings(view.aws, groups_worn([instance]), "in")
        way = [door.peer for door in doors if door.lets(port) and door.peer in sources]
        refuse([] if way else [f"{instance['InstanceId']} ({role}) lets no checker in on tcp {port}"])
        ways.append(f"{role} on tcp {port} from {in_words(dict.fromkeys(way))}")
    return in_words(ways)
