"""What changes interrupt on the way of a request: names, load balancers, certificates."""

from ..model import Change
from .rule import (
    DELETED,
    EITHER,
    GONE,
    REPLACED,
    UPDATED,
    Effect,
    Interruption,
    Rule,
    named,
    taken_away,
    value,
)

HARMLESS = "acm.CertificateValidation"


def _moved_subnets(change: Change) -> Interruption | None:
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-subnets.html
    if not taken_away(change, "subnets", "subnetMappings"):
        return None
    return Interruption(
        effect=Effect.BRIEF,
        text="its addresses in the zones that are taken away go, and connections through them end; the DNS name stays",
        short="the load balancer leaves a zone",
        many="{} load balancers leave a zone",
    )


def _listener_replaced(change: Change) -> Interruption:
    # A port of a load balancer has one listener, so the new one comes once the old one is gone:
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html
    return Interruption(
        effect=Effect.BRIEF,
        text=f"nobody answers on {named(change, 'its port', 'port', before='port ')} between the old one and the new",
        short="a listener is replaced, with a gap",
        many="{} listeners are replaced, with a gap",
    )


def _listener_deleted(change: Change) -> Interruption:
    port = named(change, "its port", "port", before="port ")
    return Interruption(effect=Effect.DOWN, text=f"{port} no longer answers", short=f"{port} no longer answers")


def _redirects(change: Change) -> Interruption | None:
    kind = next((each for each in change.arguments if each.path.endswith(".type")), None)
    if kind is None or kind.new != "redirect":
        return None
    return Interruption(
        effect=Effect.NOTICE,
        text="requests are redirected from then on; clients that do not follow redirects stop working",
        short=f"{named(change, 'a listener', 'port', before='port ')} redirects",
    )


def _other_port(change: Change) -> Interruption:
    port = named(change, "the old port", "port", before="port ")
    return Interruption(
        effect=Effect.DOWN, text=f"{port} no longer answers, the new one does", short=f"{port} no longer answers"
    )


def _name_changes(change: Change) -> Interruption:
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
    name = named(change, "its DNS name", "dnsName")
    return Interruption(
        effect=Effect.DOWN,
        text=f"{name} and its addresses go, the new one has others: records and clients that name it must follow",
        short="the load balancer's DNS name changes",
        many="{} load balancers' DNS names change",
    )


def _record_deleted(change: Change) -> Interruption:
    name = named(change, "its name", "fqdn", "name")
    return Interruption(
        effect=Effect.DOWN,
        text=f"{name} no longer leads there",
        short="a DNS record is gone",
        many="{} DNS records are gone",
    )


def _record_updated(change: Change) -> Interruption:
    # https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-basic.html (TTL)
    seconds = value(change, "ttl")
    told = f" for up to {seconds} s" if isinstance(seconds, int | float) else " until its time to live has passed"
    return Interruption(effect=Effect.NOTICE, text=f"resolvers go on giving the former answer{told}")


RULES = (
    Rule(kinds="lb.LoadBalancer", ops=REPLACED, find=_name_changes),
    Rule(
        kinds="lb.LoadBalancer",
        ops=DELETED,
        effect=Effect.DOWN,
        text="the address that clients know is gone",
        short="the load balancer is gone",
        many="{} load balancers are gone",
    ),
    Rule(kinds="lb.LoadBalancer", ops=UPDATED, arguments="subnets subnetMappings", find=_moved_subnets),
    Rule(
        kinds="lb.LoadBalancer",
        ops=UPDATED,
        arguments="securityGroups",
        text="other security groups hold for it at once",
    ),
    # A target serves once its first health checks have passed; without one, requests get 503:
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
    Rule(
        kinds="lb.TargetGroup",
        ops=REPLACED,
        effect=Effect.BRIEF,
        text="every target is registered anew; until the first ones have passed their health checks, requests may fail",
        short="targets are registered anew",
    ),
    Rule(
        kinds="lb.TargetGroup",
        ops=DELETED,
        effect=Effect.NOTICE,
        text="its targets get no more requests through it; AWS refuses while a listener forwards to it",
    ),
    Rule(kinds="lb.Listener", ops=REPLACED, part=True, find=_listener_replaced),
    Rule(kinds="lb.Listener", ops=DELETED, find=_listener_deleted),
    Rule(kinds="lb.Listener", ops=UPDATED, arguments="port", find=_other_port),
    Rule(kinds="lb.Listener", ops=UPDATED, arguments="defaultActions", find=_redirects),
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
    Rule(
        kinds="lb.Listener",
        ops=UPDATED,
        arguments="sslPolicy",
        text="clients that the new TLS policy excludes are refused",
    ),
    Rule(
        kinds="lb.ListenerRule",
        ops=GONE,
        effect=Effect.BRIEF,
        part=True,
        text=f"what the rule matched goes to the listener's default action, {EITHER}",
        short="a listener rule goes",
        many="{} listener rules go",
    ),
    Rule(
        kinds="lb.ListenerCertificate",
        ops=GONE,
        effect=Effect.BRIEF,
        part=True,
        text=f"clients that ask for its names get the listener's default certificate, {EITHER}",
    ),
    # https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html
    Rule(
        kinds="wafv2.WebAclAssociation",
        ops=GONE,
        effect=Effect.BRIEF,
        text=f"the load balancer is without its firewall, {EITHER}",
        short="the firewall is taken away",
    ),
    # https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
    Rule(
        kinds="acm.Certificate",
        ops=REPLACED,
        text="the new certificate is issued once its DNS records are found; listeners serve the old one until then",
        short="a new certificate is issued",
    ),
    Rule(kinds="acm.Certificate", ops=DELETED, text="AWS refuses while a listener uses it"),
    # A new zone has other name servers:
    # https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-working-with.html
    Rule(
        kinds="route53.Zone",
        ops=GONE,
        effect=Effect.LOST,
        text="its records go, and its name servers: the domain must be delegated to the new zone's, and no name in it "
        "resolves until then",
        short="a hosted zone goes, with its name servers",
        many="{} hosted zones go, with their name servers",
    ),
    Rule(
        kinds="route53.Record",
        ops=REPLACED,
        effect=Effect.BRIEF,
        part=True,
        text="the name may not resolve between the old record and the new",
        short="a DNS record is replaced",
        many="{} DNS records are replaced",
    ),
    Rule(kinds="route53.Record", ops=DELETED, find=_record_deleted),
    Rule(kinds="route53.Record", ops=UPDATED, arguments="records aliases ttl", find=_record_updated),
    Rule(
        kinds="route53.HealthCheck",
        ops=GONE,
        effect=Effect.BRIEF,
        text="nothing switches over by it until the new one has looked",
        short="failover is blind for a moment",
    ),
)
