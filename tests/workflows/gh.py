"""A stand-in of `gh`, GitHub's command line: it notes what it is called with, and answers about deployments.

Shapes and order, the newest first, are those of GitHub's pages "REST API endpoints for deployments" and "… for
deployment statuses" (docs.github.com/en/rest).
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.workflows import events
from tests.workflows.machine import executable

_PROGRAM = """\
import json, os, sys

words = sys.argv[1:]
with open(os.environ["GH_CALLS"], "a") as calls:
    calls.write(json.dumps([words, os.environ.get("GH_TOKEN")]) + "\\n")
if words[0] == "api":
    path, option, query = words[1:]
    assert option == "--jq", words
    with open(os.environ["GH_ANSWERS"]) as answers:
        told = json.load(answers)[path]
    if query == r'.[] | "\\(.id) \\(.sha)"':
        print("".join(f"{each['id']} {each['sha']}\\n" for each in told), end="")
    elif query == '.[0].state // ""':
        print(told[0]["state"] if told else "")
    else:
        sys.exit(f"the stand-in of gh does not know {query}")
"""


class StandIn:
    """What is to go on PATH, and what it was called with."""

    def __init__(self, folder: Path) -> None:
        program = folder / "gh.py"
        program.write_text(_PROGRAM, "utf-8")
        executable(folder / "path" / "gh", f'exec "{sys.executable}" -I "{program}" "$@"')
        self._calls, self._answers = folder / "gh.calls", folder / "gh.answers"
        self._told: dict[str, Any] = {}
        self.variables = {"GH_CALLS": str(self._calls), "GH_ANSWERS": str(self._answers)}

    def deployments(self, stack: str, found: Mapping[int, tuple[str, str]]) -> None:
        """Say what was deployed to a stack: by the deployment's id its commit and newest state, the newest first."""
        base = f"repos/{events.REPOSITORY}/deployments"
        listed = [{"id": own_id, "sha": commit} for own_id, (commit, _) in found.items()]
        self._told[f"{base}?environment={stack}&per_page=50"] = listed
        for own_id, (_, state) in found.items():
            self._told[f"{base}/{own_id}/statuses"] = [{"state": state}, {"state": "queued"}] if state else []
        self._answers.write_text(json.dumps(self._told), "utf-8")

    def calls(self) -> list[Any]:
        """Return the words of each call, with its token."""
        return [json.loads(line) for line in self._calls.read_text("utf-8").splitlines()]
