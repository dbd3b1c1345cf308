"""Each correction: a proof that AWS's rule holds with it, and that the same proof fails without it."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from emulator import MOTO_VERSION, account, corrections
from tests.emulator import (  # noqa: F401  # register their proofs
    proofs_autoscaling,
    proofs_instances,
    proofs_ipv6,
    proofs_lifetimes,
    proofs_names,
    proofs_uploads,
)
from tests.emulator.proofs import PROOFS

WRONG = (AssertionError, LookupError, ClientError, NotImplementedError, pytest.fail.Exception)
"""How a proof fails: what is wrong, missing, refused, or not refused."""


@pytest.fixture(autouse=True)
def all_applied_afterwards() -> Iterator[None]:
    yield
    corrections.undo()
    corrections.apply()


@pytest.mark.parametrize("name", [each.name for each in corrections.CORRECTIONS])
def test_the_rule_holds_with_the_correction_and_not_without_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with account("eu-west-1") as aws:
        PROOFS[name](aws)
    corrections.undo()
    corrections.apply(each for each in corrections.CORRECTIONS if each.name != name)
    monkeypatch.setattr(corrections, "apply", lambda: None)
    with pytest.raises(WRONG), account("eu-west-1") as aws:
        PROOFS[name](aws)


def test_every_correction_says_what_it_follows_and_is_proven_once() -> None:
    names = [each.name for each in corrections.CORRECTIONS]
    assert sorted(PROOFS) == sorted(names)
    assert len(set(names)) == len(names)
    for each in corrections.CORRECTIONS:
        assert each.rule.endswith("."), each.name
        assert ":" in each.source, each.name
    assert MOTO_VERSION == "5.2.5"


@pytest.mark.parametrize(
    ("url", "counts"),
    [
        ("https://own.s3.eu-west-1.amazonaws.com/key", True),
        ("http://own.s3.eu-west-1.amazonaws.com/key", False),
        ("http://127.0.0.1:5580/own/key", True),
        ("http://own.localhost:5580/key", True),
    ],
)
def test_a_server_on_this_machine_stands_for_an_endpoint_with_tls(url: str, counts: bool) -> None:
    assert corrections.s3.came_over_tls(url) is counts


def test_applying_twice_changes_nothing() -> None:
    corrections.undo()
    corrections.apply()
    from moto.autoscaling.responses import AutoScalingResponse

    once = AutoScalingResponse.put_scaling_policy
    corrections.apply()
    assert AutoScalingResponse.put_scaling_policy is once


def test_undoing_gives_moto_back() -> None:
    corrections.undo()
    from moto.autoscaling.responses import AutoScalingResponse
    from moto.core.responses import BaseResponse

    original = BaseResponse.call_action
    corrections.apply()
    assert BaseResponse.call_action is not original
    assert hasattr(AutoScalingResponse, "put_notification_configuration")
    corrections.undo()
    assert BaseResponse.call_action is original
    assert not hasattr(AutoScalingResponse, "put_notification_configuration")
