"""Every check: kept by a healthy account, not kept by a spoiled one, not made where it was not asked for.

What this does not prove: that AWS itself answers as the emulated account does.
"""

from collections.abc import Iterator

import pytest

from rehearsal import Deployment
from rehearsal.checks import PROMISES, checks_ahead, run_checks, tags
from tests.rehearsal.spoils import instances, network, storage, traffic  # noqa: F401  # they register their spoils
from tests.rehearsal.spoils.case import EVERYTHING, SPOILS, Account, Spoil, deployed, in_a_copy, look

pytestmark = pytest.mark.rehearsal


@pytest.fixture(scope="module")
def healthy() -> Iterator[Deployment]:
    with deployed(EVERYTHING) as deployment:
        yield deployment


@pytest.mark.parametrize("promise", [promise.id for promise in PROMISES])
def test_a_healthy_account_keeps_the_promise(healthy: Deployment, promise: str) -> None:
    check = look(healthy, promise)
    assert (check.status, check.remedy) == ("passed", ""), check.found
    assert check.found


@pytest.mark.parametrize("spoil", SPOILS, ids=str)
def test_a_spoiled_account_breaks_the_promise(healthy: Deployment, spoil: Spoil) -> None:
    def work() -> object:
        spoil.act(Account(healthy))
        return look(healthy, spoil.check)

    check = in_a_copy(work)
    assert check.id == spoil.check
    assert check.status == "failed", f"not noticed; it found: {check.found}"
    assert spoil.found in check.found
    assert check.remedy


def test_every_promise_can_be_broken() -> None:
    assert {spoil.check for spoil in SPOILS} == {promise.id for promise in PROMISES}


def test_every_promise_has_an_id_of_its_own_and_says_what_to_do() -> None:
    ids = [promise.id for promise in PROMISES]
    assert len(set(ids)) == len(ids)
    assert all(promise.title and promise.remedy for promise in PROMISES)
    assert len({promise.title for promise in PROMISES}) == len(PROMISES)


def test_checks_leave_the_account_as_it_is(healthy: Deployment) -> None:
    s3, name = healthy.client("s3"), Account(healthy).out("ArtifactBucket", "bucket_name")
    before = s3.list_object_versions(Bucket=name)
    run_checks(healthy)
    after = s3.list_object_versions(Bucket=name)
    assert [each["Key"] for each in after["Versions"]] == [each["Key"] for each in before["Versions"]] == ["index.html"]
    assert "DeleteMarkers" not in after


def test_progress_is_told_check_by_check(healthy: Deployment) -> None:
    told: list[str] = []
    done = run_checks(healthy, lambda check: told.append(check.id))
    assert told == [check.id for check in done]
    assert len(done) == checks_ahead(healthy) == len(PROMISES)


def test_every_tag_that_the_program_gives_is_read(healthy: Deployment) -> None:
    given = {each.type for each in healthy.resources if each.inputs.get("tags")}
    assert given == set(tags.READERS)


def test_nothing_is_promised_by_no_resources(healthy: Deployment) -> None:
    """An empty group, an empty target group and no subnet are failures, not promises kept about nothing."""

    def emptied() -> dict[str, str]:
        aws = Account(healthy)
        aws.autoscaling.update_auto_scaling_group(AutoScalingGroupName="ha-web-test-asg", MinSize=0, DesiredCapacity=0)
        return {check.id: check.status for check in run_checks(healthy)}

    found = in_a_copy(emptied)
    about_instances = {
        *(promise.id for promise in PROMISES if promise.id.startswith("instances.")),
        *("group.balance", "group.size", "group.scale-in", "group.tags"),
        *("balancer.targets", "reach.targets", "reach.nothing-else", "reach.instances", "reach.outside"),
    }
    assert {key for key, status in found.items() if status == "failed"} == about_instances


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
