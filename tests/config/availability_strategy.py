"""The `availability` sections that are accepted, one kind a strategy."""

from typing import Any

from hypothesis import strategies as st

from config.static_stability import instances_left

Mapping = dict[str, Any]

DIRECT = ("self_healing", "auto_recovery", "dns_failover")
"""Strategies without a load balancer; they have no `scaling` either."""

ALL = ("load_balanced", *DIRECT)

ACCOUNT, UUID = "123456789012", "12345678-1234-1234-1234-123456789012"

_hook_names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,20}", fullmatch=True)


def availability(strategy: str, region: str, zones: list[str]) -> st.SearchStrategy[Mapping]:
    """Return the sections of a strategy in a network of these zones; static stability is not among them."""
    match strategy:
        case "self_healing":
            return _self_healing(region, zones)
        case "auto_recovery":
            return st.builds(lambda one, two: one | two, _kept(strategy), _some({}, zone=_zone(zones)))
        case "dns_failover":
            return _dns_failover(zones)
    return _load_balanced()


def static_stability(section: Mapping, zones: list[str], sizes: list[int]) -> st.SearchStrategy[Mapping]:
    """Return `section` as it is, or with as much static stability as groups of these sizes have."""
    promises = [
        {"zones_lost": lost, "instances_left": left}
        for lost in range(1, len(zones))
        for left in range(1, instances_left(min(sizes), len(zones), lost) + 1)
    ]
    if not promises:
        return st.just(section)
    kept = section | ({"min_healthy_percent": 100} if "min_healthy_percent" in section else {})
    return st.just(section) | st.sampled_from(promises).map(lambda promise: kept | {"static_stability": promise})


def _some(
    required: dict[str, st.SearchStrategy[Any]], **optional: st.SearchStrategy[Any]
) -> st.SearchStrategy[Mapping]:
    return st.fixed_dictionaries(required, optional=optional)


def _zone(zones: list[str]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(zones)


def _grouped(strategy: str, *transitions: str, longest: int = 7200) -> st.SearchStrategy[Mapping]:
    hook = _some(
        # Said where the default could be longer than `longest`.
        {"transition": st.sampled_from(transitions), "heartbeat_seconds": st.integers(30, longest)},
        default_result=st.sampled_from(["continue", "abandon"]),
    )
    return _some(
        {"strategy": st.just(strategy)},
        health_check_grace_seconds=st.integers(1, 7200),
        instance_warmup_seconds=st.integers(0, longest),
        auto_rollback=st.booleans(),
        max_instance_lifetime_days=st.none() | st.integers(1, 365),
        lifecycle_hooks=st.dictionaries(_hook_names, hook, max_size=2),
    )


def _direct() -> st.SearchStrategy[Mapping]:
    ranges = st.lists(st.sampled_from(["0.0.0.0/0", "203.0.113.0/24", "10.0.0.0/8"]), min_size=1, unique=True)
    return _some(
        {}, ports=st.lists(st.integers(1, 65535), min_size=1, max_size=4, unique=True), allowed_cidr_blocks=ranges
    )


def _kept(strategy: str) -> st.SearchStrategy[Mapping]:
    own = _some({"strategy": st.just(strategy)}, termination_protection=st.booleans())
    return st.builds(lambda one, two: one | two, own, _direct())


def _load_balanced() -> st.SearchStrategy[Mapping]:
    healthy = st.integers(0, 100).flatmap(
        lambda low: st.integers(100, 100 + low).map(
            lambda high: {"min_healthy_percent": low, "max_healthy_percent": high}
        )
    )
    own = _some(
        {},
        zone_distribution=st.sampled_from(["balanced-best-effort", "balanced-only"]),
        scale_in_protection=st.booleans(),
    )
    grouped = _grouped("load_balanced", "launching", "terminating")
    said = st.builds(lambda *parts: parts[0] | parts[1] | parts[2], grouped, own, healthy | st.just({}))
    unsaid = said.map(lambda section: {key: value for key, value in section.items() if key != "strategy"})
    return said | unsaid


@st.composite
def _self_healing(draw: st.DrawFn, region: str, zones: list[str]) -> Mapping:
    volume = draw(
        st.none()
        | _some(
            {},
            size_gib=st.integers(1, 65536),
            zone=_zone(zones),
            mount_path=st.sampled_from(["/data", "/srv/www-1/uploads", "/mnt/a.b_c"]),
            kms_key_arn=st.none() | st.just(f"arn:aws:kms:{region}:{ACCOUNT}:key/{UUID}"),
            removable=st.booleans(),
        )
    )
    # A volume comes free only after a hook of its new instance, which waits for the volume, and not for ever.
    grouped = (
        _grouped("self_healing", "launching", "terminating")
        if volume is None
        else _grouped("self_healing", "terminating", longest=300)
    )
    section = draw(grouped) | draw(_direct()) | draw(_some({}, stable_address=st.booleans()))
    return section | ({} if volume is None else {"data_volume": volume})


@st.composite
def _dns_failover(draw: st.DrawFn, zones: list[str]) -> Mapping:
    page = draw(st.none() | _some({"content": st.just("<p>Zurück um 9.</p>\n")}, removable=st.booleans()))
    protocol = draw(st.sampled_from(["HTTP", "TCP"] if page else ["HTTP", "HTTPS", "TCP"]))
    asked: dict[str, st.SearchStrategy[Any]] = {
        "path": st.sampled_from(["/", "/health?deep=1"]),
        "search_string": st.sampled_from(["ok", '"status": "well"']),
    }
    check = draw(
        _some(
            {"protocol": st.just(protocol)},
            port=st.none() | st.integers(1, 65535),
            interval_seconds=st.sampled_from([10, 30]),
            failure_threshold=st.integers(1, 10),
            **({} if protocol == "TCP" else asked),
        )
    )
    zone = st.sampled_from(
        [
            {"hosted_zone_id": "Z0123456789ABCDEFGHIJ"},
            {"hosted_zone_name": "example.com"},
            {"new_zone_name": "example.com"},
        ]
    )
    record: Mapping = {"name": draw(st.sampled_from(["example.com", "www.example.com"])), **draw(zone)}
    section = draw(_kept("dns_failover")) | {"health_check": check, "record": record}
    if page and "ports" in section:
        section["ports"] = [*(port for port in section["ports"] if port != 80), 80]
    if draw(st.booleans()):
        record["ttl_seconds"] = draw(st.integers(10, 300))
    if draw(st.booleans()):
        worst = check.get("interval_seconds", 30) * check.get("failure_threshold", 3) + record.get("ttl_seconds", 60)
        section["switch_target_seconds"] = draw(st.integers(worst, 600))
    first, second = draw(st.permutations(zones))[:2]
    section |= draw(st.sampled_from([{}, {"primary_zone": first}, {"secondary_zone": second}]))
    section |= draw(st.sampled_from([{}, {"primary_zone": first, "secondary_zone": second}]))
    return section | ({"maintenance_page": page} if page else {})
