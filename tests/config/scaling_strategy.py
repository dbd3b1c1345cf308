"""The `scaling` sections that are accepted."""

import itertools
from typing import Any

from hypothesis import strategies as st

Mapping = dict[str, Any]


def _schedules(low: int, high: int) -> st.SearchStrategy[Mapping]:
    times = st.lists(
        st.sampled_from(["30 7 * * MON-FRI", "0 20 * * *", "*/15 8-18 1 JAN,JUN 1-5"]), max_size=3, unique=True
    )
    change = st.one_of(
        st.just({"min_size": low}),
        st.just({"max_size": high}),
        st.integers(low, high).map(lambda desired: {"desired_capacity": desired}),
        st.just({"min_size": 0, "max_size": high + 1, "desired_capacity": high}),
    )
    zones = st.sampled_from([{}, {"time_zone": "Europe/Dublin"}, {"time_zone": "UTC"}])

    def named(crons: list[str], changes: list[Mapping], zone: Mapping) -> Mapping:
        triples = zip(crons, changes, itertools.count(), strict=False)
        return {f"schedule-{index}": {"cron": cron, **zone, **change} for cron, change, index in triples}

    return st.builds(named, times, st.lists(change, min_size=3, max_size=3), zones)


def _pools() -> st.SearchStrategy[Mapping]:
    warm = st.builds(
        lambda low, more, state, reuse: {
            "warm_pool": {
                "min_size": low,
                "max_prepared_capacity": None if more is None else low + more,
                "state": state,
                "reuse_on_scale_in": reuse,
            }
        },
        st.integers(0, 3),
        st.none() | st.integers(0, 3),
        st.sampled_from(["stopped", "running", "hibernated"]),
        st.booleans(),
    )
    return st.just({}) | warm


def _mixed(kinds: list[str]) -> st.SearchStrategy[Mapping]:
    mixed = st.fixed_dictionaries(
        {"instance_types": st.lists(st.sampled_from(kinds), min_size=2, unique=True)},
        optional={
            "on_demand_base": st.integers(1, 4),
            "spot_percent": st.integers(0, 100),
            "spot_allocation": st.sampled_from(["price-capacity-optimized", "capacity-optimized", "lowest-price"]),
        },
    )
    return mixed.map(lambda value: {"mixed_instances": value})


@st.composite
def scaling(draw: st.DrawFn, kinds: list[str]) -> Mapping:
    low = draw(st.integers(1, 4))
    high = draw(st.integers(max(1, low), low + 8))
    targets: dict[str, st.SearchStrategy[float]] = {
        "cpu": st.integers(1, 100),
        "network_in": st.integers(1, 10**9),
        "network_out": st.floats(0.5, 1e9),
        "alb_requests_per_target": st.integers(1, 10**5),
    }
    metrics: list[str] = draw(st.lists(st.sampled_from(sorted(targets)), unique=True))
    scaling: Mapping = {"min_size": low, "max_size": high}
    if draw(st.booleans()):
        scaling["desired_capacity"] = draw(st.none() | st.integers(low, high))
    also_none: bool = draw(st.booleans())
    if metrics or also_none:
        scaling["target_tracking"] = [
            {"metric": metric, "target_value": draw(targets[metric]), "scale_in": draw(st.booleans())}
            for metric in metrics
        ]
    scaling["schedules"] = draw(_schedules(low, high))
    predictive = st.fixed_dictionaries(
        {
            "metric": st.sampled_from(["cpu", "network_in", "network_out", "alb_requests"]),
            "target_value": st.integers(1, 100),
        },
        optional={
            "mode": st.sampled_from(["forecast_only", "forecast_and_scale"]),
            "scheduling_buffer_seconds": st.integers(0, 3599),
        },
    )
    scaling["predictive"] = draw(st.none() | predictive)
    return scaling | draw(_pools() | _mixed(kinds))
