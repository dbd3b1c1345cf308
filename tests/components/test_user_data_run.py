"""The first-boot script, really run: by bash, among stand-ins for the package manager and systemd.

What this does not show is a real package being installed. How an instance takes its address and its volume is run in
test_stable_identity_run.py.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components._instance_metadata import wait_for_address
from components._user_data import render
from tests.components.first_boot import Ec2, Machine

lines = st.text(st.characters(exclude_characters="\0\n", exclude_categories=["Cs"]), min_size=1, max_size=40)
variables = st.from_regex(r"HA_[A-Z0-9_]{0,8}", fullmatch=True)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


EVERYTHING = render(
    script='app one "$(cat ETC)"\napp two\n'.replace("ETC", "/etc/ha-web/environment"),
    packages=["nginx", "jq"],
    services=["nginx", "app.socket"],
    environment={"HA_BUCKET": "b"},
)
STEPS = [
    ("dnf", "upgrade", "-y"),
    ("dnf", "install", "-y", "nginx", "jq"),
    ("systemctl", "enable", "--now", "nginx", "app.socket"),
    ("app", "one", "HA_BUCKET=b"),
    ("app", "two"),
]


def test_update_packages_services_and_script_happen_in_that_order_on_a_written_environment(machine: Machine) -> None:
    assert machine.boot(EVERYTHING) == (True, STEPS)


@pytest.mark.parametrize("failing", range(len(STEPS)), ids=lambda index: " ".join(STEPS[index][:2]))
def test_a_step_that_fails_is_the_last_one_and_fails_the_boot(machine: Machine, failing: int) -> None:
    """So a half-made instance fails its health check instead of serving."""
    assert machine.boot(EVERYTHING, fail=" ".join(STEPS[failing][:2])) == (False, STEPS[: failing + 1])
    assert machine.environment_file.read_text() == "HA_BUCKET=b\n", "what is installed may already ask for it"


@pytest.mark.parametrize(
    ("managers", "calls"),
    [
        (["dnf", "yum", "apt-get"], [("dnf", "upgrade", "-y"), ("dnf", "install", "-y", "jq")]),
        (["yum", "apt-get"], [("yum", "upgrade", "-y"), ("yum", "install", "-y", "jq")]),
        (["apt-get"], [("apt-get", "update", "-y"), ("apt-get", "upgrade", "-y"), ("apt-get", "install", "-y", "jq")]),
    ],
    ids=["Amazon Linux 2023", "Amazon Linux 2", "Debian"],
)
def test_the_image_brings_its_own_package_manager(
    tmp_path: Path, managers: list[str], calls: list[tuple[str, ...]]
) -> None:
    assert Machine(tmp_path, managers).boot(render(packages=["jq"])) == (True, calls)


@pytest.mark.parametrize(
    ("release", "options"),
    [
        ('NAME="Amazon Linux"\nVERSION="2023"\nPLATFORM_ID="platform:al2023"\n', ["--releasever=latest"]),
        ('NAME="Fedora Linux"\nPLATFORM_ID="platform:f42"\n', []),
    ],
)
def test_amazon_linux_2023_is_updated_beyond_the_release_of_its_image(
    machine: Machine, release: str, options: list[str]
) -> None:
    """By itself it stays at that release for good, and `upgrade` alone finds nothing to do."""
    (machine.root / "etc").mkdir()
    (machine.root / "etc/os-release").write_text(release)
    assert machine.boot(render()) == (True, [("dnf", "upgrade", "-y", *options)])


def test_debian_is_asked_no_questions(tmp_path: Path) -> None:
    machine = Machine(tmp_path, ["apt-get"])
    text = render(packages=["jq"], script='app "$DEBIAN_FRONTEND"', update_system=False)
    assert machine.boot(text)[1][-1] == ("app", "noninteractive")


def test_an_image_without_any_known_package_manager_fails_to_boot(tmp_path: Path) -> None:
    assert Machine(tmp_path, []).boot(render(packages=["jq"], script="app")) == (False, [])


def test_a_pipe_that_breaks_or_a_variable_that_is_not_set_stops_the_script(machine: Machine) -> None:
    assert machine.boot(render("app one | cat\napp two", update_system=False), fail="app one") == (
        False,
        [("app", "one")],
    )
    assert machine.boot(render('app "$NOT_SET"\napp two', update_system=False)) == (False, [])


def test_the_script_is_run_by_the_interpreter_that_it_names(machine: Machine) -> None:
    text = render(f'#!{machine.root}/bin/app --with\nanything at all "', update_system=False)
    done, calls = machine.boot(text)
    # Called by a path, the stand-in is still `app`; the kernel hands it its option and the script's own path.
    assert (done, calls) == (True, [("app", "--with", str(machine.script))])


def test_only_root_may_read_the_script_but_everyone_the_environment(machine: Machine) -> None:
    assert machine.boot(EVERYTHING)[0]
    assert machine.script.stat().st_mode & 0o777 == 0o700
    assert machine.environment_file.parent.stat().st_mode & 0o777 == 0o755
    assert machine.environment_file.stat().st_mode & 0o444 == 0o444 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@settings(deadline=None, max_examples=40)
@given(packages=st.lists(lines, min_size=1, max_size=3), services=st.lists(lines, min_size=1, max_size=3))
def test_names_reach_their_tools_letter_for_letter(packages: list[str], services: list[str]) -> None:
    """Nothing in a name can start a command of its own."""
    with TemporaryDirectory() as folder:
        done, calls = Machine(Path(folder)).boot(render(packages=packages, services=services, update_system=False))
    assert (done, calls) == (True, [("dnf", "install", "-y", *packages), ("systemctl", "enable", "--now", *services)])


@settings(deadline=None, max_examples=40)
@given(environment=st.dictionaries(variables, lines | st.just(""), max_size=4))
def test_a_shell_that_reads_the_environment_file_gets_every_value_letter_for_letter(
    environment: Mapping[str, str],
) -> None:
    with TemporaryDirectory() as folder:
        machine = Machine(Path(folder))
        assert machine.boot(render(update_system=False, environment=environment)) == (True, [])
        assert machine.environment_file.exists() == bool(environment)
        read = subprocess.run(
            ["bash", "-c", '[ ! -e "$1" ] || { set -a; . "$1"; set +a; }; env -0', "bash", machine.environment_file],
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            check=True,
        )
    variables_ = dict(each.split("=", 1) for each in read.stdout.decode().split("\0") if each.startswith("HA_"))
    assert variables_ == environment


@settings(deadline=None, max_examples=40)
@given(script=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_a_script_arrives_on_the_disk_letter_for_letter(script: str) -> None:
    with TemporaryDirectory() as folder:
        machine = Machine(Path(folder))
        machine.stand_in("chmod")  # fails, so that a script of random letters is written but never run
        text = f"#!/bin/false\n{script}"
        assert not machine.boot(render(text, update_system=False), fail="chmod 0700")[0]
        assert machine.script.read_bytes().decode() == text.replace("\r\n", "\n").rstrip("\n") + "\n"


def test_steps_stand_around_everything_that_the_settings_ask_for(machine: Machine) -> None:
    machine.stand_in("first")
    machine.stand_in("last")
    text = render(
        script="app one",
        packages=["nginx"],
        services=["nginx"],
        environment={"HA_BUCKET": "b"},
        first_steps=['first "$(cat /etc/ha-web/environment)"', "first 2"],
        last_steps=["last 1", "last 2"],
    )
    assert machine.boot(text) == (
        True,
        [
            ("first", "HA_BUCKET=b"),
            ("first", "2"),
            ("dnf", "upgrade", "-y"),
            ("dnf", "install", "-y", "nginx"),
            ("systemctl", "enable", "--now", "nginx"),
            ("app", "one"),
            ("last", "1"),
            ("last", "2"),
        ],
    )


def test_a_first_step_that_fails_leaves_the_instance_as_it_was(machine: Machine) -> None:
    machine.stand_in("first")
    assert machine.boot(render(first_steps=["first 1"], last_steps=["app"]), fail="first 1") == (
        False,
        [("first", "1")],
    )


def test_a_script_that_fails_leaves_the_last_steps_undone(machine: Machine) -> None:
    """They are what makes the world come to this instance."""
    assert machine.boot(render("app one", update_system=False, last_steps=["app last"]), fail="app one") == (
        False,
        [("app", "one")],
    )


def test_an_instance_that_could_not_boot_is_switched_off_if_asked(machine: Machine) -> None:
    """A group without a load balancer takes whatever runs for healthy."""

    def text(power_off: bool) -> str:
        return render("app one", update_system=False, power_off_on_failure=power_off)

    off = ("shutdown", "-h", "now")
    assert machine.boot(text(True), fail="app one") == (False, [("app", "one"), off])
    assert machine.boot(text(True)) == (True, [("app", "one")])
    assert machine.boot(text(False), fail="app one") == (False, [("app", "one")])


def test_a_step_in_a_subshell_that_fails_switches_the_instance_off_once(machine: Machine) -> None:
    text = render(update_system=False, first_steps=["(\napp one\napp two\n)"], power_off_on_failure=True)
    assert machine.boot(text, fail="app one") == (False, [("app", "one"), ("shutdown", "-h", "now")])


WAITING = render("app one", first_steps=[wait_for_address()])


@pytest.mark.parametrize("seconds", [0, 5, 60, 295])
def test_the_first_boot_begins_when_the_instance_has_its_address(tmp_path: Path, seconds: int) -> None:
    """Until then there is no way to a package, nor to AWS."""
    machine = Ec2(tmp_path)
    if seconds == 0:
        (tmp_path / "metadata/public-ipv4").write_text("198.51.100.7\n")
    boot = machine.start(WAITING, address_at=seconds)
    assert (boot.succeeded, boot.calls, boot.said) == (True, [("dnf", "upgrade", "-y"), ("app", "one")], "")
    assert machine.seconds == seconds


def test_an_instance_that_gets_no_address_says_so_and_gives_up_after_five_minutes(tmp_path: Path) -> None:
    machine = Ec2(tmp_path)
    boot = machine.start(WAITING, pace=20)
    assert (boot.succeeded, boot.calls, machine.seconds) == (False, [], 300)
    assert boot.said == (
        "ha-web: no public IPv4 address after 300 seconds, is an Elastic IP associated?; "
        "last answer: curl: (22) The requested URL returned error: 404\n"
    )
