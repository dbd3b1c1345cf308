"""What a group has done lately, in its own words: why instances did not come, or went again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from .clients import Aws
from .explain import explaining

MOST = 10
"""Lines that a person reads."""
LATEST = 20
"""Activities looked at where no beginning is known."""

_FAILED = ("Failed", "Cancelled")


def explanations(aws: Aws, group: str, since: datetime | None) -> list[str]:
    """Return the activities that explain why a rollout is not well: failed ones first, then failed health checks.

    Where neither explains anything, the three latest.

    Args:
        aws: Whose group.
        group: Its name.
        since: When the rollout began; without it, the latest activities are looked at.

    Raises:
        ArtifactError: they cannot be asked about.
    """
    found = list(_activities(aws, group, since))
    failed = [each for each in found if each.get("StatusCode") in _FAILED]
    sick = [each for each in found if each not in failed and "health check" in each.get("Cause", "").lower()]
    return _lines([*failed, *sick] or found[:3])


def _activities(aws: Aws, group: str, since: datetime | None) -> Iterator[Mapping[str, Any]]:
    """Return the activities since a time, as AWS sorts them: those in progress, then the others, the newest first."""
    with explaining(f"asking about the activities of {group}"):
        pages = aws.client("autoscaling").get_paginator("describe_scaling_activities")
        for page in pages.paginate(AutoScalingGroupName=group):
            if since is None:
                yield from page["Activities"][:LATEST]
                return
            for each in page["Activities"]:
                if each["StartTime"] >= since:
                    yield each
                elif "EndTime" in each:
                    return


def _lines(activities: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return a line for each, those that say the same once, with how often it happened."""
    times = Counter(map(_saying, activities))
    newest = {_saying(each): each for each in reversed(activities)}
    lines = []
    for saying in list(times)[:MOST]:
        each, often = newest[saying], f" ({times[saying]} times)" if times[saying] > 1 else ""
        cause = _one_line(each.get("Cause", ""))
        why = f"; cause: {cause}" if cause else ""
        message = _one_line(each.get("StatusMessage", ""))
        lines.append(
            f"{each['StartTime']:%H:%M:%S} UTC {each.get('StatusCode', '')}: "
            f"{_one_line(each.get('Description', ''))}{f': {message}' if message else ''}{why}{often}"
        )
    if len(times) > MOST:
        lines.append(f"… and {len(times) - MOST} more")
    return lines


def _saying(activity: Mapping[str, Any]) -> tuple[str, str]:
    """Return by what two activities are alike: instances and times differ in every one of them."""
    message = _one_line(activity.get("StatusMessage", ""))
    description = re.sub(r"i-[0-9a-f]+", "", activity.get("Description", ""))
    return str(activity.get("StatusCode", "")), message or _one_line(description)


def _one_line(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
