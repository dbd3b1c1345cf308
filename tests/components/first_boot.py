"""A folder that stands for an instance's disk, in which first-boot scripts are really run by bash.

What a script finds and leaves below `/etc`, `/var` and `/dev` is moved below that folder. Its tools are stand-ins that
write down how they were called, and do of the real one's work what a test needs.
"""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

TOOLS = ("bash", "sh", "install", "cat", "chmod", "env", "grep", "mkdir", "touch")
MOVED = ("/etc/", "/var/lib/ha-web", "/opt/ha-web", "/snap/bin", "/dev/disk", "/dev/xvdf", "/dev/sdf")
# Writes its name and arguments down, framed by their number, and fails where the test wants it to.
STAND_IN = """#!/bin/bash
printf '%s\\0' "${0##*/}" "$#" "$@" >>"$CALLS"
[ "${0##*/} ${1-}" != "${FAIL-}" ] || exit 1
"""


@dataclass(frozen=True)
class Boot:
    """What became of a first boot."""

    succeeded: bool
    calls: list[tuple[str, ...]]
    """Calls of the stand-ins in order: name and arguments, without the folder that stands for the disk."""
    said: str
    """What it wrote for a person."""


@dataclass(frozen=True)
class Machine:
    """An instance, with a package manager and systemd that only write things down."""

    root: Path
    managers: Sequence[str] = ("dnf",)

    def __post_init__(self) -> None:
        (self.root / "bin").mkdir()
        for tool in TOOLS:
            real = shutil.which(tool)
            assert real, f"this test needs {tool}"
            (self.root / "bin" / tool).symlink_to(real)
        for name in (*self.managers, "systemctl", "shutdown", "app"):
            self.stand_in(name)

    def stand_in(self, name: str, work: str = "") -> None:
        """Put a tool in its place that writes its calls down and then does this work, in bash."""
        path = self.root / "bin" / name
        path.unlink(missing_ok=True)
        path.write_text(STAND_IN + work)
        path.chmod(0o755)

    @property
    def environment_file(self) -> Path:
        return self.root / "etc/ha-web/environment"

    @property
    def script(self) -> Path:
        return self.root / "var/lib/ha-web/user-script"

    def run(self, text: str, fail: str = "", **environment: str) -> Boot:
        """Run user data. `fail` is a tool with its first argument that fails, `environment` is for the stand-ins."""
        for path in MOVED:
            text = text.replace(path, f"{self.root}{path}")
        calls = self.root / "calls"
        calls.write_bytes(b"")
        done = subprocess.run(
            ["bash"],
            input=text.encode(),
            env={
                "PATH": str(self.root / "bin"),
                "CALLS": str(calls),
                "FAIL": fail,
                "ROOT": str(self.root),
                "LC_ALL": "C.UTF-8",
                **environment,
            },
            cwd=self.root,
            capture_output=True,
            check=False,
        )
        return Boot(done.returncode == 0, list(_calls(calls.read_bytes())), self._as_written(done.stderr.decode()))

    def boot(self, text: str, fail: str = "") -> tuple[bool, list[tuple[str, ...]]]:
        """Run user data; return whether it succeeded, and the calls of the stand-ins."""
        done = self.run(text, fail)
        return done.succeeded, done.calls

    def _as_written(self, text: str) -> str:
        return text.replace(str(self.root), "")


def _calls(written: bytes) -> Iterator[tuple[str, ...]]:
    words = iter(written.decode().split("\0")[:-1])
    for name in words:
        yield (name, *(next(words) for _ in range(int(next(words)))))


AWS = """
IFS= read -r left <"$ROOT/refusals"
if [ "$left" -gt 0 ]; then
  echo $((left - 1)) >"$ROOT/refusals"
  echo "An error occurred ($REFUSAL) when calling it" >&2
  exit 254
fi
if [ "$2" = attach-volume ] && [ -n "$DISK" ]; then
  mkdir -p "${DISK%/*}"
  cat "$ROOT/volume" >"$DISK"
fi
[ -z "$LOST" ] || exit 255
echo '{"State": "attaching"}'
"""
CURL = """
last="${!#}"
case "$*" in
*"-X PUT "*"X-aws-ec2-metadata-token-ttl-seconds: "*"/latest/api/token") echo TOKEN; exit ;;
*"X-aws-ec2-metadata-token: TOKEN "*) [ ! -e "$ROOT/metadata/${last##*/}" ] || exec cat "$ROOT/metadata/${last##*/}" ;;
esac
echo 'curl: (22) The requested URL returned error: 404' >&2
exit 22
"""
# Seconds pass when somebody sleeps, as fast as the test wants; the instance gets its address at the second named.
SLEEP = """
read -r now <"$ROOT/clock"
now=$((now + $1 * PACE))
echo "$now" >"$ROOT/clock"
[ "$now" -lt "$ADDRESS_AT" ] || echo 198.51.100.7 >"$ROOT/metadata/public-ipv4"
"""
# A disk's file holds the kind of its file system, and its id.
BLKID = """
[ -z "$UNREADABLE" ] || exit "$UNREADABLE"
{ read -r kind && read -r uuid; } <"${!#}" || exit 2
case "$*" in *" TYPE "*) echo "$kind" ;; *" UUID "*) echo "$uuid" ;; esac
"""
MKFS = """
[ ! -s "$1" ] || { echo "mkfs.xfs: $1 appears to contain an existing filesystem" >&2; exit 1; }
printf 'xfs\\nnew-uuid\\n' >"$1"
"""


@dataclass(frozen=True)
class Ec2(Machine):
    """An instance with the metadata service, the AWS CLI and a disk that appears when it is attached."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, work in {"aws": AWS, "curl": CURL, "sleep": SLEEP, "blkid": BLKID, "mkfs.xfs": MKFS}.items():
            self.stand_in(name, work)
        self.stand_in("date", 'cat "$ROOT/clock"\n')
        for name in ("mount", "xfs_growfs"):
            self.stand_in(name)
        for name, content in {"clock": "1000\n", "refusals": "0\n", "volume": ""}.items():
            (self.root / name).write_text(content)
        (self.root / "metadata").mkdir()
        (self.root / "metadata/instance-id").write_text("i-0new\n")
        (self.root / "etc").mkdir()

    @property
    def seconds(self) -> int:
        """Seconds that a boot has slept."""
        return int((self.root / "clock").read_text()) - 1000

    @property
    def fstab(self) -> Path:
        return self.root / "etc/fstab"

    def start(
        self,
        text: str,
        *,
        fail: str = "",
        refused: int = 0,
        refusal: str = "VolumeInUse",
        disk: str = "",
        lost: bool = False,
        unreadable: str = "",
        address_at: int | None = None,
        pace: int = 1,
    ) -> Boot:
        """Run user data in an AWS that refuses so many calls, then attaches the volume as this disk.

        `pace` lets time run faster, for a boot that waits to the end.
        """
        (self.root / "refusals").write_text(f"{refused}\n")
        boot = self.run(
            text,
            fail,
            REFUSAL=refusal,
            DISK=f"{self.root}{disk}" if disk else "",
            LOST="1" if lost else "",
            UNREADABLE=unreadable,
            PACE=str(pace),
            ADDRESS_AT=str(10**9 if address_at is None else 1000 + address_at),
        )
        calls = [tuple(self._as_written(word) for word in call) for call in boot.calls]
        return Boot(boot.succeeded, [each for each in calls if each[0] not in ("curl", "date", "sleep")], boot.said)
