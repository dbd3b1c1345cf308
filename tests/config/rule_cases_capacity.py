"""Cases of the rules on capacity and scaling policies."""

from tests.config.rule_case import Case, hibernated, mixed, schedules

CASES = [
    Case(
        "minimum_is_below_maximum",
        {"scaling": {"min_size": 4, "max_size": 4}},
        {"scaling": {"min_size": 4, "max_size": 3}},
        ("scaling.min_size: must be at most scaling.max_size (3), got 4; lower it, or raise scaling.max_size",),
    ),
    Case(
        "desired_is_between",
        {"scaling": {"min_size": 3, "desired_capacity": 3, "max_size": 3}},
        {"scaling": {"min_size": 3, "desired_capacity": 4, "max_size": 3}},
        (
            "scaling.desired_capacity: must be 3 to 3 (scaling.min_size to scaling.max_size), got 4; change it, or "
            "remove it to start with min_size",
        ),
    ),
    Case(
        "schedule_changes_something",
        schedules(min_size=3),
        schedules(),
        ("scaling.schedules.morning: must change something; give it min_size, max_size or desired_capacity",),
    ),
    Case(
        "schedule_bounds_agree",
        schedules(min_size=8, max_size=8),
        schedules(min_size=8, max_size=7),
        (
            "scaling.schedules.morning.min_size: must be at most max_size (7), got 8; change one of the two; a bound "
            "left out is that of scaling",
        ),
    ),
    Case(
        "schedule_bounds_agree",
        schedules(max_size=2),
        schedules(max_size=1),
        (
            "scaling.schedules.morning.max_size: must be at least min_size (2), got 1; change one of the two; a bound "
            "left out is that of scaling",
        ),
    ),
    Case(
        "schedule_bounds_agree",
        schedules(min_size=6, desired_capacity=6),
        schedules(desired_capacity=7),
        (
            "scaling.schedules.morning.desired_capacity: must be 2 to 6 (min_size to max_size), got 7; change it, or "
            "give the schedule bounds of its own",
        ),
    ),
    Case(
        "schedule_bounds_agree",
        {"scaling": {"min_size": 2, "max_size": 2, **schedules(max_size=2)["scaling"]}},
        {"scaling": {"min_size": 2, "max_size": 2, **schedules(max_size=1)["scaling"]}},
        (
            "scaling.schedules.morning.max_size: must be at least min_size (2), got 1; change one of the two; a bound "
            "left out is that of scaling",
        ),
    ),
    Case(
        "cpu_target_is_a_percentage",
        {"scaling": {"target_tracking": [{"metric": "cpu", "target_value": 1}]}},
        {"scaling": {"target_tracking": [{"metric": "cpu", "target_value": 0.99}]}},
        (
            "scaling.target_tracking[0].target_value: must be 1 to 100 percent for the metric cpu, got 0.99; use e.g. "
            "50",
        ),
    ),
    Case(
        "schedules_differ_in_time",
        {
            "scaling": {
                "schedules": {
                    name: {"cron": "0 8 * * MON", "time_zone": zone, "min_size": 2}
                    for name, zone in (("a", "Etc/UTC"), ("b", "Europe/Dublin"))
                }
            }
        },
        {
            "scaling": {
                "schedules": {
                    "a": {"cron": "0 8 * * MON", "min_size": 2},
                    "b": {"cron": "0 8 * * mon", "time_zone": "Etc/UTC", "max_size": 9},
                }
            }
        },
        (
            "scaling.schedules.b.cron: must differ from that of scaling.schedules.a: AWS takes one action at a time, "
            "got '0 8 * * mon'; make one schedule of the two, or move one by a minute",
        ),
    ),
    Case(
        "one_policy_for_a_metric",
        {
            "scaling": {
                "target_tracking": [{"metric": "cpu", "target_value": 50}, {"metric": "network_in", "target_value": 9}]
            }
        },
        {
            "scaling": {
                "target_tracking": [{"metric": "cpu", "target_value": 50}, {"metric": "cpu", "target_value": 60}]
            }
        },
        (
            "scaling.target_tracking[1].metric: must be another metric than those before it: two targets for "
            "one metric "
            "pull against each other, got 'cpu'; keep one of the two",
        ),
    ),
    Case(
        "cpu_target_is_a_percentage",
        {
            "scaling": {
                "target_tracking": [{"metric": "network_in", "target_value": 101}],
                "predictive": {"metric": "cpu", "target_value": 100},
            }
        },
        {
            "scaling": {
                "target_tracking": [{"metric": "cpu", "target_value": 101}],
                "predictive": {"metric": "cpu", "target_value": 0.5},
            }
        },
        (
            "scaling.target_tracking[0].target_value: must be 1 to 100 percent for the metric cpu, got 101.0; "
            "use e.g. 50",
            "scaling.predictive.target_value: must be 1 to 100 percent for the metric cpu, got 0.5; use e.g. 50",
        ),
    ),
    Case(
        "spot_has_a_base",
        mixed(on_demand_base=0, spot_percent=0),
        mixed(on_demand_base=0, spot_percent=1),
        (
            "scaling.mixed_instances.on_demand_base: must be at least 1 with a spot_percent (1): AWS may take all spot "
            "instances back at once, got 0; use at least 1, or spot_percent 0",
        ),
    ),
    Case(
        "warm_pool_has_one_type",
        {"scaling": {"warm_pool": {}}},
        {"scaling": {"warm_pool": {}, **mixed()["scaling"]}},
        (
            "scaling.warm_pool: must not be there together with scaling.mixed_instances, which AWS refuses; remove one "
            "of the two",
        ),
    ),
    Case(
        "warm_pool_bounds_agree",
        {"scaling": {"warm_pool": {"min_size": 2, "max_prepared_capacity": 2}}},
        {"scaling": {"warm_pool": {"min_size": 2, "max_prepared_capacity": 1}}},
        (
            "scaling.warm_pool.max_prepared_capacity: must be at least scaling.warm_pool.min_size (2), got 1; "
            "raise it, "
            "or remove it for the group's maximum",
        ),
    ),
    Case(
        "hibernation_has_room",
        hibernated("m7i.xlarge", 16),  # 16 GiB of memory
        hibernated("m7i.xlarge", 15),
        (
            "instance.root_volume.size_gib: must hold the 16 GiB of memory of m7i.xlarge, and the system, to "
            "hibernate, "
            "got 15; use at least 31, or scaling.warm_pool.state stopped",
        ),
    ),
    Case(
        "hibernation_has_room",
        hibernated("m7i.8xlarge", 200),  # 128 GiB
        hibernated("m7i.metal-24xl", 2000),
        (
            "scaling.warm_pool.state: must not be hibernated: m7i.metal-24xl cannot hibernate (no metal, no nano, at "
            "most 150 GiB of memory), got 'hibernated'; use stopped, or another instance.instance_type",
        ),
    ),
]
