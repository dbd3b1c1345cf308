"""Every committed environment, for real: it comes up as proposed, stays as it is, and goes without a trace."""

from tests.engine.conftest import Make, Table
from tests.engine.exported import behind_the_balancer, load_balanced
from tests.engine.life import lives
from tests.program import STACKS

EXPECTED_SERVING = {"dev": [1, 1], "local": [1, 1], "prod": [1, 1, 1]}
"""Instances behind the load balancer in each zone that has any."""


def check(name: str, make_workspace: Make, table: Table) -> None:
    """Take an environment through its whole life."""
    stack = make_workspace(name)
    table(stack)
    lives(stack, load_balanced, behind_the_balancer, EXPECTED_SERVING[name])


# A class each: pytest-xdist gives what is in one class to one worker, and so the environments to several.


class TestDev:
    def test_every_committed_environment_is_here(self) -> None:
        assert sorted(EXPECTED_SERVING) == list(STACKS)

    def test_comes_up_stays_and_goes(self, make_workspace: Make, table: Table) -> None:
        check("dev", make_workspace, table)


class TestLocal:
    def test_comes_up_stays_and_goes(self, make_workspace: Make, table: Table) -> None:
        check("local", make_workspace, table)


class TestProd:
    def test_comes_up_stays_and_goes(self, make_workspace: Make, table: Table) -> None:
        check("prod", make_workspace, table)
