"""`ha-web report`: files in, a comment out, and an exit status by option."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pulumi_ha_web.__main__ import app
from pulumi_ha_web.report import comments
from pulumi_ha_web.report.comments import How, Published

from .made import BUCKET, VPC, document, root, step

ROOT = Path(__file__).parents[2]
CREATED = step("create", VPC, "shop-dev-vpc", new={"cidrBlock": "10.0.0.0/16"})
UPDATED = step("update", BUCKET, "files", old={"a": 1}, new={"a": 2}, named=["a"])
DELETED = step("delete", VPC, "shop-dev-vpc", old={})
FAILED = document() | {"diagnostics": [{"severity": "error", "message": "boom"}]}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def file(folder: Path, name: str, found: Any) -> str:
    path = folder / name
    path.write_text(found if isinstance(found, str) else json.dumps(found), "utf-8")
    return str(path)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["report", *words])


def test_the_report_goes_to_stdout(folder: Path) -> None:
    ran = run(file(folder, "dev.json", document(CREATED)))
    assert ran.exit_code == 0
    assert ran.stdout.startswith(
        "<!-- ha-web report: shop/dev -->\n\n## What this change does\n\n- 🟩 **dev**: 1 created"
    )
    assert ran.stderr == ""


def test_several_previews_make_one_report(folder: Path) -> None:
    prod = document(step("create", VPC, "v", new={}, stack="prod"), first=[root(stack="prod")])
    ran = run(file(folder, "dev.json", document()), file(folder, "prod.json", prod))
    assert ran.stdout.count("## What this change does") == 1
    assert [line for line in ran.stdout.splitlines() if line.startswith("- ")][:2] == [
        "- ✅ **dev**: no changes",
        "- 🟩 **prod**: 1 created: nothing is interrupted",
    ]


def test_a_rehearsal_may_come_alone(folder: Path) -> None:
    found = {"ok": True, "project": "shop", "stack": "dev", "checks": [{"id": "a", "title": "b", "status": "passed"}]}
    ran = run("--rehearsal", file(folder, "r.json", found))
    assert (ran.exit_code, "Rehearsal: 1 promise kept" in ran.stdout) == (0, True)


def test_it_is_written_to_a_file(folder: Path) -> None:
    ran = run(file(folder, "dev.json", document(CREATED)), "--output", str(folder / "report.md"))
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert (folder / "report.md").read_text("utf-8").startswith("<!-- ha-web report: shop/dev -->")


@pytest.mark.parametrize(
    ("found", "statuses"),
    [
        (document(), [0, 0, 0, 0]),
        (document(CREATED), [0, 0, 0, 1]),
        (document(UPDATED), [0, 0, 0, 1]),
        (document(DELETED), [0, 0, 1, 1]),
        (document(step("replace", VPC, "v", old={"a": 1}, new={"a": 2}, named=["a"])), [0, 0, 1, 1]),
        (FAILED, [0, 1, 1, 1]),
        ("{", [0, 1, 1, 1]),
        ("", [0, 1, 1, 1]),
    ],
)
def test_the_exit_status_goes_by_the_option(folder: Path, found: Any, statuses: list[int]) -> None:
    preview = file(folder, "dev.json", found)
    ran = [run(preview, "--fail-on", level) for level in ("never", "problem", "replacement", "change")]
    assert [each.exit_code for each in ran] == statuses
    assert {each.stdout for each in ran} == {run(preview).stdout}, "the report is written all the same"


def test_a_check_that_failed_is_a_problem(folder: Path) -> None:
    found = {"ok": False, "project": "shop", "stack": "dev", "checks": [{"id": "a", "title": "b", "status": "failed"}]}
    words = [file(folder, "dev.json", document()), "--rehearsal", file(folder, "r.json", found)]
    assert [run(*words, "--fail-on", level).exit_code for level in ("never", "problem")] == [0, 1]


def test_a_missing_file_is_reported_and_no_failure_by_itself(folder: Path) -> None:
    ran = run(str(folder / "preview-prod.json"))
    assert ran.exit_code == 0
    assert "❌ **prod**: nothing is known of it: preview-prod.json is not there" in ran.stdout
    assert str(folder) not in ran.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "nothing is given to report on"),
        (["dev.json", "--author", "jane"], "--author jane: says whose comments are ours"),
        (["dev.json", "--summary"], "--summary: GITHUB_STEP_SUMMARY is not set"),
        (["dev.json", "--output", "no/such/folder/x.md"], "--output no/such/folder/x.md: cannot be written: No such"),
        (["dev.json", "--comment", "acme#7"], "--comment acme#7: must be OWNER/REPO#NUMBER"),
    ],
)
def test_what_cannot_be_done_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(folder)
    file(folder, "dev.json", document())
    ran = run(*words)
    assert ran.exit_code == 2
    assert ran.stderr.startswith(said)
    assert "Traceback" not in ran.output


def many(count: int) -> Any:
    changes = [
        step("update", BUCKET, f"bucket-{n}", old={"a": f"old {n}"}, new={"a": f"{n} {'x' * 200}"}, named=["a"])
        for n in range(count)
    ]
    creations = [step("create", VPC, f"a-rather-long-name-of-a-vpc-{n}", new={"a": "x" * 50}) for n in range(2_000)]
    return document(*changes, *creations)


def test_what_a_comment_has_no_room_for_is_in_the_summary_of_the_job(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = folder / "summary.md"
    summary.write_text("what was there\n", "utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    ran = run(file(folder, "dev.json", many(1)), "--summary")
    assert ran.exit_code == 0
    assert "Created (in part). All of it is in the summary of the job.*" in ran.stdout
    assert len(ran.stdout) <= 65_536
    written = summary.read_text("utf-8")
    assert written.startswith("what was there\n<!-- ha-web report: shop/dev -->")
    assert "a-rather-long-name-of-a-vpc-1999" in written


def test_it_becomes_a_comment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That GitHub gets it is tested with its API, in test_comments.py."""
    given = []

    def publish(place: str, body: str, *, author: str | None = None) -> Published:
        given.append((place, body, author))
        return Published("https://github.com/acme/shop/pull/7#1", How.UPDATED, ("a note",))

    monkeypatch.setattr(comments, "publish", publish)
    ran = run(file(folder, "dev.json", document()), "--comment", "acme/shop#7", "--author", "jane")
    assert (ran.exit_code, ran.stdout, ran.stderr) == (
        0,
        "comment updated: https://github.com/acme/shop/pull/7#1\n",
        "a note\n",
    )
    ((place, body, author),) = given
    assert (place, author) == ("acme/shop#7", "jane")
    assert body.startswith("<!-- ha-web report: shop/dev -->")


def test_the_markers_are_those_by_which_comments_are_found(folder: Path) -> None:
    prod = document(first=[root(stack="prod")])
    text = run(file(folder, "a.json", document()), file(folder, "b.json", prod), file(folder, "qa.json", "")).stdout
    assert comments.stacks_of(text) == {("shop", "dev"), ("shop", "prod"), ("shop", "qa")}


def test_nothing_heavy_is_loaded(folder: Path) -> None:
    """A report of a large preview takes less than a second as a whole process; Pulumi alone would take longer."""
    preview = file(folder, "dev.json", document(CREATED, UPDATED, DELETED))
    code = (
        "import sys\n"
        "from pulumi_ha_web.__main__ import main\n"
        f"sys.argv = ['ha-web', 'report', {preview!r}]\n"
        "try:\n    main()\n"
        "finally:\n    print(sorted({each.partition('.')[0] for each in sys.modules}), file=sys.stderr)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("<!-- ha-web report: shop/dev -->")
    loaded = set(json.loads(ran.stderr.replace("'", '"')))
    assert "pulumi_ha_web" in loaded
    assert loaded & {"pulumi", "boto3", "botocore", "rich", "github", "moto", "yaml", "grpc", "requests"} == set()


def test_stdout_is_utf_8_whatever_the_shell_says(folder: Path) -> None:
    preview = file(folder, "dev.json", document())
    ran = subprocess.run(
        [sys.executable, "-m", "pulumi_ha_web", "report", preview],
        cwd=ROOT,
        env={"PYTHONIOENCODING": "ascii", "PATH": ""},
        capture_output=True,
        check=True,
    )
    assert "✅ **dev**" in ran.stdout.decode("utf-8")
