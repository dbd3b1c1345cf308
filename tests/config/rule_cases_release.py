"""Cases of the rules on the release that the instances run."""

from typing import Any

from tests.config.other_values import RELEASE
from tests.config.rule_case import Case, Sections
from tests.config.rule_cases_strategy import healing


def released(**changes: Any) -> Sections:
    return {"artifacts": {"release": {**RELEASE, **changes}}}


WITH_DATA = healing(data_volume={}, instance_warmup_seconds=600)
TOO_SHORT = (
    "availability.instance_warmup_seconds: must be at least 600 with artifacts.release: with less, the old instance "
    "may be gone before the new one has told that its first boot failed, got {}; set it to 600"
)

CASES = [
    Case(
        "release_key_is_of_its_version",
        released(version="2.0-rc.1+b7", key="releases/2.0-rc.1+b7/app"),
        released(version="1.4.3"),
        (
            "artifacts.release.key: must be below releases/1.4.3/, which artifacts.release.version is, got "
            "'releases/1.4.2/app.tar.gz'; use releases/1.4.3/app.tar.gz, or correct the version",
        ),
    ),
    Case(
        "release_can_be_fetched",
        {**released(), "instance": {"egress_ports": [443, 5432]}},
        {**released(), "instance": {"egress_ports": [80, 5432]}},
        (
            "instance.egress_ports: must have 443 with artifacts.release, which instances fetch over HTTPS, got "
            "'80, 5432'; add 443",
        ),
    ),
    Case(
        "release_can_be_fetched",
        {"instance": {"egress_ports": []}},
        {**released(), "instance": {"egress_ports": []}},
        ("instance.egress_ports: must have 443 with artifacts.release, which instances fetch over HTTPS; add 443",),
    ),
    Case(
        "user_data_fits",
        {**released(), "instance": {"user_data": {"script": "x" * 9215}}},
        {**released(), "instance": {"user_data": {"script": "x" * 9216}}},
        (
            "instance.user_data.script: must have at most 9216 bytes with the packages and services (16384 are AWS's "
            "limit, 7168 are the project's own part), has 9217; put what is long into the artifact bucket and fetch "
            "it from the script",
        ),
    ),
    Case(
        "user_data_fits",
        {**released(), **WITH_DATA, "instance": {"user_data": {"script": "x" * 5119}}},
        {**released(), **WITH_DATA, "instance": {"user_data": {"script": "x" * 5120}}},
        (
            "instance.user_data.script: must have at most 5120 bytes with the packages and services (16384 are AWS's "
            "limit, 11264 are the project's own part), has 5121; put what is long into the artifact bucket and fetch "
            "it from the script",
        ),
    ),
    Case(
        "old_instance_outlasts_a_failed_boot",
        {**released(), **healing(instance_warmup_seconds=600)},
        {**released(), **healing(instance_warmup_seconds=599)},
        (TOO_SHORT.format(599),),
    ),
    Case(
        "old_instance_outlasts_a_failed_boot",
        {**released(), **WITH_DATA},
        {**released(), **healing(data_volume={})},
        (TOO_SHORT.format(120),),
    ),
    # Behind a load balancer the old ones stay until the new ones answer; without a release nothing is told.
    Case(
        "old_instance_outlasts_a_failed_boot",
        {**released(), "availability": {"instance_warmup_seconds": 60}},
        {**released(), **healing()},
        (TOO_SHORT.format(120),),
    ),
    Case(
        "old_instance_outlasts_a_failed_boot",
        healing(instance_warmup_seconds=60),
        {**released(), **healing(instance_warmup_seconds=0)},
        (TOO_SHORT.format(0),),
    ),
    Case(
        "release_boots_in_service",
        {"scaling": {"warm_pool": {}}},
        {**released(), "scaling": {"warm_pool": {}}},
        (
            "scaling.warm_pool: must not be there together with artifacts.release: AWS stops an instance of the pool "
            "without waiting for its first boot, and what was not installed by then never is; remove it, or put the "
            "application into an image of your own (instance.ami)",
        ),
    ),
]
