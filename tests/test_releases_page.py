"""docs/releases.md, the contract with whoever writes the application, says what the program does."""

import re
import subprocess

import pytest
import yaml

from components import _release_boot as boot
from components._first_boot import ENVIRONMENT_FILE
from components._release_boot import ReleaseBoot
from config import load
from config.values import OTHER_ARCHIVES, TAR_ENDINGS
from tests.program import ROOT, as_texts

PAGE = (ROOT / "docs" / "releases.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
SCRIPTS = [text for language, text in BLOCKS if language == "bash"]
ROWS = re.search(r"\| message on the console .*?\n\|---.*?\n(.*?)\n\n", PAGE, re.DOTALL)
MESSAGES = [text for row in ROWS[1].splitlines() for text in re.findall("`(.*?)`", row.split("|")[1])] if ROWS else []
OF_S3 = re.compile(r"AccessDenied|NoSuch\w+")


def rendered() -> str:
    """Return all that first boots may say and do about a release, of either kind."""
    named = {"bucket": "b", "version": "1", "object_version": "v", "sha256": "0" * 64}
    kinds = [ReleaseBoot(stack="s", region="r", key=f"releases/1/{file}", **named) for file in ("a.tar.gz", "a")]
    return "\n".join(each.failures(True) + each.steps() for each in kinds)


def test_the_release_that_it_names_is_accepted() -> None:
    (text,) = (text for language, text in BLOCKS if language == "yaml")
    release = load(as_texts({"aws:region": "eu-west-1", **yaml.safe_load(text)}), stack="dev", source="the page")
    assert release.artifacts.release is not None


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.splitlines()[1])
def test_its_scripts_are_ones_that_bash_can_read(script: str) -> None:
    assert script.startswith("#!/bin/bash\n")
    read = subprocess.run(["bash", "-n"], input=script.encode(), capture_output=True, check=False)
    assert (read.returncode, read.stderr) == (0, b"")


def test_it_has_an_example_of_each_kind() -> None:
    assert len(SCRIPTS) == 2
    assert "```go" in PAGE


@pytest.mark.parametrize("message", MESSAGES)
def test_every_message_that_it_explains_is_one_that_is_told(message: str) -> None:
    said = rendered().replace("$tool", "zstd")
    for part in filter(None, map(str.strip, message.split("…"))):
        # What a message ends in may be AWS's own.
        assert OF_S3.fullmatch(part) or part in said, f"{part!r} is never said"


def test_every_failure_is_explained() -> None:
    told = re.findall(r"fail (?:'([^']*)'|\"([^\"]*)\")", rendered())
    explained = [part.strip() for message in MESSAGES for part in message.split("…") if part.strip()]
    for sentence in {one or other for one, other in told} - {"s3://$bucket/$key could not be fetched"}:
        assert any(part in sentence for part in explained), f"{sentence!r} is not explained"


def test_its_figures_and_places_are_those_of_the_program() -> None:
    assert all(f"`{ending}`" in PAGE for ending in TAR_ENDINGS)
    assert {".zip", ".jar", ".gz"} <= set(OTHER_ARCHIVES)
    assert (boot.INSTALL_SECONDS, boot.FETCH_SECONDS, boot.LOOKS) == (15 * 60, 15 * 60, 5)
    assert (len(boot.PAUSES) + 1, round(sum(boot.PAUSES) / 60)) == (8, 3)
    assert all(f"`{place}" in PAGE for place in (boot.RELEASES, boot.CURRENT, boot.SERVICE, ENVIRONMENT_FILE))
    assert (boot.NAMESPACE, boot.METRIC, boot.DIMENSION) == ("ha-web/", "BootFailures", "Release")
