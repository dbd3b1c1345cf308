"""A first boot that has a release to run and fails tells of it, whichever step it was: really run by bash."""

from pathlib import Path

import pytest

from tests.components.release_boot import Instance, Release, pauses, release, tar, without_time

INSTALLED = ("app", "installs")


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    return Instance(tmp_path)


def app() -> Release:
    return release("app.tar", tar({"install": "#!/bin/bash\napp installs\n"}))


def test_a_step_before_the_release_that_fails_is_told_as_well(instance: Instance) -> None:
    own = app()
    boot = instance.runs(own, "dnf install", packages=["nginx"])
    assert (boot.succeeded, without_time(boot)) == (False, [("dnf", "install", "-y", "nginx"), own.told])
    assert boot.said == 'ha-web: the first boot failed with status 1 at: "$manager" install -y nginx\n'


def test_a_last_step_that_fails_is_told_as_well(instance: Instance) -> None:
    own = app()
    boot = instance.runs(own, "app last", last_steps=["app last"])
    assert (boot.succeeded, boot.calls[-1]) == (False, own.told)
    assert boot.said == "ha-web: the first boot failed with status 1 at: app last\n"


@pytest.mark.parametrize(("refused", "told"), [(0, 1), (2, 3), (9, 3)])
def test_cloudwatch_is_told_three_times_at_the_most_and_then_the_power_goes(
    instance: Instance, refused: int, told: int
) -> None:
    own, off = app(), ("shutdown", "-h", "now")
    boot = instance.runs(own, "dnf install", packages=["nginx"], power_off_on_failure=True, refused=refused)
    assert without_time(boot)[1:] == [*[own.told] * told, off]
    assert pauses(boot) == ["5", "20"][: told - 1]
    assert boot.said.endswith("ha-web: CloudWatch could not be told\n") == (refused > 2)


def test_a_boot_that_ends_well_tells_nobody_and_leaves_the_power_on(instance: Instance) -> None:
    own = app()
    boot = instance.runs(own, power_off_on_failure=True)
    assert (boot.succeeded, without_time(boot), boot.said) == (True, [own.got, INSTALLED], "")


def test_an_instance_that_is_ended_while_it_boots_has_not_failed(instance: Instance) -> None:
    """As at scale-in, or when a rollout is undone: it would undo the next one."""
    # Whatever runs at that moment is ended as well.
    boot = instance.runs(app(), last_steps=["bash -c 'kill -TERM $PPID; exit 143'"], power_off_on_failure=True)
    assert (boot.succeeded, without_time(boot)[-1], boot.said) == (False, INSTALLED, "")


@pytest.mark.parametrize("status", [1, 143])
def test_an_instance_that_is_shut_down_has_not_failed_though_nobody_signals_its_boot(
    instance: Instance, status: int
) -> None:
    """systemd ends the services that a step waits for, and leaves the rest of cloud-init to itself."""
    boot = instance.runs(app(), last_steps=[f"bash -c 'exit {status}'"], power_off_on_failure=True, SYSTEM="stopping")
    assert (boot.succeeded, without_time(boot)[-1], boot.said) == (False, INSTALLED, "")


@pytest.mark.parametrize("command", ["systemctl daemon-reload", "systemctl enable"])
def test_a_step_of_the_release_that_has_no_words_of_its_own_is_named(instance: Instance, command: str) -> None:
    own = release("server", b"\x7fELF and so on")
    boot = instance.runs(own, command)
    named = next(" ".join(call) for call in boot.calls if " ".join(call).startswith(command))
    assert (boot.succeeded, without_time(boot)[-1], instance.current) == (False, own.told, None)
    assert boot.said == (f"ha-web: release 1.4.2: it failed at: {named}\nha-web: the first boot failed with status 1\n")


def test_nothing_answers_before_the_release_or_without_it(instance: Instance) -> None:
    """What is healthy without the release serves users without it, also after its boot has failed."""
    own, served = app(), ("systemctl", "enable", "--now", "nginx")
    assert without_time(instance.runs(own, services=["nginx"], last_steps=["app last"])) == [
        own.got,
        INSTALLED,
        served,
        ("app", "last"),
    ]
    assert without_time(instance.runs(own, "app installs", services=["nginx"])) == [own.got, INSTALLED, own.told]
