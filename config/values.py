"""The checks of single values that need more than a pattern, and the limits they hold.

Whatever takes long to import is imported by the check that needs it: most stacks never do.
"""

import ipaddress
import re
from datetime import UTC, datetime

from .constraints import refusal
from .problems import nearest
from .secrets import has_secret

VPC_LARGEST, VPC_SMALLEST = 16, 23
"""AWS takes a VPC from /16. Beyond /23, a subnet (4 bits longer) would be smaller than LOAD_BALANCER_SUBNET."""
SUBNET_BITS = 4
"""8 zone slots x 2 tiers = 16 subnets; every zone's place is kept, so that a zone added later moves no other."""
LOAD_BALANCER_SUBNET = 27
"""An Application Load Balancer takes no subnet smaller than /27 (ELB user guide, "Subnets")."""
ZONE_LETTERS = "abcdefgh"
"""Zones with an address slot. No region has one beyond `f` today (us-east-1)."""
PRIVATE_RANGES = tuple(map(ipaddress.IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
"""RFC 1918."""
TAG_KEY_CHARACTERS, TAG_VALUE_CHARACTERS = 128, 256
"""EC2 user guide, "Tag restrictions"."""
NAME_CHARACTERS = 100
"""AWS takes 255 for a hook or a scheduled action; the rest is left to what the project puts before the name."""


def cidr(value: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """Return the range that `value` is."""
    try:
        interface = ipaddress.ip_interface(value)
    except ValueError:
        raise refusal("must be a range in CIDR form", "use e.g. 10.20.0.0/16") from None
    if "/" not in value or interface.ip != interface.network.network_address:
        raise refusal("must be the first address of a range, with its size", f"use {interface.network}")
    return interface.network


def is_private(network: ipaddress.IPv4Network) -> bool:
    """Return whether the whole of `network` is in a private range (RFC 1918)."""
    return any(network.subnet_of(private) for private in PRIVATE_RANGES)


def ipv4_cidr(value: str) -> None:
    """Check an IPv4 range."""
    if cidr(value).version != 4:
        raise refusal("must be an IPv4 range", "use e.g. 10.50.0.0/16")


def private_cidr(value: str) -> None:
    """Check a range that a VPC of this layout can have."""
    network = cidr(value)
    if not isinstance(network, ipaddress.IPv4Network) or not is_private(network):
        raise refusal("must be private (RFC 1918)", "use e.g. 10.20.0.0/16")
    if not VPC_LARGEST <= network.prefixlen <= VPC_SMALLEST:
        raise refusal(
            f"must be /{VPC_LARGEST} to /{VPC_SMALLEST}: {len(ZONE_LETTERS)} zone slots with 2 subnets each make a "
            f"subnet's prefix {SUBNET_BITS} longer, and a load balancer's subnet must be "
            f"/{LOAD_BALANCER_SUBNET} or larger",
            f"use e.g. {network.network_address}/{min(max(network.prefixlen, VPC_LARGEST), VPC_SMALLEST)}",
        )


def cron(value: str) -> None:
    """Check a recurrence as EC2 Auto Scaling takes it."""
    # croniter takes 60 ms to import and knows more than AWS does (@daily, seconds, L, #): only its calendar is used.
    remedy = "use minute, hour, day of month, month and day of week, e.g. '0 8 * * MON-FRI'"
    if not re.fullmatch(CRON, value):
        raise refusal("must be a cron expression of five fields", remedy)
    from croniter import croniter
    from croniter.croniter import CroniterError

    try:
        croniter(value, datetime(2024, 1, 1, tzinfo=UTC)).get_next()
    except CroniterError:
        raise refusal("must be a cron expression that comes due", remedy) from None


_CRON_FIELD = r"(?:[\d*,/-]|[A-Za-z]{3})+"
CRON = rf"{_CRON_FIELD}(?: {_CRON_FIELD}){{4}}"


def time_zone(value: str) -> None:
    """Check the name of a time zone."""
    import zoneinfo

    try:
        # `localtime` and the like are files beside the zones, and not names that AWS knows.
        if "/" in value or value == "UTC":
            zoneinfo.ZoneInfo(value)
            return
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        pass
    found = nearest(value, zoneinfo.available_timezones())
    raise refusal("must be a time zone of the IANA database", f"use e.g. {found or 'Europe/Dublin'}")


def status_codes(value: str) -> None:
    """Check a target group's matcher."""
    bounds = [part.partition("-")[::2] for part in value.split(",")]
    if not re.fullmatch(STATUS_CODES, value) or any(last and int(last) < int(first) for first, last in bounds):
        raise refusal("must be HTTP status codes from 200 to 499", "use e.g. '200', '200,204' or '200-299'")


STATUS_CODES = r"[2-4]\d\d(?:-[2-4]\d\d)?(?:,[2-4]\d\d(?:-[2-4]\d\d)?)*"


def tag_key(value: str) -> None:
    """Check a tag's key."""
    if not 1 <= len(value) <= TAG_KEY_CHARACTERS or not re.fullmatch(_TAG_CHARACTERS, value):
        raise refusal(f"must be 1 to {TAG_KEY_CHARACTERS} letters, digits, spaces or any of _.:/=+-@", "rename the tag")
    if value.lower().startswith("aws:"):
        raise refusal("must not start with `aws:`, which AWS keeps for itself", "rename the tag")


def tag_value(value: str) -> None:
    """Check a tag's value."""
    if len(value) > TAG_VALUE_CHARACTERS or not re.fullmatch(_TAG_CHARACTERS, value):
        raise refusal(
            f"must be at most {TAG_VALUE_CHARACTERS} letters, digits, spaces or any of _.:/=+-@",
            "shorten it or leave out other characters",
        )
    if value != value.strip():
        raise refusal("must not begin or end with a space", "remove the space")


_TAG_CHARACTERS = r"[\w .:/=+@-]*"


def s3_key(value: str) -> None:
    """Check an object's key."""
    if not 1 <= len(value.encode()) <= S3_KEY_BYTES or re.search(r"^/|(^|/)\.\.?(/|$)|[\x00-\x1f\x7f]", value):
        raise refusal(
            f"must be an object key of 1 to {S3_KEY_BYTES} bytes without a leading slash, `.` or `..` as a part, or "
            "control characters",
            "use e.g. releases/app.tar.gz",
        )


S3_KEY_BYTES = 1024
"""S3 user guide, "Naming objects"."""


RELEASE_WORD = r"[A-Za-z0-9][A-Za-z0-9._+-]"
RELEASE_VERSION, RELEASE_FILE = rf"{RELEASE_WORD}{{0,63}}", rf"{RELEASE_WORD}{{0,127}}"
"""What a release and its file may be called: they become a folder's name and a line of a systemd unit."""
RELEASE_KEY = f"releases/{RELEASE_VERSION}/{RELEASE_FILE}"
TAR_ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.zst")
OTHER_ARCHIVES = (".zip", ".jar", ".war", ".whl", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".deb", ".rpm")
"""Endings of what is neither unpacked nor an executable by itself."""


def release_key(value: str) -> None:
    """Check the key of a release."""
    if not re.fullmatch(RELEASE_KEY, value):
        raise refusal(
            "must be releases/<version>/<file name>, the name of at most 128 letters, digits, `.`, `_`, `+` and `-`, "
            "the first one a letter or digit",
            "use e.g. releases/1.4.2/app.tar.gz",
        )
    if value.endswith(OTHER_ARCHIVES) and not value.endswith(TAR_ENDINGS):
        raise refusal(
            f"must name a tar ({', '.join(TAR_ENDINGS)}) or one executable file",
            "pack what you have as a tar with an executable `install` at its top (docs/releases.md)",
        )


def object_version(value: str) -> None:
    """Check S3's version of an object."""
    if value == "null" or not re.fullmatch(OBJECT_VERSION, value):
        raise refusal(
            "must be the version id that S3 gave the object, not `null`, which an upload may overwrite",
            "use what `ha-web artifacts versions` shows",
        )


OBJECT_VERSION = r"[A-Za-z0-9._~+/=-]{1,256}"
"""S3 knows it as any text of at most 1,024 bytes that a URL takes; those that it gives have 32 of these."""


def sha256(value: str) -> None:
    """Check a digest."""
    if not re.fullmatch(SHA256, value):
        raise refusal(
            f"must be a SHA-256, 64 hexadecimal digits in lowercase; this has {len(value)} characters",
            "use what `sha256sum` prints before the file's name",
        )


SHA256 = "[0-9a-f]{64}"


def no_secret(value: str) -> None:
    """Check that a text anybody may read holds no secret."""
    if has_secret(value):
        raise refusal(
            "must not hold a secret: who may describe the resource can read it",
            "let the instance fetch it at run time, by its role",
        )


def script(value: str) -> None:
    """Check a script for the first boot."""
    if value.startswith(("#cloud-config", "#include", "#part-handler", "#cloud-boothook", "Content-Type:")):
        raise refusal(
            "must be a shell script, or start with `#!`; not a cloud-init document",
            "name packages and services in instance.user_data.packages and .services",
        )
    if SCRIPT_END in value or "\0" in value:
        raise refusal(f"must not have {SCRIPT_END} or a NUL in it; the first marks the script's end", "rename it")
    if not value.strip():
        raise refusal("must not be blank", "remove the line, or write a script")
    no_secret(value)


SCRIPT_END = "HA_WEB_END_OF_SCRIPT"
"""The marker after the script in the rendered user data."""


def inside(name: str, domain: str) -> bool:
    """Return whether a domain name is `domain` or below it."""
    return name == domain or name.endswith(f".{domain}")


def mount_path(value: str) -> None:
    """Check the folder that a volume is mounted at."""
    if not re.fullmatch(MOUNT_PATH, value) or len(value) > MOUNT_PATH_CHARACTERS:
        raise refusal(
            f"must be a folder's whole path of at most {MOUNT_PATH_CHARACTERS} letters, digits, `-`, `_` and `.`, with "
            "one slash before each part and none at the end",
            "use e.g. /data",
        )
    if value in SYSTEM_FOLDERS:
        raise refusal("must not be a folder of the system, which the volume would hide", "use e.g. /data")


MOUNT_PATH = r"(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)+"
MOUNT_PATH_CHARACTERS = 100
"""The path is part of the user data, which has a limit."""
SYSTEM_FOLDERS = (
    *("/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib64", "/opt", "/proc", "/root", "/run", "/sbin", "/sys"),
    *("/tmp", "/usr", "/var", "/var/lib", "/var/log", "/var/run"),  # noqa: S108  (names, not files)
)
"""Folders in which Amazon Linux keeps what it needs to run, or to be reached."""


def instance_type(value: str) -> None:
    """Check the form of an instance type; which ones exist is AWS's to say."""
    if not re.fullmatch(INSTANCE_TYPE, value):
        raise refusal("must be an instance type", "use e.g. t3.micro")
    if value.startswith("mac"):
        raise refusal("must not be a Mac, which runs on a Dedicated Host only", "use e.g. t4g.small")


INSTANCE_TYPE = r"[a-z][a-z0-9-]*\d[a-z0-9-]*\.[a-z0-9-]+"
