"""The releases of a bucket, side by side with what a stack's settings name and its instances run."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..errors import HaWebError
from .releases import Release, in_order, look
from .running import Running, running
from .sizes import size_text
from .stack_bucket import Place

_HEAD = ("VERSION", "RELEASED (UTC)", "SIZE", "SHA-256", "SETTINGS", "RUNNING")


@dataclass(frozen=True)
class Listing:
    """What is released, named and run."""

    bucket: str
    releases: Sequence[Release]
    """The newest first."""
    older: int
    """How many more there are, which are not shown."""
    named: str | None
    """Version that the settings name; None without a stack, or without a release."""
    instances: Sequence[Running] | None
    """None without a stack, or when they could not be asked about."""

    def as_json(self) -> str:
        """Return all of it as a JSON document."""
        document = {
            "bucket": self.bucket,
            "settings": self.named,
            "releases": [
                {
                    "version": each.version,
                    "released_at": each.released_at.isoformat(),
                    "size": each.size,
                    "sha256": each.sha256,
                    "key": each.key,
                    "object_version": each.object_version,
                    "in_settings": each.version == self.named,
                    "instances": None
                    if self.instances is None
                    else [one.instance_id for one in self.instances if one.release == each.version],
                }
                for each in self.releases
            ],
            "older_releases": self.older,
            "instances": None
            if self.instances is None
            else [
                {
                    "id": one.instance_id,
                    "zone": one.zone,
                    "state": one.state,
                    "release": one.release,
                    "template_version": one.template_version,
                }
                for one in self.instances
            ],
        }
        return json.dumps(document, indent=2)

    def as_text(self, *, verbose: bool = False) -> str:
        """Return all of it as a table, with `verbose` each instance below."""
        if not self.releases:
            return "\n".join([f"there is no release in bucket {self.bucket}", *self._remarks(), *self._each(verbose)])
        rows = [
            (
                each.version,
                f"{each.released_at:%Y-%m-%d %H:%M}",
                size_text(each.size),
                each.sha256[:12] or "none",
                "named" if each.version == self.named else "",
                self._runs(each.version),
            )
            for each in self.releases
        ]
        widths = [max(map(len, column)) for column in zip(_HEAD, *rows, strict=True)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in (_HEAD, *rows)
        ]
        more = [f"and {self.older} older; --limit 0 shows them all"] if self.older else []
        return "\n".join([*lines, *more, *self._remarks(), *self._each(verbose)])

    def _runs(self, version: str) -> str:
        if self.instances is None:
            return ""
        count = sum(one.release == version for one in self.instances)
        return f"{count} of {_instances(len(self.instances))}" if count else ""

    def _remarks(self) -> list[str]:
        """Return what the table does not show, though it matters."""
        shown, remarks = {each.version for each in self.releases}, []
        if self.named and self.named not in shown and not self.older:
            remarks.append(f"the settings name {self.named}, which is not in the bucket")
        elsewhere = Counter(one.release for one in self.instances or () if one.release not in shown)
        for version, count in elsewhere.items():
            what = f"{version}, which is not {'shown' if self.older else 'in the bucket'}" if version else "no release"
            remarks.append(f"{count} of {_instances(len(self.instances or ()))} run{'s' * (count == 1)} {what}")
        return remarks

    def _each(self, verbose: bool) -> list[str]:
        if not verbose or not self.instances:
            return []
        lines = [
            f"{one.instance_id}  {one.zone}  {one.state}  {one.release or 'no release'}"
            + (f"  (version {one.template_version} of the launch template)" if one.template_version else "")
            for one in self.instances
        ]
        return ["", *lines]


def listing(where: Place, limit: int, warn: Callable[[str], None]) -> Listing:
    """Return what is released, named and run.

    Args:
        where: Bucket, and the stack if one was named.
        limit: Releases at most; 0 for all.
        warn: Is told when the instances cannot be asked about, which is no reason not to list the releases.

    Raises:
        HaWebError: the bucket or the settings cannot be read.
    """
    entries = in_order(where.aws, where.bucket)
    found = look(where.aws, where.bucket, entries[: limit or None])
    named, instances = None, None
    if where.stack:
        current = where.stack.settings_file.release()
        named = current.version if current else None
        try:
            instances = running(where.stack)
        except HaWebError as error:
            warn(f"what runs where is not known: {error}")
    return Listing(where.bucket, found, len(entries) - len(found), named, instances)


def _instances(count: int) -> str:
    return "1 instance" if count == 1 else f"{count} instances"
