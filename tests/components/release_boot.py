"""An instance whose first boot runs a release, and the releases that it may run.

Its tar, checksums and files are real. The package manager and systemd only write down how they were called, and time
passes at once. AWS is a file beside the disk, or the real command line before the emulator as a server.
"""

import io
import shutil
import sys
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from components._release_boot import ReleaseBoot
from components._user_data import render
from emulator.environment import dummies
from tests.components.first_boot import Boot, Machine

TOOLS = ("gzip", "ln", "mv", "rm", "sha256sum", "tail", "tar", "xz")
# Refuses as often as the test wants.
REFUSES = """
IFS= read -r left <"$ROOT/refusals"
if [ "$left" -gt 0 ]; then
  echo $((left - 1)) >"$ROOT/refusals"
  printf '\\nAn error occurred (%s) when calling it\\n' "$REFUSAL" >&2
  exit 254
fi
"""
AWS = REFUSES + 'if [ "$2" = get-object ]; then cat "$ROOT/object" >"${!#}"; fi\n'
REAL_AWS = f'{REFUSES}exec "{sys.executable}" -m awscli "$@"\n'
# A release that hangs is one that the test says does.
TIMEOUT = f"""
case "$*" in *" ./install") [ -z "$HANGS" ] || exit "$HANGS" ;; esac
exec "{shutil.which("timeout")}" "$@"
"""
# `restart` makes it run, for so many looks.
SYSTEMCTL = """
case "$1" in
restart) echo "$LOOKS" >"$ROOT/looks" ;;
is-active)
  IFS= read -r left <"$ROOT/looks"
  echo $((left - 1)) >"$ROOT/looks"
  [ "$left" -gt 0 ] ;;
is-system-running) echo "$SYSTEM" ;;
esac
"""


@dataclass(frozen=True)
class Instance(Machine):
    """An instance with a disk of its own."""

    endpoint: str = ""
    """Where the emulator answers; without one, AWS is the file `object`."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for tool in TOOLS:
            real = shutil.which(tool)
            assert real, f"this test needs {tool}"
            (self.root / "bin" / tool).symlink_to(real)
        for name, work in {
            "aws": REAL_AWS if self.endpoint else AWS,
            "timeout": TIMEOUT,
            "systemctl": SYSTEMCTL,
            "sleep": "",
            "journalctl": "",
        }.items():
            self.stand_in(name, work)
        (self.root / "etc/systemd/system").mkdir(parents=True)
        (self.root / "opt").mkdir()

    @property
    def releases(self) -> Path:
        return self.root / "opt/ha-web/releases"

    @property
    def current(self) -> Path | None:
        """The folder that is current, as the instance names it."""
        link = self.root / "opt/ha-web/current"
        return Path(self._as_written(str(link.readlink()))) if link.is_symlink() else None

    @property
    def unit(self) -> Path:
        return self.root / "etc/systemd/system/ha-web.service"

    def boots(self, text: str, *, fail: str = "", refused: int = 0, refusal: str = "SlowDown", **more: str) -> Boot:
        """Run user data, with an AWS that refuses so many calls first.

        `more` are `HANGS`, the status when the release's install does, `LOOKS`, as often as its service is seen
        running, and `SYSTEM`, what systemd says of the whole.
        """
        (self.root / "refusals").write_text(f"{refused}\n")
        aws = {**dummies("eu-west-1", "123456789012"), "AWS_ENDPOINT_URL": self.endpoint, "HOME": str(self.root)}
        del aws["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]
        # Of its own accord it would ask a second time, and wait.
        aws["AWS_MAX_ATTEMPTS"] = "1"
        boot = self.run(
            text, fail, REFUSAL=refusal, **{"HANGS": "", "LOOKS": "99", "SYSTEM": "starting", **aws, **more}
        )
        return Boot(boot.succeeded, [tuple(map(self._as_written, call)) for call in boot.calls], boot.said)

    def runs(self, release: "Release", fail: str = "", **more: Any) -> Boot:
        """Boot with a release that AWS gives."""
        (self.root / "object").write_bytes(release.content)
        options = {key: more.pop(key) for key in ("refused", "refusal", "HANGS", "LOOKS", "SYSTEM") if key in more}
        return self.boots(release.text(**more), fail=fail, **options)


def without_time(boot: Boot) -> list[tuple[str, ...]]:
    """Return a boot's calls, but for those that only take time, or ask whether there is any."""
    asks = ("systemctl", "is-system-running")
    return [call for call in boot.calls if call[0] not in ("sleep", "timeout") and call != asks]


def pauses(boot: Boot) -> list[str]:
    """Return the seconds that a boot slept, each time."""
    return [seconds for name, *rest in boot.calls if name == "sleep" for seconds in rest]


@dataclass(frozen=True)
class Release:
    """A release that a stack runs."""

    content: bytes
    boot: ReleaseBoot

    def text(self, **more: Any) -> str:
        """Return a boot that does nothing but run it, and what else is asked for."""
        environment = {"HA_WEB_ARTIFACT_BUCKET": self.boot.bucket}
        return render(**{"update_system": False, "environment": environment, "release": self.boot, **more})

    @property
    def got(self) -> tuple[str, ...]:
        """How it is fetched."""
        where = ("--bucket", self.boot.bucket, "--key", self.boot.key, f"--version-id={self.boot.object_version}")
        waits = ("--cli-connect-timeout", "5", "--cli-read-timeout", "60")
        return ("aws", "s3api", "get-object", "--region", "eu-west-1", *waits, *where, "/var/lib/ha-web/release")

    @property
    def told(self) -> tuple[str, ...]:
        """How a failure is counted."""
        waits = ("--cli-connect-timeout", "5", "--cli-read-timeout", "20")
        what = ("--namespace", f"ha-web/{self.boot.stack}", "--metric-name", "BootFailures")
        of = ("--dimensions", f"Release={self.boot.version}", "--value", "1")
        return ("aws", "cloudwatch", "put-metric-data", "--region", "eu-west-1", *waits, *what, *of)


def release(
    file: str, content: bytes, *, stack: str = "web-dev", version: str = "1.4.2", object_version: str = "V1"
) -> Release:
    """Return a release that is called so and has this content."""
    boot = ReleaseBoot(
        stack=stack,
        region="eu-west-1",
        bucket=f"{stack}-artifacts",
        version=version,
        key=f"releases/{version}/{file}",
        object_version=object_version,
        sha256=sha256(content).hexdigest(),
    )
    return Release(content, boot)


def tar(members: Mapping[str, str], kind: str = "", modes: Sequence[tuple[str, int]] = ()) -> bytes:
    """Return a tar of these files, compressed as `gz` or `xz`; `install` alone may be executed, or what `modes` say."""
    packed, mode_of = io.BytesIO(), {"install": 0o755, **dict(modes)}
    with tarfile.open(fileobj=packed, mode=f"w:{kind}") as archive:  # type: ignore[call-overload]  # kind is a text
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(content.encode()), mode_of.get(name, 0o644)
            archive.addfile(info, io.BytesIO(content.encode()))
    return packed.getvalue()
