"""The script an instance runs at its first boot.

It never holds a secret: anyone who may describe the instance, and any process on it, can read user data.
"""

import base64
import re
import shlex
from collections.abc import Mapping, Sequence

from ._first_boot import CHOOSE_MANAGER, ENVIRONMENT_FILE, STATE_FOLDER
from ._release_boot import ReleaseBoot

MAX_BYTES = 16 * 1024
"""AWS's limit on user data before it is encoded (EC2 user guide, "Run commands at launch")."""

# Amazon Linux 2023 stays at its image's release until one is named (its user guide, "Deterministic upgrades").
_UPDATE = """\
release=; if grep -qs platform:al2023 /etc/os-release; then release=--releasever=latest; fi
"$manager" upgrade -y $release"""
NOT_SCRIPTS = (
    "#cloud-config",
    "#cloud-boothook",
    "#include",
    "#part-handler",
    "#upstart-job",
    "## template:",
    "Content-Type:",
    "MIME-Version:",
    "<powershell>",
)
"""Beginnings of other forms of user data (cloud-init, "User data formats"); run as a script they fail."""
_DELIMITER = "HA_WEB_END_OF_SCRIPT"
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")

_POWER_OFF = """trap '[ "$?" = 0 ] || shutdown -h now' EXIT"""


def render(
    script: str | None = None,
    packages: Sequence[str] = (),
    services: Sequence[str] = (),
    update_system: bool = True,
    environment: Mapping[str, str] | None = None,
    first_steps: Sequence[str] = (),
    last_steps: Sequence[str] = (),
    power_off_on_failure: bool = False,
    release: ReleaseBoot | None = None,
) -> str:
    """Return the boot script: environment file, first steps, system update, packages, services, the caller's own
    script, the release, last steps.

    It stops at the first step that fails, so that a half-made instance fails its health check instead of serving. With
    a release, a failure is told as well, whichever step it was, and the services come after the release: one that
    answered before would have the instance found healthy without it.

    Raises:
        ValueError: it is over 16 KiB, the script is not one that a shell can start, or a variable's name or value
            cannot stand in the environment file.
    """
    lines = ["#!/bin/bash", "# Runs once, as root, at first boot.", "set -euo pipefail"]
    if release:
        lines.append(release.failures(power_off_on_failure))
    elif power_off_on_failure:
        lines.append(_POWER_OFF)
    lines += _environment({**(environment or {}), **(release.environment if release else {})})
    lines += first_steps
    if update_system or packages:
        lines.append(CHOOSE_MANAGER)
    if update_system:
        lines.append(_UPDATE)
    if packages:
        lines.append('"$manager" install -y ' + shlex.join(packages))
    started = ["systemctl enable --now " + shlex.join(services)] if services else []
    if not release:
        lines += started
    if script:
        lines += _script(script)
    if release:
        lines += [release.steps(), *started]
    lines += last_steps
    text = "\n".join(lines) + "\n"
    size = len(text.encode())
    if size > MAX_BYTES:
        raise ValueError(
            f"user data: must have at most {MAX_BYTES} bytes, got {size}; put what is long into the artifact bucket "
            "and fetch it from the script"
        )
    return text


def encoded(text: str) -> str:
    """Return `text` in base64, as a launch template takes it."""
    return base64.b64encode(text.encode()).decode()


def _environment(environment: Mapping[str, str]) -> list[str]:
    for name, value in environment.items():
        if not _VARIABLE.fullmatch(name) or "\n" in value:
            raise ValueError(
                f"environment {name}: must be a name of capitals, digits and underscores with a value on one line"
            )
    if not environment:
        return []
    text = "".join(f"{name}={shlex.quote(value)}\n" for name, value in sorted(environment.items()))
    folder = ENVIRONMENT_FILE.rpartition("/")[0]
    return [f"install -d -m 0755 {folder}", f"printf %s {shlex.quote(text)} >{ENVIRONMENT_FILE}"]


def _script(script: str) -> list[str]:
    script = script.replace("\r\n", "\n")
    if script.startswith(NOT_SCRIPTS):
        raise ValueError(
            "user data script: must be a shell script or start with `#!`, got a cloud-init document; "
            "name packages and services in their own settings"
        )
    if _DELIMITER in script:
        raise ValueError(f"user data script: must not contain {_DELIMITER}, which marks its end")
    body = script if script.startswith("#!") else f"#!/bin/bash\nset -euo pipefail\n{script}"
    # A file of its own keeps the script's interpreter line, whichever that is.
    return [
        f"install -d -m 0755 {STATE_FOLDER}",
        f"cat >{STATE_FOLDER}/user-script <<'{_DELIMITER}'",
        body.rstrip("\n"),
        _DELIMITER,
        f"chmod 0700 {STATE_FOLDER}/user-script",
        f"{STATE_FOLDER}/user-script",
    ]
