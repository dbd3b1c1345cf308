"""Files that are no settings: one clear sentence each."""

from pathlib import Path

import pytest

from config import ConfigError, load_stack_file, read_stack_file


def refused(folder: Path, content: bytes | str, name: str = "Pulumi.dev.yaml") -> list[str]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ConfigError) as caught:
        load_stack_file(path)
    return [line.replace(f"{folder}/", "") for line in str(caught.value).splitlines()]


EXAMPLE = "add `config:` and below it `aws:region: eu-west-1`"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", f"is empty; {EXAMPLE}"),
        ("# nothing yet\n", f"is empty; {EXAMPLE}"),
        ("just words\n", f"must be a mapping with `config:` at its top; {EXAMPLE}"),
        ("- a\n", f"must be a mapping with `config:` at its top; {EXAMPLE}"),
        ("secretsprovider: x\n", f"has no `config:`; {EXAMPLE}"),
        ("config:\n", "1: config: is empty; add `aws:region: eu-west-1` below it"),
        (
            "config: yes\n",
            "1: config: must be a mapping of sections, got 'yes'; write one `ha-web:<section>:` a line, "
            "indented below it",
        ),
        ("conifg:\n  a: 1\n", "1: conifg: is not a key of a stack file; did you mean `config`?"),
        ("aws:region: eu-west-1\n", "1: aws:region: stands at the top; indent it below `config:`"),
        (
            "config: {\n",
            "is not YAML at line 2, column 1 (expected the node content, but found '<stream end>'); correct the line",
        ),
        ("config:\n\taws:region: x\n", "is not YAML at line 2, column 1 (a tab); indent with spaces"),
        ("config: a: b\n", "is not YAML at line 1, column 10 (mapping values are not allowed here); correct the line"),
        (
            "config: !python/object:os.system {}\n",
            "is not YAML at line 1, column 9 (could not determine a constructor for "
            "the tag '!python/object:os.system'); correct the line",
        ),
        (b"config:\n  aws:region: \xff\n", "is not UTF-8 (byte 23); save it as UTF-8"),
        (
            "config:\n  aws:region: \x00\n",
            "is not YAML (unacceptable character #x0000: special characters are not allowed "
            'in "<unicode string>", position 22); correct or remove it',
        ),
        ("config: &c\n  x: *c\n", "2: x: must not contain itself; write it without an alias"),
    ],
)
def test_a_file_that_holds_no_settings_gets_one_sentence(tmp_path: Path, content: bytes | str, line: str) -> None:
    separator = "" if line[0].isdigit() else " "
    assert refused(tmp_path, content) == [f"Pulumi.dev.yaml:{separator}{line}"]


def test_keys_given_twice_are_refused_wherever_they_are(tmp_path: Path) -> None:
    text = (
        "config:\n  aws:region: eu-west-1\n  ha-web:scaling:\n    min_size: 1\n    min_size: 2\n  ha-web:scaling: {}\n"
    )
    assert refused(tmp_path, text) == [
        "Pulumi.dev.yaml:5: scaling.min_size: is given twice (first on line 4); remove one of the two",
        "Pulumi.dev.yaml:6: scaling: is given twice (first on line 3); remove one of the two",
    ]


@pytest.mark.parametrize(
    ("section", "got"), [("hello", "'hello'"), ("[a, b]", "a list of 2 entries"), ("12", "12"), ("true", "true")]
)
def test_a_section_of_the_wrong_type_is_said_to_be_one(tmp_path: Path, section: str, got: str) -> None:
    assert refused(tmp_path, f"config:\n  aws:region: eu-west-1\n  ha-web:network: {section}\n") == [
        f"Pulumi.dev.yaml:3: network: must be a mapping of settings, got {got}; write one `name: …` a line, "
        f"indented below it"
    ]


def test_a_section_without_keys_is_said_to_be_empty(tmp_path: Path) -> None:
    assert refused(tmp_path, "config:\n  aws:region: eu-west-1\n  ha-web:network:\n") == [
        "Pulumi.dev.yaml:3: network: must be a mapping of settings, got nothing; give it a value, or remove the "
        "line for "
        "its default"
    ]


def test_two_lines_are_a_whole_file(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.qa.yaml").write_text("config:\n  aws:region: eu-north-1\n")
    settings = load_stack_file(tmp_path, "qa")
    assert (settings.region, settings.base_name) == ("eu-north-1", "ha-web-qa")


def test_the_region_is_required(tmp_path: Path) -> None:
    assert refused(tmp_path, "config: {}\n") == [
        "Pulumi.dev.yaml: aws:region: is missing; add `aws:region: eu-west-1` under `config:`"
    ]


def test_plain_values_are_read_as_pulumi_reads_them(tmp_path: Path) -> None:
    # By YAML 1.1, which PyYAML follows, `on` is true, 1:30 is 90 and 2024-01-01 a date.
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text(
        "config:\n  aws:region: eu-west-1\n  ha-web:naming:\n    tags: {A: on, B: 1:30, C: 2024-01-01, D: "
        "012345678901}\n"
        "  aws:skipMetadataApiCheck: true\n  other:list: [1, 2.5, null]\n"
    )
    assert load_stack_file(path).naming.tags == {"A": "on", "B": "1:30", "C": "2024-01-01", "D": "012345678901"}
    values = read_stack_file(path)
    assert (values["aws:skipMetadataApiCheck"], values["other:list"]) == ("true", "[1, 2.5, null]")


def test_a_stack_that_does_not_exist_names_those_that_do(tmp_path: Path) -> None:
    for name in ("dev", "prod"):
        (tmp_path / f"Pulumi.{name}.yaml").write_text("config: {}\n")
    with pytest.raises(ConfigError) as caught:
        load_stack_file(tmp_path, "prd")
    assert str(caught.value) == f"{tmp_path}: has no stack 'prd'; did you mean `prod`? (there are: dev, prod)"
    with pytest.raises(ConfigError) as caught:
        load_stack_file(tmp_path / "Pulumi.dve.yaml")
    assert str(caught.value) == (
        f"{tmp_path}/Pulumi.dve.yaml: is not there; did you mean `dev`? (stacks in {tmp_path}: dev, prod)"
    )
    with pytest.raises(ConfigError) as caught:
        load_stack_file(tmp_path)
    assert str(caught.value) == f"{tmp_path}: is a folder; name one of its stacks: dev, prod"


def test_a_folder_without_stacks_and_a_path_to_nowhere_are_said_to_be_so(tmp_path: Path) -> None:
    for path, rest in (
        (tmp_path, "has no stack file; add one, e.g. Pulumi.dev.yaml"),
        (tmp_path / "no" / "Pulumi.dev.yaml", "is not there; check its folder's name"),
        (tmp_path / "Pulumi.dev.yaml", f"is not there; stacks in {tmp_path}: none"),
        (tmp_path / "Pulumi.yaml", "is the project's file, not a stack's; use one of Pulumi.<stack>.yaml"),
    ):
        with pytest.raises(ConfigError) as caught:
            load_stack_file(path, "dev")
        assert str(caught.value) == f"{path}: {rest}"


def test_a_file_that_may_not_be_read_is_said_to_be_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text("config: {}\n")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ConfigError) as caught:
        load_stack_file(path)
    assert str(caught.value) == f"{path}: cannot be read (Permission denied); check its permissions"
