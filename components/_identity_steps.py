"""What an instance does at first boot to become the one that others know, as shell text.

It asks AWS for two calls alone, and tries each until it succeeds: a role that may list nothing is enough. Both end
with the reason once their time is over, so that a boot never hangs.
"""

import shlex

from ._instance_metadata import METADATA, PATIENTLY

ADDRESS_SECONDS = 300
"""How long the address is tried for: a new role's policy takes seconds to be known everywhere."""
VOLUME_SECONDS = 900
"""How long the volume is tried for: the instance before this one has to shut down first."""
DEVICE = "/dev/sdf"
"""First name that EC2 recommends for data volumes on every kind of instance (user guide, "Device names")."""

# The call may cut off its own answer: the address that it came from is gone by then. Trying again does no harm.
_CALL = "--cli-connect-timeout 5 --cli-read-timeout 20"
_TOOLS = """\
command -v aws >/dev/null || { echo 'ha-web: this image lacks the AWS CLI; use one that has it, as Amazon Linux' >&2
  exit 1; }"""


def take_address(allocation_id: str, region: str) -> str:
    """Return the step that takes an Elastic IP over, from whichever instance has it."""
    allocation = shlex.quote(allocation_id)
    complaint = shlex.quote(f"the address {allocation_id} is not this instance's after {ADDRESS_SECONDS} seconds")
    return f"""\
(
{METADATA}
{PATIENTLY}
{_TOOLS}
take() {{
  local instance
  instance=$(metadata instance-id) && aws ec2 associate-address --region {shlex.quote(region)} {_CALL} \\
    --allocation-id {allocation} --instance-id "$instance" --allow-reassociation
}}
patiently {ADDRESS_SECONDS} {complaint} take
)"""


def mount_volume(volume_id: str, region: str, mount_path: str) -> str:
    """Return the step that attaches a volume once it is free, formats it if it is blank, and mounts it for good.

    A disk under the volume's name that was there before is the image's own, and is left alone.
    """
    complaint = shlex.quote(f"the volume {volume_id} is not attached after {VOLUME_SECONDS} seconds")
    return f"""\
(
{METADATA}
{PATIENTLY}
{_TOOLS}
path={shlex.quote(mount_path)}
own=/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_{volume_id.replace("-", "")}
if [ ! -e "$own" ] && {{ [ -e {DEVICE} ] || [ -e /dev/xvdf ]; }}; then
  echo 'ha-web: the image brings a disk as {DEVICE}, the name of the data volume; use another image' >&2
  exit 1
fi
disk() {{
  local each
  for each in "$own" /dev/xvdf {DEVICE}; do
    if [ -e "$each" ]; then echo "$each"; return; fi
  done
  return 1
}}
attach() {{
  local instance
  disk || {{ instance=$(metadata instance-id) && aws ec2 attach-volume --region {shlex.quote(region)} {_CALL} \\
    --volume-id {shlex.quote(volume_id)} --instance-id "$instance" --device {DEVICE} && disk; }}
}}
patiently {VOLUME_SECONDS} {complaint} attach
disk=$(disk)
found=0
kind=$(blkid -p -s TYPE -o value "$disk") || found=$?
case $found in
0) ;;
2) mkfs.xfs "$disk"; kind=xfs ;;
*) echo "ha-web: cannot tell what is on $disk (blkid answers $found); it is left as it is" >&2; exit 1 ;;
esac
uuid=$(blkid -p -s UUID -o value "$disk")
mkdir -p "$path"
grep -qs "^UUID=$uuid " /etc/fstab || echo "UUID=$uuid $path auto defaults,nofail 0 2" >>/etc/fstab
mount "$path"
if [ "$kind" = xfs ]; then xfs_growfs "$path"; fi
)"""
