"""The example of every strategy, for real: it comes up as proposed, stays as it is, and goes without a trace."""

from tests.engine import exported
from tests.engine.conftest import Make, Table
from tests.engine.life import Outputs, Serving, lives
from tests.program import EXAMPLES

RECOVERED = {"zone": "eu-west-1a", "reached": True, "watched": True, "actions": True}
SERVED: dict[str, tuple[Outputs, Serving, object]] = {
    "auto-recovery": (exported.auto_recovery, exported.recovered, RECOVERED),
    "dns-failover": (
        exported.dns_failover,
        exported.failing_over,
        {
            "primary": RECOVERED,
            "secondary": {**RECOVERED, "zone": "eu-west-1b"},
            "answers": {
                ("origin.www.example.com", "primary"): "primary's address, checked",
                ("origin.www.example.com", "secondary"): "secondary's address, checked",
                ("www.example.com", "primary"): "origin.www.example.com",
                ("www.example.com", "secondary"): "s3-website-eu-west-1.amazonaws.com",
            },
            "in order": True,
        },
    ),
    "load-balanced": (exported.load_balanced, exported.behind_the_balancer, [1, 1, 1]),
    "self-healing": (
        exported.self_healing,
        exported.in_the_group,
        {
            "in service": True,
            "an address of its own": True,
            "zones": {"eu-west-1a", "eu-west-1b", "eu-west-1c"},
            "launches first": True,
            "told when empty": True,
        },
    ),
}
"""For each example what it must export, what is asked about who serves, and the answer."""


def check(name: str, make_workspace: Make, table: Table) -> None:
    """Take an example through its whole life."""
    stack = make_workspace(name)
    table(stack)
    lives(stack, *SERVED[name])


# A class each, as in test_environments.py.


class TestSelfHealing:
    def test_every_example_is_here(self) -> None:
        assert sorted(SERVED) == sorted(EXAMPLES)

    def test_comes_up_stays_and_goes(self, make_workspace: Make, table: Table) -> None:
        check("self-healing", make_workspace, table)


class TestAutoRecovery:
    def test_comes_up_stays_and_goes(self, make_workspace: Make, table: Table) -> None:
        check("auto-recovery", make_workspace, table)


class TestDnsFailover:
    def test_comes_up_stays_and_goes(self, make_workspace: Make, table: Table) -> None:
        check("dns-failover", make_workspace, table)


class TestLoadBalanced:
    def test_comes_up_stays_and_goes(self, make_workspace: Make, table: Table) -> None:
        check("load-balanced", make_workspace, table)
