"""The load balancer's promises on what it answers: listeners, TLS and its name."""

from typing import Any
from urllib.parse import urlsplit

from ._outcome import NotKeptError, NotMadeError, refuse, some
from ._promise import Topic
from ._view import View, count, in_words
from .balancer import balancer_of

TOPIC = Topic("ha-web:index:LoadBalancer")
CURRENT_TLS = {"TLSv1.2", "TLSv1.3"}
REDIRECTS = ("HTTP_301", "HTTP_302")


def listeners_of(view: View) -> list[Any]:
    """Return the listeners; at least one."""
    arn = view.output("load_balancer_arn")
    return list(some(view.aws.all("elbv2", "describe_listeners", "Listeners", LoadBalancerArn=arn), "listener"))


def _of(view: View, protocol: str) -> list[Any]:
    return [each for each in listeners_of(view) if each["Protocol"] == protocol]


def _wants_https(view: View) -> bool:
    return any(each.inputs.get("protocol") == "HTTPS" for each in view.declared("aws:lb/listener:Listener"))


def forwards_to(action: Any) -> list[str]:
    """Return the target groups that a listener's action forwards to."""
    if action["Type"] != "forward":
        return []
    several = action.get("ForwardConfig", {}).get("TargetGroups", [])
    return [action["TargetGroupArn"]] if "TargetGroupArn" in action else [each["TargetGroupArn"] for each in several]


@TOPIC.promise(
    "listeners.actions",
    "HTTP is served, or redirected beside HTTPS",
    remedy="keep the listeners as LoadBalancer makes them: one forwards, and plain HTTP redirects beside HTTPS",
)
def actions(view: View) -> str:
    """Follow each listener's default action."""
    arn, secure, plain = view.output("target_group_arn"), _of(view, "HTTPS"), _of(view, "HTTP")
    if _wants_https(view):
        some(secure, "HTTPS listener")
    some(plain, "HTTP listener")
    serving = secure or plain
    refuse(
        f"{each['Protocol']} on {each['Port']} does not forward to the target group"
        for each in serving
        if [arn] != [group for action in each["DefaultActions"] for group in forwards_to(action)]
    )
    ports = {str(each["Port"]) for each in secure}
    if secure:
        refuse(f"HTTP on {each['Port']} does not redirect to HTTPS" for each in plain if not _redirects(each, ports))
    served = in_words(f"{each['Protocol']} {each['Port']} forwards" for each in serving)
    moved = in_words(f"HTTP {each['Port']} redirects" for each in plain) if secure else ""
    return f"{served}, {moved}" if moved else served


def _redirects(listener: Any, ports: set[str]) -> bool:
    targets = [action.get("RedirectConfig", {}) for action in listener["DefaultActions"]]
    return all(
        each.get("Protocol") == "HTTPS" and each.get("Port") in ports and each.get("StatusCode") in REDIRECTS
        for each in targets
    )


@TOPIC.promise(
    "listeners.tls",
    "HTTPS speaks TLS 1.2 or newer, certificate issued",
    remedy="choose a current ELBSecurityPolicy-TLS13-… policy, and a certificate that ACM has issued",
)
def tls(view: View) -> str:
    """Look up the protocols of each listener's policy, and the state of its certificate."""
    if not _wants_https(view) and not _of(view, "HTTPS"):
        raise NotMadeError("no certificate was given, so there is no HTTPS")
    found = []
    for each in some(_of(view, "HTTPS"), "HTTPS listener"):
        policy = view.aws.ask("elbv2", "describe_ssl_policies", Names=[each["SslPolicy"]])["SslPolicies"][0]
        old = sorted(set(policy["SslProtocols"]) - CURRENT_TLS)
        refuse([f"{each['SslPolicy']} offers {in_words(old)}"] if old else [])
        for certificate in some(each.get("Certificates", []), "certificate"):
            arn = certificate["CertificateArn"]
            status = view.aws.ask("acm", "describe_certificate", CertificateArn=arn)["Certificate"]["Status"]
            refuse([] if status == "ISSUED" else [f"certificate {arn.rpartition('/')[2]} is {status}"])
        found.append(f"{each['SslPolicy']} ({in_words(sorted(policy['SslProtocols']))})")
    return in_words(found)


def zone_of(view: View, name: str) -> Any:
    """Return the public hosted zone that answers for a name: the one that shares most of it."""
    zones = [
        zone
        for zone in view.aws.all("route53", "list_hosted_zones", "HostedZones")
        if not zone["Config"].get("PrivateZone") and f".{name.rstrip('.')}.".endswith(f".{zone['Name']}")
    ]
    return max(some(zones, f"public hosted zone for {name}"), key=lambda zone: len(zone["Name"]))


def records_of(view: View, name: str) -> list[Any]:
    """Return the records of a name in the public zone that answers for it."""
    zone = zone_of(view, name)
    records = view.aws.all("route53", "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=zone["Id"])
    return [each for each in records if each["Name"].rstrip(".") == name.rstrip(".")]


@TOPIC.promise(
    "listeners.alias",
    "The domain's name leads to the load balancer",
    remedy="keep the alias record, with evaluate_target_health, in the domain's public zone",
)
def alias(view: View) -> str:
    """Look up the name that the load balancer's URL has."""
    name, balancer = urlsplit(view.output("url")).hostname or "", balancer_of(view)
    if name == balancer["DNSName"].lower():
        raise NotMadeError("no domain was given")
    found = {each["Type"]: each.get("AliasTarget", {}) for each in records_of(view, name)}
    wanted = ("A", "AAAA") if balancer["IpAddressType"].startswith("dualstack") else ("A",)
    refuse(f"{name} has no {kind} record" for kind in wanted if kind not in found)
    for kind in wanted:
        target = found[kind].get("DNSName", "no alias").rstrip(".").removeprefix("dualstack.")
        if target.lower() != balancer["DNSName"].lower():
            raise NotKeptError(f"{kind} of {name} leads to {target}")
        refuse([] if found[kind]["EvaluateTargetHealth"] else [f"{kind} of {name} ignores the targets' health"])
    return f"{name}: {count(len(wanted), 'alias record')} ({in_words(wanted)})"
