"""What a first boot does about a release, step by step: really run by bash, with an AWS that is a file.

That the real AWS command line does its part is shown in test_release_boot_run.py.
"""

import io
import os
import struct
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components._release_boot import ReleaseBoot
from components._user_data import render
from tests.components.release_boot import Instance, Release, pauses, release, tar, without_time

FOLDER = "/opt/ha-web/releases/1.4.2"
INSTALLED = ("app", "installs", FOLDER)
INSTALL = '#!/bin/bash\napp installs "$PWD"\n'
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=30)


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    return Instance(tmp_path)


def app(install: str = INSTALL, ending: str = ".tar.gz", kind: str = "gz", version: str = "1.4.2") -> Release:
    return release(f"app{ending}", tar({"install": install, "payload": "hello"}, kind), version=version)


SERVER = release("server", b"\x7fELF and so on")


@pytest.mark.parametrize(("ending", "kind"), [(".tar", ""), (".tar.gz", "gz"), (".tgz", "gz"), (".tar.xz", "xz")])
def test_a_tar_is_unpacked_whatever_it_is_compressed_by(instance: Instance, ending: str, kind: str) -> None:
    boot = instance.runs(app(ending=ending, kind=kind))
    assert boot.succeeded, boot.said
    assert without_time(boot)[-1] == INSTALLED
    assert sorted(each.name for each in (instance.releases / "1.4.2").iterdir()) == ["install", "payload"]
    assert instance.current == Path(FOLDER)
    assert not (instance.root / "var/lib/ha-web/release").exists()


def zstandard(content: bytes) -> bytes:
    """Return one frame of zstd with one block as it is (RFC 8878)."""
    block = len(content) << 3 | 1
    return b"\x28\xb5\x2f\xfd\xa0" + struct.pack("<I", len(content)) + block.to_bytes(3, "little") + content


@pytest.mark.parametrize("manager", ["dnf", "yum", "apt-get"])
def test_a_tool_that_the_image_lacks_is_installed(tmp_path: Path, manager: str) -> None:
    instance = Instance(tmp_path, managers=(manager,))
    arrives(instance, manager, "zstd", "zstd", "exec tail -c +13")
    boot = instance.runs(release("app.tar.zst", zstandard(tar({"install": INSTALL}))))
    assert boot.succeeded, boot.said
    asked = [call for call in boot.calls if call[0] == manager]
    updated = [("apt-get", "update", "-y")] if manager == "apt-get" else []
    assert asked == [*updated, (manager, "install", "-y", "zstd")]
    assert without_time(boot)[-1] == INSTALLED


def arrives(instance: Instance, manager: str, package: str, tool: str, work: str) -> None:
    """Let a package manager have one package alone, which brings a tool that does this work."""
    waiting = instance.root / f"{tool}.waiting"
    waiting.write_text(f"#!/bin/bash\n{work}\n")
    waiting.chmod(0o755)
    instance.stand_in(
        manager, f'[ "$1" != install ] || {{ [ "$3" = {package} ] && mv "{waiting}" "$ROOT/bin/{tool}"; }}\n'
    )


@pytest.mark.parametrize(
    ("manager", "package", "asked"),
    [
        ("dnf", "awscli-2", [("dnf", "install", "-y", "awscli"), ("dnf", "install", "-y", "awscli-2")]),
        ("apt-get", "awscli", [("apt-get", "update", "-y"), ("apt-get", "install", "-y", "awscli")]),
        ("snap", "aws-cli", [("snap", "install", "aws-cli", "--classic")]),
    ],
    ids=["Amazon Linux, minimal", "Debian", "Ubuntu 24.04"],
)
def test_an_image_without_the_aws_cli_gets_it(
    tmp_path: Path, manager: str, package: str, asked: list[tuple[str, ...]]
) -> None:
    instance = Instance(tmp_path, managers=("apt-get", "snap") if manager == "snap" else (manager,))
    if manager == "snap":
        instance.stand_in("apt-get", '[ "$1" != install ]\n')
        asked = [
            ("apt-get", "update", "-y"),
            *(("apt-get", "install", "-y", each) for each in ("awscli", "awscli-2")),
            *asked,
        ]
    (instance.root / "bin/aws").unlink()
    arrives(instance, manager, package, "aws", 'cat "$ROOT/object" >"${!#}"')
    if manager == "snap":
        (instance.root / "snap/bin").mkdir(parents=True)
        instance.stand_in("snap", f'mv "{instance.root}/aws.waiting" "$ROOT/snap/bin/aws"\n')
    boot = instance.runs(app())
    assert boot.succeeded, boot.said
    assert [call for call in boot.calls if call[0] in ("dnf", "apt-get", "snap")] == asked


def test_an_image_that_cannot_have_the_aws_cli_says_so(instance: Instance) -> None:
    (instance.root / "bin/aws").unlink()
    instance.stand_in("dnf", "exit 1\n")
    boot = instance.runs(app())
    assert not boot.succeeded
    said = [line for line in boot.said.splitlines() if line.startswith("ha-web: ")]
    assert said == [
        "ha-web: release 1.4.2: no AWS CLI in this image, and none to be had",
        "ha-web: the first boot failed with status 1",
        "ha-web: CloudWatch could not be told",
    ]


@pytest.mark.parametrize(
    ("members", "modes"),
    [({"payload": "hello"}, []), ({"install": INSTALL}, [("install", 0o644)]), ({"app/install": INSTALL}, [])],
    ids=["none", "not executable", "not at the top"],
)
def test_a_tar_without_an_install_is_refused(
    instance: Instance, members: dict[str, str], modes: list[tuple[str, int]]
) -> None:
    own = release("app.tar", tar(members, "", modes))
    boot = instance.runs(own)
    assert (boot.succeeded, without_time(boot), instance.current) == (False, [own.got, own.told], None)
    assert boot.said.startswith("ha-web: release 1.4.2: it has no executable install at its top\n")


def test_a_file_that_is_no_tar_is_refused(instance: Instance) -> None:
    own = release("app.tar.gz", b"neither tar nor gzip")
    boot = instance.runs(own)
    assert (boot.succeeded, without_time(boot), instance.current) == (False, [own.got, own.told], None)
    *_, unpacked, failed = boot.said.splitlines()
    assert unpacked == "ha-web: release 1.4.2: it could not be unpacked"
    assert failed == "ha-web: the first boot failed with status 1"


def test_a_path_from_the_root_leads_into_the_folder(instance: Instance) -> None:
    outside = instance.root / "outside"
    boot = instance.runs(release("app.tar", tar({"install": INSTALL, str(outside): "absolute"})))
    assert boot.succeeded, boot.said
    assert not outside.exists()
    assert (instance.releases / "1.4.2" / str(outside).lstrip("/")).read_text() == "absolute"


def test_a_path_that_leads_up_fails_the_boot(instance: Instance) -> None:
    own = release("app.tar", tar({"install": INSTALL, "../../../../outside": "up"}))
    boot = instance.runs(own)
    assert not (instance.root / "outside").exists()
    assert (boot.succeeded, without_time(boot), instance.current) == (False, [own.got, own.told], None)
    assert "ha-web: release 1.4.2: it could not be unpacked\n" in boot.said


def test_what_a_tar_says_of_owners_and_of_its_own_folder_is_not_taken(instance: Instance) -> None:
    """`tar -C build .` has the folder in it, as it was made: often for its owner alone."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        top, entry = tarfile.TarInfo("."), tarfile.TarInfo("./install")
        top.type, top.mode = tarfile.DIRTYPE, 0o700
        entry.mode, entry.uid, entry.size = 0o755, 12345, len(INSTALL)
        archive.addfile(top)
        archive.addfile(entry, io.BytesIO(INSTALL.encode()))
    boot = instance.runs(release("app.tar", packed.getvalue()))
    assert boot.succeeded, boot.said
    folder = instance.releases / "1.4.2"
    assert folder.stat().st_mode & 0o777 == 0o755
    assert (folder / "install").stat().st_uid == os.getuid()


def test_what_was_in_the_folder_before_is_gone(instance: Instance) -> None:
    stale = instance.releases / "1.4.2/stale"
    stale.mkdir(parents=True)
    assert instance.runs(app()).succeeded
    assert not stale.exists()


def test_an_install_has_nothing_to_read(instance: Instance) -> None:
    """Or it would read the rest of the boot, where that comes by a pipe."""
    boot = instance.runs(app("#!/bin/bash\ncat\n"), last_steps=["app last"])
    assert (boot.succeeded, boot.calls[-1]) == (True, ("app", "last"))


@pytest.mark.parametrize("status", ["124", "137"], ids=["when it is told to", "when it does not listen"])
def test_an_install_that_hangs_is_ended(instance: Instance, status: str) -> None:
    own = app()
    boot = instance.runs(own, HANGS=status)
    assert ("timeout", "-k", "30", "900", "./install") in boot.calls
    assert boot.said.startswith("ha-web: release 1.4.2: its install did not end in 900 seconds\n")
    assert (boot.succeeded, without_time(boot), instance.current) == (False, [own.got, own.told], None)


UNIT = f"""[Unit]
Description=ha-web release 1.4.2
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0
[Service]
Type=exec
ExecStart={FOLDER}/server
EnvironmentFile=/etc/ha-web/environment
WorkingDirectory=/var/lib/ha-web-app
StateDirectory=ha-web-app
Restart=always
RestartSec=2
DynamicUser=yes
AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
PrivateDevices=yes
ProtectHome=yes
LimitNOFILE=65536
[Install]
WantedBy=multi-user.target
"""
LOOK = ("systemctl", "is-active", "--quiet", "ha-web.service")


def test_an_executable_becomes_a_service_without_root_that_must_go_on_running(instance: Instance) -> None:
    boot = instance.runs(SERVER, last_steps=["app last"])
    assert boot.succeeded, boot.said
    assert without_time(boot) == [
        SERVER.got,
        ("systemctl", "daemon-reload"),
        ("systemctl", "enable", "ha-web.service"),
        ("systemctl", "restart", "ha-web.service"),
        *[LOOK] * 5,
        ("app", "last"),
    ]
    assert pauses(boot) == ["1"] * 5
    assert instance.unit.read_text().replace(str(instance.root), "") == UNIT
    assert instance.current == Path(FOLDER)


@pytest.mark.parametrize("looks", [0, 4])
def test_a_service_that_ends_again_fails_the_boot_shows_its_log_and_does_not_serve_later(
    instance: Instance, looks: int
) -> None:
    boot = instance.runs(SERVER, LOOKS=str(looks))
    log = ("journalctl", "--no-pager", "-n", "20", "-u", "ha-web.service")
    gone = ("systemctl", "disable", "--now", "ha-web.service")
    assert without_time(boot)[-(looks + 4) :] == [*[LOOK] * (looks + 1), log, gone, SERVER.told]
    assert boot.said.startswith("ha-web: release 1.4.2: ha-web.service does not run\n")
    assert (boot.succeeded, instance.current) == (False, None)


def test_a_service_that_cannot_be_started_is_not_looked_at(instance: Instance) -> None:
    boot = instance.runs(SERVER, "systemctl restart")
    assert LOOK not in boot.calls
    assert (boot.succeeded, without_time(boot)[-1], instance.current) == (False, SERVER.told, None)


def test_a_second_boot_does_the_same_again(instance: Instance) -> None:
    """An image that was made of such an instance boots with what it has on its disk."""
    for own in (app(), release("server", b"an executable", version="1.4.3")):
        boots = [instance.runs(own) for _ in range(2)]
        assert [boot.succeeded for boot in boots] == [True, True], boots[1].said
        assert boots[0].calls == boots[1].calls
        assert instance.current == Path(f"/opt/ha-web/releases/{own.boot.version}")
    assert sorted(each.name for each in instance.releases.parent.iterdir()) == ["current", "releases"]


def test_a_release_that_s3_never_gives_is_given_up_after_three_minutes(instance: Instance) -> None:
    own = app()
    boot = instance.runs(own, refused=8, refusal="AccessDenied")
    assert (boot.succeeded, without_time(boot)) == (False, [*[own.got] * 8, own.told])
    assert pauses(boot) == ["2", "4", "8", "16", "32", "60", "60", "0"]
    assert boot.said.endswith(
        f"ha-web: release 1.4.2: s3://{own.boot.bucket}/{own.boot.key} could not be fetched\n"
        "ha-web: the first boot failed with status 1\n"
    )


@settings(deadline=None, max_examples=25)
@given(bucket=texts, folder=texts, given_=texts, stack=texts)
def test_names_reach_aws_letter_for_letter(bucket: str, folder: str, given_: str, stack: str) -> None:
    """Nothing in a name can start a command of its own."""
    boot = ReleaseBoot(
        stack=stack,
        region="eu-west-1",
        bucket=bucket,
        version="1.4.2",
        key=f"{folder}/app",
        object_version=given_,
        sha256="0" * 64,
    )
    own = Release(b"another", boot)
    with TemporaryDirectory() as folder_:
        done = Instance(Path(folder_)).boots(render(update_system=False, release=boot), refused=1, refusal="NoSuchKey")
    assert without_time(done) == [own.got, own.told]


@pytest.mark.parametrize("file", ["app.tar", "app.tar.gz", "app.tgz", "app.tar.xz", "app.tar.zst"])
def test_a_tar_is_told_by_its_ending_alone(file: str) -> None:
    assert "tar -xf" in release(file, b"").text()
    assert "tar -xf" not in release(f"{file}.bin", b"").text()
