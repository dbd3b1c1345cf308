"""The load balancer: who may reach it, how it speaks, and how it judges its targets."""

from typing import Annotated, Literal

from .constraints import Checked, Many, between, count, matches, refusal
from .section import Section
from .types import (
    CertificateArn,
    CertificateDomain,
    Cidr,
    DomainName,
    HostedZoneId,
    Port,
    StatusCodes,
    UrlPath,
    WebAclArn,
)

INTERVAL_SECONDS, TIMEOUT_SECONDS, THRESHOLD = (5, 300), (2, 120), (2, 10)
"""elbv2 CreateTargetGroup HealthCheckIntervalSeconds, HealthCheckTimeoutSeconds, HealthyThresholdCount."""

STICKINESS_SECONDS = (1, 604800)
DEREGISTRATION_SECONDS = (0, 3600)
SLOW_START_SECONDS = (30, 900)
"""elbv2 TargetGroupAttribute stickiness.lb_cookie.duration_seconds, deregistration_delay, slow_start."""

IDLE_SECONDS = (1, 4000)
"""elbv2 LoadBalancerAttribute idle_timeout.timeout_seconds."""

ALLOWED_RANGES = 30
"""A security group takes 60 rules a direction (VPC quotas); with HTTPS each range takes two, one a listener."""

ALTERNATIVE_NAMES = 9
"""ACM's default quota is ten names a certificate (ACM user guide, "Quotas"); the first is the domain's own."""

COMMON_NAME_CHARACTERS = 64
"""ACM takes at most this for a certificate's first name (acm RequestCertificate DomainName)."""

LOG_DAYS = (1, 3650)
"""S3 names no maximum; ten years are beyond any rule that this project knows."""


def _slow_start(value: int) -> None:
    low, high = SLOW_START_SECONDS
    if value and not low <= value <= high:
        raise refusal(f"must be 0 (none) or {low} to {high} seconds (AWS's range)", f"use 0 or {low}")


class Domain(Section):
    """The name under which the load balancer is found: an alias record, and a certificate unless one is given."""

    name: Annotated[
        DomainName,
        matches(
            rf".{{1,{COMMON_NAME_CHARACTERS}}}",
            f"must have at most {COMMON_NAME_CHARACTERS} characters (ACM)",
            "use a shorter one",
        ),
    ]
    """The name, such as `www.example.com`; at most 64 characters, in a hosted zone of this account."""

    alternative_names: Annotated[
        Many[CertificateDomain], count(0, ALTERNATIVE_NAMES, "names", "ACM's quota of ten for a certificate")
    ] = ()
    """Further names for the certificate, also `*.example.com`, all in the same hosted zone. They get
    no alias record."""

    hosted_zone_id: HostedZoneId | None = None
    """Id of the public Route 53 zone that has the records. Either this or `hosted_zone_name`."""

    hosted_zone_name: DomainName | None = None
    """Name of the public Route 53 zone that has the records. Either this or `hosted_zone_id`."""


class HealthCheck(Section):
    """How the load balancer asks a target whether it can serve."""

    path: UrlPath = "/"
    """Path that is asked for."""

    port: Port | None = None
    """Port that is asked. By default the one that serves."""

    protocol: Literal["HTTP", "HTTPS"] | None = None
    """How it is asked. By default as the target serves (`target_protocol`)."""

    matcher: StatusCodes = "200"
    """Status codes of a good answer, 200 to 499: `'200'`, `'200,204'`, `'200-299'`. In quotes."""

    interval_seconds: Annotated[int, between(*INTERVAL_SECONDS, "seconds", "AWS's range")] = 15
    """Seconds between two checks, 5 to 300."""

    timeout_seconds: Annotated[int, between(*TIMEOUT_SECONDS, "seconds", "AWS's range")] = 5
    """Seconds to wait for an answer, 2 to 120; shorter than the interval."""

    healthy_threshold: Annotated[int, between(*THRESHOLD, "checks", "AWS's range")] = 2
    """Good answers in a row until a target is healthy, 2 to 10."""

    unhealthy_threshold: Annotated[int, between(*THRESHOLD, "checks", "AWS's range")] = 2
    """Bad answers in a row until a target is unhealthy, 2 to 10."""


class AccessLogs(Section):
    """A line for each request, in a bucket of its own."""

    enabled: bool = True
    """Whether requests are logged."""

    retention_days: Annotated[int, between(*LOG_DAYS, "days")] = 90
    """Days a log is kept."""

    removable: bool = False
    """Whether the log bucket may be destroyed while logs are in it. True for a stack that comes and goes."""


class LoadBalancer(Section):
    """The Application Load Balancer and its target group."""

    scheme: Literal["internet-facing", "internal"] = "internet-facing"
    """Who can reach it: the internet, or only the VPC and what is connected with it. Changing it replaces
    the load balancer: turn `deletion_protection` off in a deployment before, AWS deletes no protected one."""

    http_port: Port = 80
    """Port for HTTP. With a certificate it only redirects to HTTPS."""

    https_port: Port = 443
    """Port for HTTPS, open when there is a certificate: `certificate_arn` or `domain`."""

    certificate_arn: CertificateArn | None = None
    """Certificate to use, in the stack's own region. Left out: the one issued for `domain`, or no HTTPS."""

    domain: Domain | None = None
    """Name under which it is found. A certificate is issued for it unless `certificate_arn` is given. Left out: the
    name that AWS gives it."""

    ssl_policy: Literal[
        "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        "ELBSecurityPolicy-TLS13-1-3-2021-06",
        "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
        "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
        "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
    ] = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
    """TLS versions and ciphers of HTTPS, of those that Security Hub recommends (ELB.17): TLS 1.2 and 1.3 with forward
    secrecy, or 1.3 alone; also in FIPS and post-quantum forms."""

    allowed_cidr_blocks: (
        Annotated[
            Many[Cidr], count(1, ALLOWED_RANGES, "ranges", "a security group takes 60 rules a direction, two a range")
        ]
        | None
    ) = None
    """Who may connect, as ranges; IPv6 ranges need `network.ipv6`. By default everybody when internet-facing, and the
    VPC when internal."""

    target_port: Port = 80
    """Port on which instances serve. Changing it makes a new target group beside the old one; requests fail until
    instances answer on the new port, so roll out an application that listens on both first."""

    target_protocol: Literal["HTTP", "HTTPS"] = "HTTP"
    """How the load balancer speaks to instances; it does not check their certificate."""

    algorithm: Literal["round_robin", "least_outstanding_requests"] = "round_robin"
    """Which target gets a request: the next one, or the one with the fewest unanswered."""

    health_check: HealthCheck = HealthCheck()
    """How a target is asked whether it can serve."""

    stickiness_seconds: Annotated[int, between(*STICKINESS_SECONDS, "seconds", "AWS's range")] | None = None
    """Seconds that a client stays with its target, by a cookie, 1 to 604800 (a week). Left out: not at all."""

    deregistration_delay_seconds: Annotated[int, between(*DEREGISTRATION_SECONDS, "seconds", "AWS's range")] = 60
    """Seconds that open requests have to end before their target does, 0 to 3600."""

    slow_start_seconds: Annotated[int, Checked(_slow_start, {"minimum": 0, "maximum": SLOW_START_SECONDS[1]})] = 0
    """Seconds over which a new target's share of requests grows, 30 to 900; 0: it has its full share at once. Not with
    `least_outstanding_requests`."""

    idle_timeout_seconds: Annotated[int, between(*IDLE_SECONDS, "seconds", "AWS's range")] = 60
    """Seconds that a connection may be silent before it is closed, 1 to 4000."""

    access_logs: AccessLogs = AccessLogs()
    """A line for each request."""

    deletion_protection: bool = True
    """Whether AWS refuses to delete the load balancer. False for a stack that comes and goes."""

    zonal_shift: bool = True
    """Whether traffic can be moved out of a failing zone by hand (Application Recovery Controller)."""

    web_acl_arn: WebAclArn | None = None
    """WAF web ACL (regional, in the stack's own region) that guards it. Left out: none."""

    @property
    def https(self) -> bool:
        """Whether there is a certificate, and so an HTTPS listener."""
        return self.certificate_arn is not None or self.domain is not None
