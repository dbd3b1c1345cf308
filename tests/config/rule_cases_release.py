"""Cases of the rules on the release that the instances run."""

from typing import Any

from tests.config.other_values import RELEASE
from tests.config.rule_case import Case, Sections
from tests.config.rule_cases_strategy import healing


def released(**changes: Any) -> Sections:
    return {"artifacts": {"release": {**RELEASE, **changes}}}


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
        {**released(), "instance": {"user_data": {"script": "x" * 10239}}},
        {**released(), "instance": {"user_data": {"script": "x" * 10240}}},
        (
            "instance.user_data.script: must have at most 10240 bytes with the packages and services (16384 are AWS's "
            "limit, 6144 are the project's own part), has 10241; put what is long into the artifact bucket and fetch "
            "it from the script",
        ),
    ),
    Case(
        "user_data_fits",
        {**released(), **healing(data_volume={}), "instance": {"user_data": {"script": "x" * 6143}}},
        {**released(), **healing(data_volume={}), "instance": {"user_data": {"script": "x" * 6144}}},
        (
            "instance.user_data.script: must have at most 6144 bytes with the packages and services (16384 are AWS's "
            "limit, 10240 are the project's own part), has 6145; put what is long into the artifact bucket and fetch "
            "it from the script",
        ),
    ),
]
