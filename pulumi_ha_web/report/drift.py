"""Drift: what stands in AWS is not as the program says, found by a preview that reads everything anew.

Such a preview has a step `refresh` for each resource, which is no change; what differs comes as a change beside it: a
resource that somebody deleted is created, a changed one is updated. So it does with what was never deployed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from . import previews
from .fit import LIMIT
from .markdown import plain
from .model import Preview, State, Subject
from .page import page
from .words import counted


class Verdict(StrEnum):
    """Whether a stack has drifted."""

    NONE = "none"
    DRIFT = "drift"
    UNKNOWN = "unknown"
    """The preview failed, or cannot be read."""
    NOT_LOOKED = "not looked"
    """The preview was made without `--refresh`: it compares the program with what Pulumi remembers."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a preview says about the drift of its stack."""

    preview: Preview
    verdict: Verdict

    @property
    def name(self) -> str:
        """Project and stack."""
        return "/".join(filter(None, (self.preview.project, self.preview.stack)))

    @property
    def words(self) -> str:
        """What was found, in a few plain words."""
        preview = self.preview
        match self.verdict:
            case Verdict.DRIFT:
                return f"drift: {counted(preview.counts)} by the next `pulumi up`"
            case Verdict.UNKNOWN:
                first = preview.problems[0].splitlines()[0] if preview.problems else "it does not say why"
                return f"nobody knows whether it has drifted: {first}"
            case Verdict.NOT_LOOKED:
                return (
                    f"{preview.source} was made without reading the account, so that it cannot tell; make it with: "
                    f"ha-web preview {preview.stack} --refresh --output {preview.source}"
                )
        return "no drift, since it is not deployed" if preview.never_deployed else "no drift"

    @property
    def text(self) -> str:
        """The issue's text: our report, with what it means and what to do before it."""
        title = _HEADS[self.verdict].format(name=plain(self.name))
        return page([Subject(preview=self.preview)], LIMIT, title=title, before=_TEXTS[self.verdict])


_HEADS = {
    Verdict.DRIFT: "{name} is not as its program says",
    Verdict.UNKNOWN: "Nobody knows whether {name} is as its program says",
}
_TEXTS = {
    Verdict.DRIFT: (
        "Something was changed in AWS without the program, or a change of the program was never deployed. Below is "
        "what `pulumi up` would do now: it undoes the one, and does the other.\n\n"
        "- To have it as the program says, deploy.\n"
        "- To keep what was changed, say so in the program or its settings, and deploy that.\n"
        "- To leave it for now, close this issue as *not planned*: it is opened again only once the drift is another "
        "one.\n\n"
        "This text is brought up to date by each look, and the issue is closed when there is no drift any more."
    ),
    Verdict.UNKNOWN: (
        "The preview that looks for drift failed, or its file cannot be read. This text is brought up to date by each "
        "look, and the issue is closed when there is no drift."
    ),
}


def read(path: Path) -> Finding:
    """Return what the preview in a file says about drift."""
    preview = previews.read(path)
    return Finding(preview=preview, verdict=_verdict(preview))


def _verdict(preview: Preview) -> Verdict:
    if preview.state is not State.COMPLETE:
        return Verdict.UNKNOWN
    if preview.never_deployed:
        return Verdict.NONE  # nothing stands that could have drifted; all that it says is created
    if not preview.refreshed:
        return Verdict.NOT_LOOKED
    return Verdict.DRIFT if preview.real_changes else Verdict.NONE
