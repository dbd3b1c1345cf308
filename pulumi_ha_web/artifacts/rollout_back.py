"""Bringing a group back to the version of its launch template that it ran before.

AWS offers to roll a refresh back by itself, to what the group launched before the refresh began. Deployed by Pulumi,
that is of no help: its AWS provider writes the new version into the group first, and begins the refresh afterwards
(hashicorp/terraform-provider-aws#34189), so AWS rolls back to the version that just failed. Here the version is looked
for where it can still be seen: on the instances that run it, or in the refreshes of the past.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import ArtifactError
from . import rollout_group
from .clients import Aws
from .rollout import INTERVAL_SECONDS, Clock, SystemClock, duration
from .rollout_group import Group
from .rollout_health import ailments
from .rollout_refresh import SUCCESSFUL, Refresh, cancel, refreshes, start

CANCEL_SECONDS = 900.0
"""How long AWS may take to cancel: it waits for instances that are on their way."""
_SHOWN = 10

_RELEASE = re.compile(r"(?:^|')HA_WEB_RELEASE_VERSION=([A-Za-z0-9][A-Za-z0-9._+-]*)", re.MULTILINE)
_KEPT_PREFERENCES = ("MinHealthyPercentage", "MaxHealthyPercentage", "InstanceWarmup", "StandbyInstances")


@dataclass(frozen=True)
class Way:
    """A way back."""

    leaving: str
    """Number of the version that is left."""
    to: str
    """Number of the version that is gone back to."""
    because: str
    """Where that one was found."""


def release_of(user_data: str | None) -> str | None:
    """Return the release that a launch template's user data (in base64) has instances install, or None."""
    try:
        text = base64.b64decode(user_data or "", validate=True).decode(errors="replace")
    except (binascii.Error, ValueError):
        return None
    found = _RELEASE.search(text)
    return found[1] if found else None


def way_back(aws: Aws, group: Group, known: Sequence[Refresh], to: str | None = None) -> Way:
    """Return which version the group shall go back to.

    Args:
        aws: Whose group.
        group: As it is now.
        known: Its refreshes, the newest first.
        to: Number of the version, where a person named one.

    Raises:
        ArtifactError: the version does not exist, or nobody can tell which one it was.
    """
    leaving = _leaving(group, known)
    if to is None:
        found = _still_running(aws, group, leaving) or _by_history(known, leaving)
        if found is None:
            raise ArtifactError(
                f"{group.name}: no healthy instance runs an older version than {leaving}, and no refresh in the last "
                f"six weeks brought one; name it with --to-version: {_listed(aws, group)}"
            )
    else:
        found = Way(leaving, to, "as asked")
    if found.to not in rollout_group.versions(aws, group.template_id, [found.to] if found.to.isdigit() else []):
        raise ArtifactError(
            f"{found.to}: is not a version of {group.name}'s launch template; name another one with --to-version: "
            f"{_listed(aws, group)}"
        )
    return found


def _leaving(group: Group, known: Sequence[Refresh]) -> str:
    """Return the version to get away from: what the group launches, or the newer one that a refresh did not bring."""
    newest = known[0] if known else None
    unfinished = newest.version if newest and newest.status != SUCCESSFUL else None
    return str(max(int(group.version), int(unfinished or 0)))


def _still_running(aws: Aws, group: Group, leaving: str) -> Way | None:
    sick = {each.of for each in ailments(aws, group)}
    older = [
        int(member.template_version)
        for member in group.in_service
        if member.instance_id not in sick
        and member.template_id == group.template_id
        and member.template_version
        and int(member.template_version) < int(leaving)
    ]
    return Way(leaving, str(max(older)), "healthy instances still run it") if older else None


def _by_history(known: Sequence[Refresh], leaving: str) -> Way | None:
    for refresh in known:
        if refresh.status == SUCCESSFUL and refresh.version and int(refresh.version) < int(leaving):
            when = f" on {refresh.began:%Y-%m-%d %H:%M} UTC" if refresh.began else ""
            return Way(leaving, refresh.version, f"refresh {refresh.id} brought it{when}")
    return None


def _listed(aws: Aws, group: Group) -> str:
    found = rollout_group.versions(aws, group.template_id)
    told = [
        f"{number}{f' (release {release})' if (release := release_of(data.get('UserData'))) else ''}"
        for number, data in list(found.items())[:_SHOWN]
    ]
    more = f" and {len(found) - _SHOWN} older" if len(found) > _SHOWN else ""
    return f"there are {', '.join(told)}{more}"


def go_back(
    aws: Aws,
    name: str,
    to: str | None = None,
    say: Callable[[str], None] = lambda _: None,
    clock: Clock | None = None,
) -> tuple[Way, str]:
    """Begin the way back; return it, and the id of the refresh that goes it.

    A refresh that is going on is cancelled first.

    Args:
        aws: Whose group.
        name: Of the group.
        to: Number of the version, by default the one before.
        say: Is told of each step before it is taken.
        clock: Where time comes from.

    Raises:
        ArtifactError: there is no way back, or AWS refused; what was begun until then was told.
    """
    group, known = rollout_group.look(aws, name), refreshes(aws, name)
    way = way_back(aws, group, known, to)
    if known and not known[0].over:
        say(f"{name}: cancelling refresh {known[0].id} ({known[0].status})")
        _cancelled(aws, name, known[0].id, clock or SystemClock())
    say(f"{name}: going back from version {way.leaving} of the launch template to {way.to}; {way.because}")
    return way, start(aws, name, group.configuration(way.to), _preferences(known))


def _cancelled(aws: Aws, group: str, refresh_id: str, clock: Clock) -> None:
    until = clock.now() + CANCEL_SECONDS
    cancel(aws, group)
    while not (now := refreshes(aws, group, refresh_id)[0]).over:
        if clock.now() >= until:
            raise ArtifactError(
                f"{group}: refresh {refresh_id} is {now.status} since {duration(CANCEL_SECONDS)}, though cancelled; "
                "nothing else was changed; run this again once it has ended"
            )
        clock.sleep(INTERVAL_SECONDS)


def _preferences(known: Sequence[Refresh]) -> Mapping[str, Any]:
    """Return how instances are replaced on the way back: as carefully as the last time, and nothing else as then.

    Not the alarms, which are likely to be ringing; no pauses at checkpoints; and no rollback by AWS, which would bring
    the bad version again.
    """
    last = known[0].preferences if known else {}
    return {
        **{name: last[name] for name in _KEPT_PREFERENCES if name in last},
        "ScaleInProtectedInstances": "Refresh",
        "SkipMatching": True,
        "AutoRollback": False,
    }
