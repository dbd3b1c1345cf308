"""An instance takes its address and its volume: the steps are really run, by bash, among stand-ins for AWS and disks.

What this does not show is AWS moving an address, or a kernel finding a disk.
"""

from pathlib import Path

import pytest

from components._identity_steps import mount_volume, take_address
from components._user_data import render
from tests.components.first_boot import Ec2

NITRO, XEN = "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0abc", "/dev/xvdf"
CALL = ("--region", "eu-west-1", "--cli-connect-timeout", "5", "--cli-read-timeout", "20")
VOLUME, ADDRESS, SELF = ("--volume-id", "vol-0abc"), ("--allocation-id", "eipalloc-0abc"), ("--instance-id", "i-0new")
ATTACH = ("aws", "ec2", "attach-volume", *CALL, *VOLUME, *SELF, "--device", "/dev/sdf")
TAKE = ("aws", "ec2", "associate-address", *CALL, *ADDRESS, *SELF, "--allow-reassociation")


@pytest.fixture
def machine(tmp_path: Path) -> Ec2:
    return Ec2(tmp_path)


@pytest.fixture
def data(tmp_path: Path) -> str:
    """Where the volume is mounted: the test may not write to `/data`."""
    return f"{tmp_path}/data"


def volume_step(path: str) -> str:
    return render(update_system=False, first_steps=[mount_volume("vol-0abc", "eu-west-1", path)])


ADDRESS_STEP = render(update_system=False, last_steps=[take_address("eipalloc-0abc", "eu-west-1")])


def kind_of(disk: str) -> tuple[str, ...]:
    return ("blkid", "-p", "-s", "TYPE", "-o", "value", disk)


def uuid_of(disk: str) -> tuple[str, ...]:
    return ("blkid", "-p", "-s", "UUID", "-o", "value", disk)


@pytest.mark.parametrize("disk", [NITRO, XEN, "/dev/sdf"])
def test_a_new_volume_is_attached_formatted_and_mounted(machine: Ec2, data: str, disk: str) -> None:
    boot = machine.start(volume_step(data), disk=disk)
    assert boot.succeeded, boot.said
    assert boot.calls == [
        ATTACH,
        kind_of(disk),
        ("mkfs.xfs", disk),
        uuid_of(disk),
        ("mount", "/data"),
        ("xfs_growfs", "/data"),
    ]
    assert Path(data).is_dir()
    # A reboot mounts it again by itself; `nofail`, because an instance without its data can still be reached.
    assert machine.fstab.read_text() == f"UUID=new-uuid {data} auto defaults,nofail 0 2\n"


@pytest.mark.parametrize("disk", [NITRO, XEN])
@pytest.mark.parametrize(
    ("kind", "grown"), [("xfs", [("xfs_growfs", "/data")]), ("ext4", [])], ids=["xfs grows", "ext4 is mounted"]
)
def test_a_volume_with_data_is_mounted_as_it_is(
    machine: Ec2, data: str, disk: str, kind: str, grown: list[tuple[str, ...]]
) -> None:
    (machine.root / "volume").write_text(f"{kind}\nold-uuid\nthe data\n")
    machine.fstab.write_text("UUID=root / xfs defaults 0 1\n")
    boot = machine.start(volume_step(data), disk=disk)
    assert boot.succeeded, boot.said
    assert boot.calls == [ATTACH, kind_of(disk), uuid_of(disk), ("mount", "/data"), *grown]
    assert Path(f"{machine.root}{disk}").read_text() == f"{kind}\nold-uuid\nthe data\n"
    assert machine.fstab.read_text() == (
        f"UUID=root / xfs defaults 0 1\nUUID=old-uuid {data} auto defaults,nofail 0 2\n"
    )


def test_the_volume_is_tried_for_until_the_instance_before_has_let_go_of_it(machine: Ec2, data: str) -> None:
    boot = machine.start(volume_step(data), refused=30, disk=NITRO)
    assert boot.succeeded, boot.said
    assert boot.calls[:32] == [ATTACH] * 31 + [kind_of(NITRO)]
    assert machine.seconds == 150


@pytest.mark.parametrize("refusal", ["VolumeInUse", "UnauthorizedOperation", "InvalidVolume.ZoneMismatch"])
def test_a_volume_that_never_comes_fails_the_boot_with_aws_own_reason(machine: Ec2, data: str, refusal: str) -> None:
    boot = machine.start(volume_step(data), refused=10**6, refusal=refusal, disk=NITRO, pace=20)
    assert not boot.succeeded
    assert set(boot.calls) == {ATTACH}, "nothing is formatted, nothing mounted"
    assert machine.seconds == 900
    assert boot.said == (
        "ha-web: the volume vol-0abc is not attached after 900 seconds; "
        f"last answer: An error occurred ({refusal}) when calling it\n"
    )


def test_a_volume_that_is_attached_but_never_seen_fails_the_boot_too(machine: Ec2, data: str) -> None:
    """As with a key that EC2 may not use: AWS accepts the call, and no disk appears."""
    boot = machine.start(volume_step(data), pace=20)
    assert (boot.succeeded, set(boot.calls), machine.seconds) == (False, {ATTACH}, 900)
    assert boot.said.endswith('last answer: {"State": "attaching"}\n')


def test_an_answer_that_is_lost_on_the_way_does_not_lose_the_volume(machine: Ec2, data: str) -> None:
    boot = machine.start(volume_step(data), disk=NITRO, lost=True)
    assert boot.succeeded, boot.said
    assert boot.calls.count(ATTACH) == 1


@pytest.mark.parametrize("disk", ["/dev/sdf", XEN])
def test_a_disk_of_the_image_is_never_taken_for_the_volume(machine: Ec2, data: str, disk: str) -> None:
    """It would be formatted when it is blank, or written to when it is a copy of older data."""
    (machine.root / "dev").mkdir()
    (machine.root / disk[1:]).touch()
    boot = machine.start(volume_step(data), disk=NITRO)
    assert (boot.succeeded, boot.calls, machine.seconds) == (False, [], 0)
    assert boot.said == (
        "ha-web: the image brings a disk as /dev/sdf, the name of the data volume; use another image\n"
    )


@pytest.mark.parametrize("answer", ["4", "8"])
def test_what_cannot_be_told_is_not_formatted(machine: Ec2, data: str, answer: str) -> None:
    """blkid answers 8 when it finds more than one thing, 4 for other errors; only 2 is an empty disk."""
    boot = machine.start(volume_step(data), disk=NITRO, unreadable=answer)
    assert (boot.succeeded, boot.calls) == (False, [ATTACH, kind_of(NITRO)])
    assert boot.said == f"ha-web: cannot tell what is on {NITRO} (blkid answers {answer}); it is left as it is\n"


@pytest.mark.parametrize("failing", ["mkfs.xfs", "mount"])
def test_a_disk_that_fails_fails_the_boot(machine: Ec2, data: str, failing: str) -> None:
    argument = {"mkfs.xfs": f"{machine.root}{NITRO}", "mount": data}[failing]
    boot = machine.start(volume_step(data), disk=NITRO, fail=f"{failing} {argument}")
    assert not boot.succeeded
    assert boot.calls[-1][0] == failing


def test_a_boot_that_runs_again_takes_what_it_has(machine: Ec2, data: str) -> None:
    machine.start(volume_step(data), disk=NITRO)
    again = machine.start(volume_step(data), refused=10**6)
    assert again.succeeded, again.said
    assert [each[0] for each in again.calls] == ["blkid", "blkid", "mount", "xfs_growfs"]
    assert machine.fstab.read_text().count("new-uuid") == 1


def test_the_address_is_taken_over_from_whoever_has_it(machine: Ec2) -> None:
    assert (machine.start(ADDRESS_STEP).calls, machine.seconds) == ([TAKE], 0)


@pytest.mark.parametrize("refused", [1, 59])
def test_the_address_is_tried_for_while_a_new_role_is_not_known_everywhere(machine: Ec2, refused: int) -> None:
    boot = machine.start(ADDRESS_STEP, refused=refused, refusal="UnauthorizedOperation")
    assert (boot.succeeded, boot.calls) == (True, [TAKE] * (refused + 1))


def test_an_address_that_never_comes_fails_the_boot_with_aws_own_reason(machine: Ec2) -> None:
    boot = machine.start(ADDRESS_STEP, refused=10**6, refusal="InvalidAllocationID.NotFound", pace=20)
    assert (boot.succeeded, set(boot.calls), machine.seconds) == (False, {TAKE}, 300)
    assert boot.said == (
        "ha-web: the address eipalloc-0abc is not this instance's after 300 seconds; "
        "last answer: An error occurred (InvalidAllocationID.NotFound) when calling it\n"
    )


def test_an_instance_that_does_not_know_itself_says_so(machine: Ec2, data: str) -> None:
    (machine.root / "metadata/instance-id").unlink()
    for text, seconds in ((ADDRESS_STEP, 300), (volume_step(data), 900)):
        boot = machine.start(text, pace=20)
        assert (boot.succeeded, boot.calls) == (False, [])
        assert boot.said.endswith(
            f"after {seconds} seconds; last answer: curl: (22) The requested URL returned error: 404\n"
        )


def test_an_image_without_the_aws_cli_fails_at_once(machine: Ec2, data: str) -> None:
    (machine.root / "bin/aws").unlink()
    for text in (ADDRESS_STEP, volume_step(data)):
        boot = machine.start(text)
        assert (boot.succeeded, boot.calls, machine.seconds) == (False, [], 0)
        assert boot.said == "ha-web: this image lacks the AWS CLI; use one that has it, as Amazon Linux\n"


def whole(data: str) -> str:
    return render(
        script="app serve",
        packages=["nginx"],
        first_steps=[mount_volume("vol-0abc", "eu-west-1", data)],
        last_steps=[take_address("eipalloc-0abc", "eu-west-1")],
        power_off_on_failure=True,
    )


def test_the_data_come_first_and_the_address_last(machine: Ec2, data: str) -> None:
    """The old instance serves until the new one can."""
    boot = machine.start(whole(data), disk=NITRO)
    assert boot.succeeded, boot.said
    names = [" ".join(each[:3]) if each[0] in ("aws", "dnf") else each[0] for each in boot.calls]
    assert names == [
        "aws ec2 attach-volume",
        *("blkid", "mkfs.xfs", "blkid", "mount", "xfs_growfs"),
        "dnf upgrade -y",
        "dnf install -y",
        "app",
        "aws ec2 associate-address",
    ]


@pytest.mark.parametrize(
    ("fail", "refused"), [("app serve", 0), ("dnf install", 0), ("", 10**6)], ids=["script", "packages", "volume"]
)
def test_an_instance_that_cannot_serve_leaves_the_address_where_it_is(
    machine: Ec2, data: str, fail: str, refused: int
) -> None:
    boot = machine.start(whole(data), fail=fail, refused=refused, disk=NITRO, pace=20)
    assert not boot.succeeded
    assert TAKE not in boot.calls
    assert boot.calls[-1] == ("shutdown", "-h", "now")
