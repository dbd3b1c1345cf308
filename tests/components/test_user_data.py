"""The first-boot script as text: exact where it is short, refused where an instance could not run it.

That it does what it says is shown by running it, in test_user_data_run.py.
"""

import base64
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components._identity_steps import mount_volume, take_address
from components._instance_metadata import wait_for_address
from components._user_data import MAX_BYTES, encoded, render

HEAD = "#!/bin/bash\n# Runs once, as root, at first boot.\nset -euo pipefail\n"
CHOOSE_MANAGER = (
    "if command -v dnf >/dev/null; then manager=dnf; elif command -v yum >/dev/null; then manager=yum; "
    "else manager=apt-get; export DEBIAN_FRONTEND=noninteractive; apt-get update -y; fi\n"
)
UPDATE = (
    "release=; if grep -qs platform:al2023 /etc/os-release; then release=--releasever=latest; fi\n"
    '"$manager" upgrade -y $release\n'
)
# A shell takes every character but NUL; a lone surrogate has no bytes.
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)
lines = st.text(st.characters(exclude_characters="\0\n", exclude_categories=["Cs"]), max_size=60)
variables = st.from_regex(r"[A-Z][A-Z0-9_]{0,8}", fullmatch=True)


def complaint(script: str) -> str:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (callers compare the sentence whole)
        render(script)
    return str(caught.value)


def test_by_default_the_system_is_updated_and_nothing_else_happens() -> None:
    assert render() == HEAD + CHOOSE_MANAGER + UPDATE


def test_without_anything_to_do_nothing_is_looked_for() -> None:
    assert render(update_system=False) == HEAD


def test_packages_need_a_package_manager_but_no_update() -> None:
    assert render(packages=["nginx", "jq"], update_system=False) == (
        f'{HEAD}{CHOOSE_MANAGER}"$manager" install -y nginx jq\n'
    )


def test_services_start_without_a_package_manager() -> None:
    assert render(services=["nginx", "app.socket"], update_system=False) == (
        f"{HEAD}systemctl enable --now nginx app.socket\n"
    )


def test_the_environment_file_is_written_whatever_the_order_of_the_variables() -> None:
    expected = f"{HEAD}install -d -m 0755 /etc/ha-web\nprintf %s 'A=1\nB_2='\"'\"'two words'\"'\"'\n' "
    expected += ">/etc/ha-web/environment\n"
    assert render(update_system=False, environment={"A": "1", "B_2": "two words"}) == expected
    assert render(update_system=False, environment={"B_2": "two words", "A": "1"}) == expected, (
        "another order would be another version of the template, and a rollout of the whole group for nothing"
    )


def test_a_script_is_kept_in_a_file_and_started_with_bash_that_stops_at_a_failure() -> None:
    assert render("echo $HOME\n\n", update_system=False) == (
        f"{HEAD}install -d -m 0755 /var/lib/ha-web\n"
        "cat >/var/lib/ha-web/user-script <<'HA_WEB_END_OF_SCRIPT'\n"
        "#!/bin/bash\nset -euo pipefail\necho $HOME\n"
        "HA_WEB_END_OF_SCRIPT\n"
        "chmod 0700 /var/lib/ha-web/user-script\n"
        "/var/lib/ha-web/user-script\n"
    )


def test_a_script_with_an_interpreter_of_its_own_is_left_as_it_is() -> None:
    text = render("#!/usr/bin/env python3\nprint(1)", update_system=False)
    assert "<<'HA_WEB_END_OF_SCRIPT'\n#!/usr/bin/env python3\nprint(1)\nHA_WEB_END_OF_SCRIPT\n" in text


def test_steps_stand_first_and_last_with_nothing_of_their_own_around_them() -> None:
    text = render(
        "echo",
        services=["app"],
        update_system=False,
        environment={"A": "1"},
        first_steps=["(\none\n)", "two"],
        last_steps=["three", "four"],
    )
    before, _, rest = text.partition("(\none\n)\ntwo\n")
    assert before.endswith(">/etc/ha-web/environment\n")
    assert rest.startswith("systemctl enable --now app\n")
    assert rest.endswith("/var/lib/ha-web/user-script\nthree\nfour\n")


def test_the_power_is_seen_to_before_anything_can_fail() -> None:
    assert render(update_system=False, power_off_on_failure=True) == (
        f"""{HEAD}trap '[ "$?" = 0 ] || shutdown -h now' EXIT\n"""
    )


@settings(deadline=None, max_examples=30)
@given(
    paths=st.from_regex(r"(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,20}){1,4}", fullmatch=True),
    ids=st.from_regex(r"[0-9a-f]{17}", fullmatch=True),
)
def test_steps_of_ours_are_scripts_that_bash_can_read_and_leave_room_for_others(paths: str, ids: str) -> None:
    steps = [wait_for_address(), mount_volume(f"vol-{ids}", "ap-southeast-2", paths)]
    text = render(first_steps=steps, last_steps=[take_address(f"eipalloc-{ids}", "ap-southeast-2")])
    read = subprocess.run(["bash", "-n"], input=text.encode(), capture_output=True, check=False)
    assert (read.returncode, read.stderr) == (0, b"")
    assert len(text.encode()) < 5 * 1024


def test_no_script_is_no_file() -> None:
    assert render("") == render(None) == render()


@settings(deadline=None)
@given(
    script=st.none() | texts,
    packages=st.lists(texts, max_size=3),
    services=st.lists(texts, max_size=3),
    update_system=st.booleans(),
    environment=st.dictionaries(variables, lines, max_size=3),
)
def test_whatever_is_asked_for_is_a_script_that_bash_can_read(
    script: str | None, packages: list[str], services: list[str], update_system: bool, environment: dict[str, str]
) -> None:
    text = render(script, packages, services, update_system, environment)
    read = subprocess.run(["bash", "-n"], input=text.encode(), capture_output=True, check=False)
    assert (read.returncode, read.stderr) == (0, b"")


@given(texts)
def test_encoding_is_base64_of_utf8(text: str) -> None:
    assert base64.b64decode(encoded(text), validate=True).decode() == text


def test_the_limit_is_the_one_of_ec2() -> None:
    assert MAX_BYTES == 16384


@pytest.mark.parametrize("letter", ["x", "é", "🙂"])
def test_the_last_byte_that_fits_is_taken_and_one_more_is_refused(letter: str) -> None:
    def sized(size: int) -> str:
        """A script which makes user data of exactly this many bytes, most of them of these letters."""
        room = size - len(render("#!").encode())
        width = len(letter.encode())
        return "#!" + letter * (room // width) + "x" * (room % width)

    assert len(render(sized(16384)).encode()) == 16384
    assert complaint(sized(16385)) == (
        "user data: must have at most 16384 bytes, got 16385; put what is long into the artifact bucket and fetch it "
        "from the script"
    )


def test_the_size_counts_everything_and_not_only_the_script() -> None:
    with pytest.raises(ValueError, match="at most 16384 bytes"):
        render(packages=["nginx"] * 3000)
    with pytest.raises(ValueError, match="at most 16384 bytes"):
        render(environment={"A": "x" * 16384})
    with pytest.raises(ValueError, match="at most 16384 bytes"):
        render(first_steps=["x" * 16384])
    with pytest.raises(ValueError, match="at most 16384 bytes"):
        render(last_steps=["x" * 16384])


CLOUD_INIT = (
    "user data script: must be a shell script or start with `#!`, got a cloud-init document; name packages and "
    "services in their own settings"
)


@pytest.mark.parametrize(
    "script",
    [
        "#cloud-config\npackages: [nginx]",
        "#cloud-config-archive\n[]",
        "Content-Type: multipart/mixed; boundary=x\n",
        "#include\nhttps://example.org",
        "#include-once\nhttps://example.org",
        "#part-handler\n",
    ],
)
def test_a_cloud_init_document_is_refused_because_it_would_run_as_a_shell_script(script: str) -> None:
    assert complaint(script) == CLOUD_INIT


@pytest.mark.parametrize(
    "script",
    [
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n",
        "#cloud-boothook\necho",
        "## template: jinja\n#cloud-config\n",
        "#upstart-job\n",
        "<powershell>\n",
    ],
)
def test_other_forms_of_user_data_are_refused_too(script: str) -> None:
    assert complaint(script) == CLOUD_INIT


def test_a_script_with_the_line_ends_of_windows_is_mended() -> None:
    """A shell would look for an interpreter called `bash\\r`."""
    assert render("#!/bin/bash\r\necho\r\n") == render("#!/bin/bash\necho\n")


def test_a_comment_that_only_looks_like_a_document_is_a_script() -> None:
    assert "\n# cloud-config of old\n" in render("# cloud-config of old\necho")


@pytest.mark.parametrize(
    "script", ["HA_WEB_END_OF_SCRIPT", "a\nHA_WEB_END_OF_SCRIPT\nrm -rf /", "xHA_WEB_END_OF_SCRIPTx"]
)
def test_a_script_cannot_end_its_own_quotation(script: str) -> None:
    assert complaint(script) == ("user data script: must not contain HA_WEB_END_OF_SCRIPT, which marks its end")


@pytest.mark.parametrize("name", ["lower", "1A", "_A", "A-B", "A B", "", "A=1", "A\n", "Ä"])
def test_a_name_that_is_no_variable_is_refused(name: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentence is compared whole)
        render(environment={name: "1"})
    assert str(caught.value) == (
        f"environment {name}: must be a name of capitals, digits and underscores with a value on one line"
    )


def test_a_value_of_two_lines_is_refused_because_the_second_could_set_another_variable() -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentence is compared whole)
        render(environment={"A": "1\nPATH=/tmp"})
    assert str(caught.value) == (
        "environment A: must be a name of capitals, digits and underscores with a value on one line"
    )
