"""A stack's files as Pulumi would hand them over, for any program."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from config import read_stack_file
from rehearsal import RehearsalError
from rehearsal.stack_file import ENCRYPTED, read_stack

ROOT = Path(__file__).resolve().parents[2]
STACKS = sorted(path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in ROOT.glob("Pulumi.*.yaml"))


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., Path]:
    def write(**files: str) -> Path:
        (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
        for stack, text in files.items():
            (tmp_path / f"Pulumi.{stack}.yaml").write_text(text)
        return tmp_path

    return write


def refusal(program: Path, stack: str) -> str:
    with pytest.raises(RehearsalError) as refused:
        read_stack(program, stack)
    return str(refused.value).replace(f"{program}", "PROGRAM")


GOOD = "config:\n  aws:region: eu-west-1\n"


@pytest.mark.parametrize("stack", STACKS)
def test_committed_stacks_are_read_as_the_settings_read_them(stack: str) -> None:
    """Two readers, because neither room may use the other's; they must not drift apart."""
    read = read_stack(ROOT, stack)
    assert (read.project, read.name) == ("ha-web", stack)
    assert dict(read.config) == read_stack_file(ROOT, stack)


def test_values_are_texts_and_what_is_structured_is_json(program: Callable[..., Path]) -> None:
    text = GOOD + "  shop:a: {b: [1, 2.5, null, true]}\n  shop:c: 1:30\n  shop:d: no\n  shop:e: 2024-01-01\n  shop:f:\n"
    read = read_stack(program(dev=text), "dev")
    assert read.project == "shop"
    assert json.loads(read.config["shop:a"]) == {"b": [1, 2.5, None, True]}
    # By YAML 1.1 these would be the number 90, false and a date.
    assert [read.config[f"shop:{key}"] for key in "cdef"] == ["1:30", "no", "2024-01-01", ""]


def test_encrypted_values_have_a_stand_in(program: Callable[..., Path]) -> None:
    read = read_stack(program(dev=GOOD + "  shop:a: {secure: v1:x}\n  shop:b: {c: [{secure: v1:y}]}\n"), "dev")
    assert read.encrypted == ("shop:a", "shop:b")
    assert read.config["shop:a"] == read.config["shop:b"] == ENCRYPTED


def test_a_stack_is_named_or_its_file_is(program: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = program(dev=GOOD)
    assert read_stack(folder, "organisation/shop/dev").name == "dev"
    by_path = read_stack(None, str(folder / "Pulumi.dev.yaml"))
    assert (by_path.program, by_path.name) == (folder, "dev")
    monkeypatch.chdir(folder)
    assert read_stack(None, "Pulumi.dev.yaml").program == Path()


def test_a_stacks_file_may_be_of_another_folder_than_the_program(program: Callable[..., Path], tmp_path: Path) -> None:
    folder = program(dev=GOOD)
    other = tmp_path / "elsewhere"
    other.mkdir()
    (other / "Pulumi.own.yaml").write_text(GOOD)
    read = read_stack(folder, str(other / "Pulumi.own.yaml"))
    assert (read.program, read.name) == (folder, "own")


@pytest.fixture
def example(program: Callable[..., Path]) -> Path:
    """A folder with one stack's file and nothing else, below a program."""
    home = program(dev=GOOD)
    (home / "__main__.py").touch()
    folder = home / "examples" / "small"
    folder.mkdir(parents=True)
    (folder / "Pulumi.tiny.yaml").write_text(GOOD)
    return folder


@pytest.mark.parametrize(
    "given", ["examples/small", "examples/small/", "./examples/small", "examples/small/Pulumi.tiny.yaml"]
)
def test_a_folder_with_one_stacks_file_is_a_stack_of_the_program_above_it(
    example: Path, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(example.parents[1])
    read = read_stack(None, given)
    assert (read.program, read.project, read.name) == (Path(), "shop", "tiny")


def test_the_nearest_program_above_is_the_stacks_own(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example.parent / "Pulumi.yaml").write_text("name: nearer\n")
    assert read_stack(None, str(example)).project == "shop", "without a __main__.py it is no program"
    (example.parent / "__main__.py").touch()
    assert read_stack(None, str(example)).project == "nearer"
    monkeypatch.chdir(example)
    read = read_stack(None, ".")
    assert (read.program, read.name) == (example.parent.resolve(), "tiny")


def test_a_folder_with_one_stacks_file_is_taken_for_a_named_program(
    example: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "Pulumi.yaml").write_text("name: other\n")
    read = read_stack(other, str(example))
    assert (read.program, read.project, read.name) == (other, "other", "tiny")


def test_a_stack_that_is_called_like_a_folder_is_the_stack(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = example.parents[1]
    (home / "dev").mkdir()
    monkeypatch.chdir(home)
    assert read_stack(None, "dev").name == "dev"


def test_a_folder_that_is_not_of_one_stack_is_said_so(example: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    def said(folder: Path) -> str:
        with pytest.raises(RehearsalError) as refused:
            read_stack(None, str(folder))
        return str(refused.value).replace(f"{folder}", "FOLDER")

    assert said(example.parents[1]) == (
        "FOLDER: is the folder of a program, not of a stack; name the stack's file (Pulumi.dev.yaml)"
    )
    assert said(example.parent).startswith("FOLDER: has no stack file; add `config:` and below it")
    (example / "Pulumi.other.yaml").write_text(GOOD)
    assert said(example) == (
        "FOLDER: has several stacks; name one's file: FOLDER/Pulumi.other.yaml, FOLDER/Pulumi.tiny.yaml"
    )
    alone = tmp_path_factory.mktemp("alone")
    (alone / "Pulumi.dev.yaml").write_text(GOOD)
    assert said(alone) == (
        "FOLDER: no folder above it holds a program (Pulumi.yaml and __main__.py); name one with --program"
    )


@pytest.mark.parametrize(
    ("config", "account_id"),
    [
        ('ha-web:naming: {allowed_account_ids: ["210987654321", "123456789012"]}', "210987654321"),
        ('aws:allowedAccountIds: ["210987654321"]', "210987654321"),
        ("ha-web:naming: {allowed_account_ids: []}", None),
        ("shop:text: 210987654321", None),
    ],
)
def test_the_emulated_account_is_one_that_the_stack_allows(
    program: Callable[..., Path], config: str, account_id: str | None
) -> None:
    folder = program(dev=f"config:\n  aws:region: eu-west-1\n  {config}\n")
    assert read_stack(folder, "dev").account_id == account_id


def test_a_key_given_twice_is_refused_as_pulumi_does(program: Callable[..., Path]) -> None:
    twice = "config:\n  aws:region: eu-west-1\n  shop:a: {x: 1}\n  shop:a: {x: 2}\n"
    assert refusal(program(dev=twice), "dev") == (
        "PROGRAM/Pulumi.dev.yaml: is not YAML at line 4, column 3 (`shop:a` is there twice); correct it"
    )


def test_a_stack_that_is_not_there_is_answered_with_those_that_are(program: Callable[..., Path]) -> None:
    folder = program(dev=GOOD, prod=GOOD)
    assert refusal(folder, "prd") == "PROGRAM: has no stack 'prd'; did you mean 'prod'? stacks here: dev, prod"
    assert refusal(folder, "x") == "PROGRAM: has no stack 'x'; stacks here: dev, prod"


def test_a_program_that_is_none_is_said_so(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere", "dev") == "PROGRAM: is not a folder; name the folder of a Pulumi program"
    assert "has no stack file; add `config:` and below it" in refusal(tmp_path, "dev")
    (tmp_path / "Pulumi.dev.yaml").write_text(GOOD)
    assert refusal(tmp_path, "dev") == "PROGRAM/Pulumi.yaml: is not there; name the folder of a Pulumi program"
    (tmp_path / "Pulumi.yaml").write_text("runtime: python\n")
    assert refusal(tmp_path, "dev") == "PROGRAM/Pulumi.yaml: has no `name:`, which names the project; add one"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty; add `config:` and below it `aws:region: eu-west-1`"),
        ("# only a comment\n", "is empty; add"),
        ("hello", "must be a mapping with `config:` at its top, got a str"),
        ("- a\n", "must be a mapping with `config:` at its top, got a list"),
        ("{}\n", "has no `config:`; add"),
        (
            "config: {}\nshop:a: 1\n",
            "shop:a: is not a key of a stack's file; indent it below `config:`, or leave it out",
        ),
        ("config: [1]\n", "config: must be a mapping, got [1]"),
        ("config:\n  a: [\n", "is not YAML at line 3, column 1 ("),
        ("config:\n\tb: 1\n", "is not YAML at line 2, column 1 ("),
        ("config: *nowhere\n", "is not YAML at line 1, column 9 (found undefined alias"),
        ("\0", "is not YAML ("),
        ("a: " + "[" * 5000, "is n"),
    ],
)
def test_a_file_that_is_no_stack_is_said_so(program: Callable[..., Path], text: str, said: str) -> None:
    assert refusal(program(dev=text), "dev").startswith(f"PROGRAM/Pulumi.dev.yaml: {said}")


def test_a_file_that_cannot_be_read_is_said_so(program: Callable[..., Path]) -> None:
    folder = program(dev=GOOD)
    (folder / "Pulumi.dev.yaml").write_bytes(b"\xff\xfe\xff")
    assert refusal(folder, "dev") == "PROGRAM/Pulumi.dev.yaml: is not UTF-8 (byte 1); save it as UTF-8"
    assert refusal(folder, str(folder / "notes.yaml")).endswith("name one of the form Pulumi.<stack>.yaml")
