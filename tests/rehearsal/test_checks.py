"""Every check: kept by a healthy account, not kept by a spoiled one, not made where it was not asked for.

What this does not prove: that AWS itself answers as the emulated account does.
"""

from collections.abc import Callable, Iterator, Sequence

import pytest

from rehearsal import Deployment
from rehearsal.checks import PROMISES, Check, checks_ahead, run_checks
from rehearsal.checks import healing as healing_checks
from tests.rehearsal.spoils import (  # noqa: F401  # they register their spoils
    failover,
    healing,
    instances,
    network,
    recovering,
    released,
    storage,
    traffic,
)
from tests.rehearsal.spoils.case import SPOILS, STACKS, Account, deployed, in_a_copy, look

pytestmark = pytest.mark.rehearsal


EXPECTED = list(dict.fromkeys((f"{spoil.stack}: {spoil.check}", spoil.stack) for spoil in SPOILS))
ACTS = list(dict.fromkeys((spoil.act, spoil.stack) for spoil in SPOILS))
BREAKING = {promise.id for promise in healing_checks.LAST_TOPIC.promises}
of_everything = pytest.mark.parametrize("healthy", ["everything"], indirect=True)


def by_stack(what: str, cases: Sequence[tuple[object, str]]) -> pytest.MarkDecorator:
    """Run a test for each of these things, in the healthy account of its stack: one deployment serves the whole file.

    The stack comes last, because pytest puts tests together by the last argument that outlives one of them. No thing
    is of two stacks, or that would take them apart again.
    """
    return pytest.mark.parametrize((what, "healthy"), cases, indirect=["healthy"], scope="module", ids=_name)


def _name(value: object) -> str:
    return str(getattr(value, "__name__", value))


@pytest.fixture(scope="module")
def healthy(request: pytest.FixtureRequest) -> Iterator[Deployment]:
    with deployed(STACKS[request.param]) as deployment:
        yield deployment


@pytest.fixture
def stack(request: pytest.FixtureRequest) -> str:
    return str(request.node.callspec.params["healthy"])


@by_stack("promise", EXPECTED)
def test_a_healthy_account_keeps_the_promise(healthy: Deployment, promise: str, stack: str) -> None:
    promise = promise.removeprefix(f"{stack}: ")
    check = in_a_copy(lambda: look(healthy, promise)) if promise in BREAKING else look(healthy, promise)
    assert (check.status, check.remedy) == ("passed", ""), check.found
    assert check.found


@by_stack("act", ACTS)
def test_a_spoiled_account_breaks_the_promise(
    healthy: Deployment, act: Callable[[Account], object], stack: str
) -> None:
    """And no other: but for the stack with everything, where most things rest on others."""
    expected = {spoil.check: spoil.found for spoil in SPOILS if spoil.act is act}
    only = set(expected) if stack == "everything" else None

    def work() -> list[Check]:
        act(Account(healthy))
        return [check for check in run_checks(healthy, only=only) if check.status == "failed"]

    failed: dict[str, list[Check]] = {}
    for check in in_a_copy(work):
        failed.setdefault(check.id, []).append(check)
    assert {key: [each.found for each in failed[key]] for key in failed if key not in expected} == {}
    for key, found in expected.items():
        assert any(found in each.found for each in failed.get(key, [])), f"{key}: {failed.get(key, 'not noticed')}"
        assert all(each.remedy for each in failed[key])


def test_every_promise_can_be_broken() -> None:
    assert {spoil.check for spoil in SPOILS} == {promise.id for promise in PROMISES}


def test_every_promise_has_an_id_of_its_own_and_says_what_to_do() -> None:
    ids = [promise.id for promise in PROMISES]
    assert len(set(ids)) == len(ids)
    assert all(promise.title and promise.remedy for promise in PROMISES)
    assert len({promise.title for promise in PROMISES}) == len(PROMISES)


@of_everything
def test_checks_leave_the_account_as_it_is(healthy: Deployment) -> None:
    s3, name = healthy.client("s3"), Account(healthy).out("ArtifactBucket", "bucket_name")
    before = s3.list_object_versions(Bucket=name)
    run_checks(healthy)
    after = s3.list_object_versions(Bucket=name)
    assert [each["Key"] for each in after["Versions"]] == [each["Key"] for each in before["Versions"]] == ["index.html"]
    assert "DeleteMarkers" not in after


@of_everything
def test_progress_is_told_check_by_check(healthy: Deployment) -> None:
    told: list[str] = []
    done = run_checks(healthy, lambda check: told.append(check.id))
    assert told == [check.id for check in done]
    assert len(done) == checks_ahead(healthy) > 60


@of_everything
def test_nothing_is_promised_by_no_resources(healthy: Deployment) -> None:
    """An empty group, an empty target group and no subnet are failures, not promises kept about nothing."""

    def emptied() -> dict[str, str]:
        aws = Account(healthy)
        aws.autoscaling.update_auto_scaling_group(AutoScalingGroupName="ha-web-test-asg", MinSize=0, DesiredCapacity=0)
        return {check.id: check.status for check in run_checks(healthy)}

    found = in_a_copy(emptied)
    about_instances = {
        *("instances.private", "instances.template", "instances.metadata", "instances.volumes"),
        *("group.balance", "group.size", "group.scale-in", "group.tags"),
        *("balancer.targets", "reach.targets", "reach.nothing-else", "reach.instances", "reach.outside"),
    }
    assert {key for key, status in found.items() if status == "failed"} == about_instances


@pytest.mark.parametrize("healthy", STACKS, indirect=True)
def test_an_account_that_is_gone_keeps_nothing(healthy: Deployment) -> None:
    """Of an empty account no check passes, and none of them breaks itself."""

    def emptied() -> list[tuple[str, str, str]]:
        import moto.backends

        for name in (
            "ec2",
            "elbv2",
            "autoscaling",
            "s3",
            "iam",
            "sns",
            "cloudwatch",
            "route53",
            "acm",
            "wafv2",
            "logs",
        ):
            moto.backends.get_backend(name).reset()
        return [(check.id, check.status, check.found) for check in run_checks(healthy)]

    found = in_a_copy(emptied)
    assert [entry for entry in found if entry[1] == "passed"] == []
    assert [entry for entry in found if "the check itself failed" in entry[2]] == []
