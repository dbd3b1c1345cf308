"""Settings that are accepted, of every kind: for building, rehearsing and reading them."""

from typing import Any

from hypothesis import strategies as st

from tests.config.availability_strategy import ACCOUNT, ALL, DIRECT, UUID, availability, static_stability
from tests.config.scaling_strategy import scaling as scaling_sections

REGIONS = ("eu-west-1", "us-east-1", "ap-southeast-2")  # with their zones below

_words = st.from_regex(r"[a-z][a-z0-9]{1,7}", fullmatch=True)
_ports = st.integers(1, 65535)
_tag_texts = st.text(st.sampled_from("abcXYZ019 _.:/=+@-é"), max_size=20).map(str.strip)
_retention = st.sampled_from([1, 3, 7, 30, 365, 3653])

Mapping = dict[str, Any]


def _some(
    required: dict[str, st.SearchStrategy[Any]], **optional: st.SearchStrategy[Any]
) -> st.SearchStrategy[Mapping]:
    """Mappings with all of `required` and any part of `optional`: what is left out has its default."""
    return st.fixed_dictionaries(required, optional=optional)


def _arn(service: str, region: str, rest: str) -> st.SearchStrategy[str]:
    return st.just(f"arn:aws:{service}:{region}:{ACCOUNT}:{rest}")


def _naming() -> st.SearchStrategy[Mapping]:
    own = {"name", "application", "environment", "managedby", "owner", "costcenter"}
    keys = st.from_regex(r"[B-Zb-z][A-Za-z0-9:/ _-]{0,15}", fullmatch=True).filter(lambda key: key.lower() not in own)
    return _some(
        {},
        application=_words,
        environment=_words,
        owner=_tag_texts,
        cost_center=_tag_texts,
        tags=st.dictionaries(keys, _tag_texts, max_size=4).filter(
            lambda tags: len({k.lower() for k in tags}) == len(tags)
        ),
        allowed_account_ids=st.just([ACCOUNT]),
    )


ZONES = {"eu-west-1": "abc", "us-east-1": "abcdef", "ap-southeast-2": "abc"}
"""Zones of each region: which ones there are is for the account to say, not for the settings."""


def _network(region: str, least_zones: int, balanced: bool) -> st.SearchStrategy[Mapping]:
    ways_out = [None, "none", *(["single", "per_zone", "regional"] if balanced else [])]
    # Ranges of /16 to /20 have addresses for every group generated here, also in two zones.
    blocks = st.builds(lambda second, prefix: f"10.{second}.0.0/{prefix}", st.integers(0, 199), st.integers(16, 20))
    others = st.lists(st.sampled_from(["10.200.0.0/16", "172.31.0.0/16", "100.64.0.0/10"]), unique=True)
    return _some(
        {},
        cidr_block=blocks,
        connected_cidr_blocks=others,
        zones=st.lists(st.sampled_from(ZONES[region]), min_size=least_zones, unique=True),
        nat=st.sampled_from(ways_out),
        ipv6=st.booleans() if balanced else st.just(False),
        session_manager_endpoints=st.booleans(),
        flow_logs=_some(
            {},
            enabled=st.booleans(),
            retention_days=_retention,
            traffic_type=st.sampled_from(["ACCEPT", "REJECT", "ALL"]),
        ),
    )


def _amis(architecture: str) -> st.SearchStrategy[Mapping]:
    said = "arm64" if architecture == "arm64" else "x86_64"
    return st.one_of(
        st.just({}),
        st.just({"id": "ami-0123456789abcdef0"}),
        st.just({"ssm_parameter": f"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{said}"}),
        st.fixed_dictionaries(
            {
                "name_filter": st.just(f"al2023-ami-2023*-{said}"),
                "owners": st.sampled_from([["amazon"], ["self", ACCOUNT]]),
            }
        ),
    )


def _volumes(region: str) -> st.SearchStrategy[Mapping]:
    def volume(size: int, iops: int, throughput: int, key: str | None) -> Mapping:
        most = max(3000, 500 * size)
        iops = min(iops, most)
        return {"size_gib": size, "iops": iops, "throughput_mib": min(throughput, iops // 4), "kms_key_arn": key}

    keys = st.none() | _arn("kms", region, f"key/{UUID}")
    return st.builds(volume, st.integers(8, 2000), st.integers(3000, 80000), st.integers(125, 2000), keys)


def _instance(region: str, kind: str, architecture: str) -> st.SearchStrategy[Mapping]:
    packages = st.lists(st.from_regex(r"[a-z][a-z0-9.+-]{1,10}", fullmatch=True), max_size=3, unique=True)
    return _some(
        {"instance_type": st.just(kind)},
        ami=_amis(architecture),
        key_name=st.sampled_from(["operator", "team key"]),
        user_data=_some(
            {},
            script=st.sampled_from(
                ["echo 'héllo' > /tmp/x\n", "#!/usr/bin/env python3\nprint(1)\n", f"# {'x' * 9000}\n"]
            ),
            packages=packages,
            services=st.lists(st.sampled_from(["nginx", "app@1.service", "amazon-ssm-agent"]), unique=True),
            update_system=st.booleans(),
        ),
        root_volume=_volumes(region),
        detailed_monitoring=st.booleans(),
        egress_ports=st.lists(_ports, max_size=4, unique=True),
    )


def _domains() -> st.SearchStrategy[Mapping]:
    zone = st.sampled_from([{"hosted_zone_id": "Z0123456789ABCDEFGHIJ"}, {"hosted_zone_name": "example.com"}])
    return st.builds(
        lambda name, where: {"name": name, **where}, st.sampled_from(["example.com", "www.example.com"]), zone
    )


@st.composite
def _load_balancer(draw: st.DrawFn, region: str, ipv6: bool) -> Mapping:
    ranges = ["203.0.113.0/24", "10.0.0.0/8", *(["2001:db8::/32"] if ipv6 else [])]
    interval = draw(st.integers(5, 300))
    algorithm = draw(st.sampled_from(["round_robin", "least_outstanding_requests"]))
    balancer: Mapping = {
        "algorithm": algorithm,
        "slow_start_seconds": draw(st.just(0) | st.integers(30, 900)) if algorithm == "round_robin" else 0,
    }
    http, https = draw(st.sampled_from([(80, 443), (8080, 8443), (1, 65535)]))
    domain = draw(st.none() | _domains())
    certificate = draw(st.none() | _arn("acm", region, f"certificate/{UUID}"))
    if domain and not certificate and draw(st.booleans()):
        domain["alternative_names"] = draw(st.sampled_from([["*.example.com"], ["a.example.com", "b.example.com"]]))
    rest = _some(
        {},
        scheme=st.sampled_from(["internet-facing", "internal"]),
        http_port=st.just(http),
        https_port=st.just(https),
        ssl_policy=st.sampled_from(
            ["ELBSecurityPolicy-TLS13-1-3-2021-06", "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"]
        ),
        allowed_cidr_blocks=st.none() | st.lists(st.sampled_from(ranges), min_size=1, unique=True),
        target_port=_ports,
        target_protocol=st.sampled_from(["HTTP", "HTTPS"]),
        health_check=_some(
            {"interval_seconds": st.just(interval), "timeout_seconds": st.integers(2, min(120, interval - 1))},
            path=st.sampled_from(["/", "/health?deep=1"]),
            port=st.none() | _ports,
            protocol=st.sampled_from([None, "HTTP", "HTTPS"]),
            matcher=st.sampled_from(["200", "200,204", "200-299,404"]),
            healthy_threshold=st.integers(2, 10),
            unhealthy_threshold=st.integers(2, 10),
        ),
        stickiness_seconds=st.none() | st.integers(1, 604800),
        deregistration_delay_seconds=st.integers(0, 3600),
        idle_timeout_seconds=st.integers(1, 4000),
        access_logs=_some({}, enabled=st.booleans(), retention_days=st.integers(1, 3650), removable=st.booleans()),
        deletion_protection=st.booleans(),
        zonal_shift=st.booleans(),
        web_acl_arn=st.none() | _arn("wafv2", region, f"regional/webacl/main/{UUID}"),
    )
    return draw(rest) | balancer | {"domain": domain, "certificate_arn": certificate}


def _artifacts(region: str) -> st.SearchStrategy[Mapping]:
    initial = st.builds(
        lambda key, content: {"key": key, "content": content},
        st.sampled_from(["index.html", "releases/1/ä.txt"]),
        st.sampled_from(["", "<p>It works.</p>\n"]),
    )
    release = st.builds(
        lambda version, file, given: {
            "version": version,
            "key": f"releases/{version}/{file}",
            "object_version": given,
            "sha256": "0123456789abcdef" * 4,
        },
        st.sampled_from(["1.4.2", "2026-11-03+b.7"]),
        st.sampled_from(["app", "app.tar.gz", "site.tar.zst"]),
        st.sampled_from(["PHtexPGjH2y.zBgT8LmB7wwLI2mpbz.k", "~"]),
    )
    return _some(
        {},
        removable=st.booleans(),
        noncurrent_retention_days=st.integers(1, 3650),
        abort_upload_days=st.integers(1, 365),
        kms_key_arn=st.none() | _arn("kms", region, f"key/{UUID}"),
        initial_object=st.none() | initial,
        release=st.none() | release,
    )


def _monitoring() -> st.SearchStrategy[Mapping]:
    return _some(
        {},
        email_addresses=st.lists(st.sampled_from(["ops@example.com", "on-call@example.org"]), unique=True),
        server_error_percent=st.integers(1, 100) | st.just(0.5),
    )


@st.composite
def stack_configs(draw: st.DrawFn, *strategies: str) -> Mapping:
    """The `config` mapping of a stack file that is accepted: plain data, with any part of every optional feature.

    Of any of `strategies`, by default of all.
    """
    strategy = draw(st.sampled_from(strategies or ALL))
    region = draw(st.sampled_from(REGIONS))
    architecture, kinds = draw(
        st.sampled_from(
            [("x86_64", ["t2.micro", "t3.small", "m7i.large"]), ("arm64", ["t4g.micro", "m7g.large", "c7gn.medium"])]
        )
    )
    network = draw(
        _network(region, 1 if strategy in ("self_healing", "auto_recovery") else 2, balanced=strategy not in DIRECT)
    )
    zones = network.get("zones", ["a", "b", "c"])
    sections: Mapping = {
        "naming": draw(_naming()),
        "network": network,
        "instance": draw(_instance(region, kinds[0], architecture)),
        "availability": draw(availability(strategy, region, zones)),
        "artifacts": draw(_artifacts(region)),
        "monitoring": draw(_monitoring()),
    }
    if strategy in DIRECT:
        sections["monitoring"].pop("server_error_percent", None)
    else:
        sections["scaling"] = draw(scaling_sections(kinds))
        sections["load_balancer"] = draw(_load_balancer(region, network.get("ipv6", False)))
        sections["availability"] = draw(static_stability(sections["availability"], zones, _sizes(sections["scaling"])))
    kept = draw(st.sets(st.sampled_from(sorted(sections)))) | _said_with(strategy, sections)
    # Each section may be left out altogether, but for what another one in the same file goes by.
    if kept & {"load_balancer", "scaling"}:
        kept |= {"network", "instance"}  # ranges over IPv6, and one architecture
    if "artifacts" in kept and sections["artifacts"].get("release"):
        _make_room(sections["instance"])
        _make_time(sections)
    return {"aws:region": region} | {f"ha-web:{name}": sections[name] for name in sections if name in kept}


def _make_room(instance: Mapping) -> None:
    """Let instances reach S3, and leave the room in their user data that a release takes."""
    ports, user_data = instance.get("egress_ports"), instance.get("user_data", {})
    if ports is not None and 443 not in ports:
        ports.append(443)
    if len(user_data.get("script", "")) > 5000:
        user_data["script"] = user_data["script"][:5000]


def _make_time(sections: Mapping) -> None:
    """Let instances boot in service, and old ones outlast a boot that fails."""
    sections.get("scaling", {}).pop("warm_pool", None)
    availability = sections["availability"]
    if availability.get("strategy") == "self_healing":
        availability["instance_warmup_seconds"] = 600
        if "data_volume" in availability:
            availability.pop("lifecycle_hooks", None)


def _said_with(strategy: str, sections: Mapping) -> set[str]:
    """Return the sections that have to be there: what names a strategy, and what its options go by."""
    if strategy in DIRECT:
        return {"availability", "network"}
    return {"availability", "network", "scaling"} if "static_stability" in sections["availability"] else set()


def _sizes(scaling: Mapping) -> list[int]:
    """Return each minimum that a group has in the course of its schedules."""
    schedules = scaling["schedules"].values()
    return [scaling["min_size"], *(each["min_size"] for each in schedules if "min_size" in each)]


def stack_names() -> st.SearchStrategy[str]:
    """Names of stacks that serve as environments."""
    return st.sampled_from(["dev", "prod", "qa-2"])
