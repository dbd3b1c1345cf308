"""The one address that users know, and who is behind it.

Owns the load balancer, its target group and listeners, the security group between the world and the instances, and
the bucket of access logs. Deliberately does not own the instances: a group of any kind attaches to the target group.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_aws import ec2, lb, route53, wafv2

from . import _access_logs
from ._args import args_as, one_of
from ._load_balancer_security import security_group
from ._naming import replaceable_name
from ._tags import Tags, tagged
from ._target_group import target_group

SCHEMES = ("internet-facing", "internal")
PROTOCOLS = ("HTTP", "HTTPS")
ALGORITHMS = ("round_robin", "least_outstanding_requests")
PERMANENTLY_MOVED = "HTTP_301"


@dataclass(frozen=True, kw_only=True)
class LoadBalancerArgs:
    """What a load balancer needs to know."""

    vpc_id: pulumi.Input[str]
    """VPC of the target group and the security group."""

    subnet_ids: pulumi.Input[Sequence[str]]
    """Subnets of at least two zones, one a zone, each /27 or larger: public ones to face the internet."""

    target_security_group_ids: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Security groups of the instances, by a name of your choice: they are opened for the load balancer alone."""

    scheme: str = "internet-facing"
    """`internet-facing` or `internal`. A change replaces the load balancer, and its DNS name with it."""

    ipv6: bool = False
    """Answers over IPv6 as well; the subnets must have IPv6 ranges."""

    http_port: int = 80
    """Port for plain HTTP: redirects to HTTPS where there is a certificate, else forwards."""

    https_port: int = 443
    """Port for HTTPS, where there is a certificate."""

    certificate_arn: pulumi.Input[str] | None = None
    """Certificate of the HTTPS listener; without one there is no HTTPS."""

    ssl_policy: pulumi.Input[str] = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
    """TLS versions and ciphers offered; the default is TLS 1.2 with forward secrecy, and 1.3."""

    allowed_cidr_blocks: Sequence[str] | None = None
    """Who may connect, IPv4 or IPv6 ranges; by default everyone. An internal load balancer must be told."""

    alias_name: str | None = None
    """Name in `alias_zone_id` that leads to the load balancer; none by default."""

    alias_zone_id: pulumi.Input[str] | None = None
    """Route 53 zone of the alias record."""

    target_port: int = 80
    """Port that the instances listen on. A change makes a new target group beside the old one; requests fail until
    instances answer on the new port, so roll out an application that listens on both first."""

    target_protocol: str = "HTTP"
    """`HTTP` or `HTTPS` between load balancer and instances. A change makes a new target group, as with the port."""

    algorithm: str = "round_robin"
    """`round_robin` or `least_outstanding_requests`."""

    health_check_path: pulumi.Input[str] = "/"
    """Path asked of each instance."""

    health_check_port: int | None = None
    """Port asked; by default the one that serves."""

    health_check_protocol: str | None = None
    """`HTTP` or `HTTPS`; by default the one that serves."""

    health_check_matcher: pulumi.Input[str] = "200"
    """Status codes that mean healthy, 200 to 499: `200`, `200,204`, `200-299`."""

    health_check_interval_seconds: pulumi.Input[int] = 15
    """Seconds between two checks of an instance, 5 to 300."""

    health_check_timeout_seconds: pulumi.Input[int] = 5
    """Seconds until a check without an answer has failed, 2 to 120."""

    health_check_healthy_threshold: pulumi.Input[int] = 2
    """Checks in a row that make an instance healthy, 2 to 10."""

    health_check_unhealthy_threshold: pulumi.Input[int] = 2
    """Failed checks in a row that make an instance unhealthy, 2 to 10."""

    stickiness_seconds: pulumi.Input[int] | None = None
    """Seconds that a user stays with one instance, by a cookie; by default none does."""

    deregistration_delay_seconds: pulumi.Input[int] = 60
    """Seconds that an instance which leaves may finish its requests, 0 to 3,600."""

    slow_start_seconds: pulumi.Input[int] = 0
    """Seconds over which a new instance's share of the requests grows, 30 to 900, or 0 for at once."""

    idle_timeout_seconds: pulumi.Input[int] = 60
    """Seconds after which a connection without traffic is closed, 1 to 4,000."""

    access_logs_enabled: bool = True
    """Keeps a line per request in a bucket of its own."""

    access_logs_retention_days: pulumi.Input[int] = 90
    """Days that access logs are kept."""

    access_logs_removable: bool = False
    """False protects the log bucket from deletion; true lets a destroy delete it with all logs."""

    deletion_protection: pulumi.Input[bool] = True
    """Makes AWS refuse to delete the load balancer until this is false."""

    zonal_shift: pulumi.Input[bool] = True
    """Lets Amazon Application Recovery Controller take an impaired zone out of service."""

    web_acl_arn: pulumi.Input[str] | None = None
    """Regional AWS WAF web ACL to put in front; none by default."""

    tags: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Tags for every child; `Name` is added per child."""


class LoadBalancer(pulumi.ComponentResource):
    """An Application Load Balancer with its target group (`ha-web:index:LoadBalancer`).

    Creates the load balancer, a target group whose name changes with what replaces it, an HTTP listener, or an HTTPS
    one with a redirect from HTTP where a certificate is given, a security group, and, if asked, a bucket of access
    logs, an alias record and a WAF association. The load balancer is billed by the hour and by load.
    """

    load_balancer_arn: pulumi.Output[str]
    """ARN of the load balancer."""
    dns_name: pulumi.Output[str]
    """Name that AWS gave the load balancer."""
    url: pulumi.Output[str]
    """What to open in a browser."""
    target_group_arn: pulumi.Output[str]
    """Target group to attach a group of instances to."""
    security_group_id: pulumi.Output[str]
    """Security group of the load balancer."""
    request_count_label: pulumi.Output[str]
    """What a policy on requests per target calls this target group; known once a listener forwards to it."""
    load_balancer_dimension: pulumi.Output[str]
    """The load balancer's name in CloudWatch's dimension `LoadBalancer`."""
    target_group_dimension: pulumi.Output[str]
    """The target group's name in CloudWatch's dimension `TargetGroup`."""

    def __init__(
        self,
        name: str,
        args: LoadBalancerArgs | Mapping[str, Any],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("ha-web:index:LoadBalancer", name, None, opts)
        self._name, self._args = name, args_as(LoadBalancerArgs, args)
        one_of("LoadBalancer.scheme", self._args.scheme, SCHEMES)
        one_of("LoadBalancer.algorithm", self._args.algorithm, ALGORITHMS)
        one_of("LoadBalancer.target_protocol", self._args.target_protocol, PROTOCOLS)
        one_of("LoadBalancer.health_check_protocol", self._args.health_check_protocol or "HTTP", PROTOCOLS)
        if self._args.scheme == "internal" and self._args.allowed_cidr_blocks is None:
            raise ValueError("LoadBalancer.allowed_cidr_blocks: is missing; say who reaches an internal load balancer")
        if (self._args.alias_name is None) != (self._args.alias_zone_id is None):
            raise ValueError("LoadBalancer: alias_name and alias_zone_id go together; give both or neither")
        self._child = pulumi.ResourceOptions(parent=self)
        self._https = self._args.certificate_arn is not None
        ports = [self._args.http_port, self._args.https_port] if self._https else [self._args.http_port]
        group = security_group(name, self._args, ports, self._child)
        balancer = self._load_balancer(group)
        targets = target_group(name, self._args, self._child)
        listener = self._listeners(balancer, targets)
        self._alias_record(balancer)
        self._web_acl(balancer)

        self.load_balancer_arn = balancer.arn
        self.dns_name = balancer.dns_name
        self.url = pulumi.Output.from_input(self._args.alias_name or balancer.dns_name).apply(self._url)
        self.target_group_arn = targets.arn
        self.security_group_id = group.id
        # AWS refuses a policy on requests per target until a listener forwards to the target group.
        self.request_count_label = pulumi.Output.all(balancer.arn_suffix, targets.arn_suffix, listener.arn).apply(
            lambda values: f"{values[0]}/{values[1]}"
        )
        self.load_balancer_dimension = balancer.arn_suffix
        self.target_group_dimension = targets.arn_suffix
        self.register_outputs(
            {
                "load_balancer_arn": self.load_balancer_arn,
                "dns_name": self.dns_name,
                "url": self.url,
                "target_group_arn": self.target_group_arn,
                "security_group_id": self.security_group_id,
                "request_count_label": self.request_count_label,
                "load_balancer_dimension": self.load_balancer_dimension,
                "target_group_dimension": self.target_group_dimension,
            }
        )

    def _tags(self, role: str) -> Tags:
        return tagged(self._args.tags, f"{self._name}-{role}")

    def _url(self, host: str) -> str:
        scheme, port = ("https", self._args.https_port) if self._https else ("http", self._args.http_port)
        usual = {"http": 80, "https": 443}[scheme]
        return f"{scheme}://{host}/" if port == usual else f"{scheme}://{host}:{port}/"

    def _load_balancer(self, group: ec2.SecurityGroup) -> lb.LoadBalancer:
        args = self._args
        # Said also when off: the provider takes a missing block for "as it is", and would go on logging.
        logs = lb.LoadBalancerAccessLogsArgs(bucket="", enabled=False)
        if args.access_logs_enabled:
            bucket = _access_logs.bucket(
                self._name, args.access_logs_retention_days, args.access_logs_removable, args.tags, self
            )
            logs = lb.LoadBalancerAccessLogsArgs(bucket=bucket, enabled=True)
        return lb.LoadBalancer(
            f"{self._name}-alb",
            # A load balancer cannot move to another VPC or scheme: with either, a new one under a new name.
            name=pulumi.Output.from_input(args.vpc_id).apply(
                lambda vpc_id: replaceable_name("load_balancer", self._name, "alb", replaced_by=(args.scheme, vpc_id))
            ),
            load_balancer_type="application",
            internal=args.scheme == "internal",
            ip_address_type="dualstack" if args.ipv6 else "ipv4",
            security_groups=[group.id],
            subnets=args.subnet_ids,
            drop_invalid_header_fields=True,
            desync_mitigation_mode="defensive",
            enable_deletion_protection=args.deletion_protection,
            enable_zonal_shift=args.zonal_shift,
            idle_timeout=args.idle_timeout_seconds,
            tags=self._tags("alb"),
            access_logs=logs,
            opts=self._child,
        )

    def _listeners(self, balancer: lb.LoadBalancer, targets: lb.TargetGroup) -> lb.Listener:
        """Return the listener that forwards to the target group."""
        forward: lb.ListenerDefaultActionArgsDict = {"type": "forward", "target_group_arn": targets.arn}
        if not self._https:
            return self._listener("http", balancer, self._args.http_port, forward)
        to_https: lb.ListenerDefaultActionArgsDict = {
            "type": "redirect",
            "redirect": {
                "protocol": "HTTPS",
                "port": str(self._args.https_port),
                "status_code": PERMANENTLY_MOVED,
            },
        }
        self._listener("http", balancer, self._args.http_port, to_https)
        return self._listener("https", balancer, self._args.https_port, forward)

    def _listener(
        self, key: str, balancer: lb.LoadBalancer, port: int, action: lb.ListenerDefaultActionArgsDict
    ) -> lb.Listener:
        tls = key == "https"
        return lb.Listener(
            f"{self._name}-{key}",
            load_balancer_arn=balancer.arn,
            port=port,
            protocol=key.upper(),
            certificate_arn=self._args.certificate_arn if tls else None,
            ssl_policy=self._args.ssl_policy if tls else None,
            default_actions=[action],
            tags=self._tags(key),
            opts=self._child,
        )

    def _alias_record(self, balancer: lb.LoadBalancer) -> None:
        if self._args.alias_name is None or self._args.alias_zone_id is None:
            return
        for kind in ("A", "AAAA") if self._args.ipv6 else ("A",):
            route53.Record(
                f"{self._name}-alias-{kind.lower()}",
                zone_id=self._args.alias_zone_id,
                name=self._args.alias_name,
                type=kind,
                aliases=[{"name": balancer.dns_name, "zone_id": balancer.zone_id, "evaluate_target_health": True}],
                opts=self._child,
            )

    def _web_acl(self, balancer: lb.LoadBalancer) -> None:
        if self._args.web_acl_arn is None:
            return
        wafv2.WebAclAssociation(
            f"{self._name}-web-acl",
            resource_arn=balancer.arn,
            web_acl_arn=self._args.web_acl_arn,
            opts=self._child,
        )
