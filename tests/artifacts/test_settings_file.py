"""A stack's settings file: one setting changes, and every other byte stays."""

import os
import stat
from difflib import ndiff
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from config.loader import read_stack_file
from pulumi_ha_web.artifacts.settings_file import ReleaseSettings, SettingsFile
from pulumi_ha_web.artifacts.settings_file_edit import read, with_text
from pulumi_ha_web.errors import ArtifactError

ROOT = Path(__file__).resolve().parents[2]
RELEASE = ReleaseSettings("1.10", "releases/1.10/app.tar.gz", "3sL4kqtJlcpXroDTDmJ", "0123456789e" * 5 + "012345678")
LINES = [
    "    release:",
    '      version: "1.10"',
    '      key: "releases/1.10/app.tar.gz"',
    '      object_version: "3sL4kqtJlcpXroDTDmJ"',
    f'      sha256: "{RELEASE.sha256}"',
]
IN_BRACES = (
    '{version: "1.10", key: "releases/1.10/app.tar.gz", object_version: "3sL4kqtJlcpXroDTDmJ", '
    f'sha256: "{RELEASE.sha256}"}}'
)


def stack_file(folder: Path, text: str) -> SettingsFile:
    path = folder / "Pulumi.dev.yaml"
    path.write_bytes(text.encode())
    return SettingsFile(path)


def added(before: str, after: str) -> list[str]:
    """Return what was added, and make sure that nothing was removed or moved."""
    diff = [line for line in ndiff(before.splitlines(), after.splitlines()) if line[0] != "?"]
    assert [line for line in diff if line[0] == "-"] == []
    return [line[2:] for line in diff if line[0] == "+"]


@pytest.mark.parametrize("stack", ["dev", "local", "prod"])
def test_a_committed_stack_gets_five_lines_and_keeps_all_others(stack: str, tmp_path: Path) -> None:
    before = (ROOT / f"Pulumi.{stack}.yaml").read_text()
    file = stack_file(tmp_path, before)
    assert file.release() is None
    assert file.point_at(RELEASE) is True
    assert added(before, file.path.read_text()) == LINES
    assert file.release() == RELEASE
    assert file.point_at(RELEASE) is False


def test_it_stands_in_its_section_where_the_program_finds_it(tmp_path: Path) -> None:
    file = stack_file(tmp_path, (ROOT / "Pulumi.local.yaml").read_text())
    file.point_at(RELEASE)
    lines = file.path.read_text().splitlines()
    at = lines.index(LINES[0])
    assert lines[at - 2 : at] == ["  ha-web:artifacts:", "    removable: true"]
    assert lines[at + 5 :][:2] == ["", lines[at + 6]]
    assert lines[at + 6].startswith("# Pulumi's mark")
    values = read_stack_file(file.path)
    assert yaml.safe_load(values["ha-web:artifacts"]) == {"removable": True, "release": RELEASE.as_dict()}


PATH = ("config", "ha-web:artifacts", "release", "version")

CASES: dict[str, tuple[str, str]] = {
    "no artifacts": (
        "config:\n  aws:region: eu-west-1   # here\n\n# end\n",
        "config:\n  aws:region: eu-west-1   # here\n  ha-web:artifacts:\n{release}\n# end\n",
    ),
    "no config": ("# empty so far\n", "# empty so far\nconfig:\n  ha-web:artifacts:\n{release}"),
    "nothing": ("", "config:\n  ha-web:artifacts:\n{release}"),
    "no end of line at the end": (
        "config:\n  aws:region: eu-west-1",
        "config:\n  aws:region: eu-west-1\n  ha-web:artifacts:\n{release}",
    ),
    "an empty section": (
        "config:\n  ha-web:artifacts:   # all commented out\n    # removable: true\n  aws:region: a\n",
        "config:\n  ha-web:artifacts:   # all commented out\n{release}    # removable: true\n  aws:region: a\n",
    ),
    "comments below the last key": (
        "config:\n  ha-web:artifacts:\n    removable: true\n    # kms_key_arn: …\n  # of the region\n  aws:region: a\n",
        "config:\n  ha-web:artifacts:\n    removable: true\n    # kms_key_arn: …\n{release}  # of the region\n"
        "  aws:region: a\n",
    ),
    "text over several lines at the end": (
        "config:\n  ha-web:artifacts:\n    initial_object:\n      content: |\n        <p>\n\nencryptionsalt: v1\n",
        "config:\n  ha-web:artifacts:\n    initial_object:\n      content: |\n        <p>\n{release}\n"
        "encryptionsalt: v1\n",
    ),
    "text that keeps its empty lines": (
        "config:\n  ha-web:artifacts:\n    a: |+\n      <p>\n\nencryptionsalt: v1\n",
        "config:\n  ha-web:artifacts:\n    a: |+\n      <p>\n\n{release}encryptionsalt: v1\n",
    ),
    "an alias at the end": (
        "config:\n  a: &kept {b: true}\n  ha-web:artifacts:\n    first: 1\n    other: *kept  # as above\n  b: 1\n",
        "config:\n  a: &kept {b: true}\n  ha-web:artifacts:\n    first: 1\n    other: *kept  # as above\n{release}"
        "  b: 1\n",
    ),
    "braces": (
        "config:\n  ha-web:artifacts: {removable: true}  # short\n",
        "config:\n  ha-web:artifacts: {removable: true, release: {braces}}  # short\n",
    ),
    "empty braces": ("config:\n  ha-web:artifacts: {}\n", "config:\n  ha-web:artifacts: {release: {braces}}\n"),
    "braces with space and comma": (
        "config:\n  ha-web:artifacts: { removable: true, }\n",
        "config:\n  ha-web:artifacts: { removable: true, release: {braces} }\n",
    ),
    "braces over several lines": (
        "config:\n  ha-web:artifacts: {\n    removable: true  # one, two\n  }\n",
        "config:\n  ha-web:artifacts: {\n    removable: true,  # one, two\n    release: {braces}\n  }\n",
    ),
    "null": ("config:\n  ha-web:artifacts: null\n", "config:\n  ha-web:artifacts: {release: {braces}}\n"),
    "an indentation of four": (
        "config:\n    aws:region: a\n",
        "config:\n    aws:region: a\n    ha-web:artifacts:\n{release4}",
    ),
    "a release that exists": (
        "config:\n  ha-web:artifacts:\n    release:  # by hand\n      sha256: 'ab'  # of it\n      version: 1.4\n"
        "      key: >-\n        a\n        b\n      object_version: null\n    removable: true\n",
        'config:\n  ha-web:artifacts:\n    release:  # by hand\n      sha256: "{sha256}"  # of it\n'
        '      version: "1.10"\n'
        '      key: "releases/1.10/app.tar.gz"\n      object_version: "3sL4kqtJlcpXroDTDmJ"\n    removable: true\n',
    ),
    "half a release": (
        "config:\n  ha-web:artifacts:\n    release:\n      version: 1.4\n    removable: true\n",
        "config:\n  ha-web:artifacts:\n{release}    removable: true\n",
    ),
}


@pytest.mark.parametrize(("before", "expected"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["unix", "windows"])
def test_where_it_is_put(before: str, expected: str, newline: str, tmp_path: Path) -> None:
    block = "".join(f"{line}\n" for line in LINES)
    block4 = "".join(" " * (len(line) - len(line.lstrip())) + line + "\n" for line in LINES)
    for name, text in (("release4", block4), ("release", block), ("braces", IN_BRACES), ("sha256", RELEASE.sha256)):
        expected = expected.replace(f"{{{name}}}", text)
    file = stack_file(tmp_path, before.replace("\n", newline))
    assert file.point_at(RELEASE)
    if "\n" not in before:
        newline = "\n"  # it has none to go by
    assert file.path.read_bytes().decode() == expected.replace("\n", newline)
    assert file.release() == RELEASE
    assert file.point_at(RELEASE) is False


REFUSED = {
    "a tab": (
        "config:\n\taws:region: a\n",
        "is not YAML (found character '\\t' that cannot start any token at line 2)",
    ),
    "a list": ("- config\n", "its top: must be a mapping"),
    "a text": ("config:\n  ha-web:artifacts: yes\n", "config.ha-web:artifacts: must be a mapping"),
    "twice": ("config:\n  ha-web:artifacts: {}\n  ha-web:artifacts: {}\n", "ha-web:artifacts: is given twice"),
    "shared": (
        "config:\n  a: &one\n    removable: true\n  ha-web:artifacts: *one\n",
        "config.ha-web:artifacts: is used in several places",
    ),
    "a version that is a list": (
        "config:\n  ha-web:artifacts:\n    release: {version: [1]}\n",
        "config.ha-web:artifacts.release.version: must be a text",
    ),
    "a text without an end": (
        "config:\n  ha-web:artifacts:\n    content: |\n      <p>",
        "has no place where `config.ha-web:artifacts.release.version` could be put without changing something else",
    ),
}


@pytest.mark.parametrize(("before", "said"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_refused_stays_untouched(before: str, said: str, tmp_path: Path) -> None:
    file = stack_file(tmp_path, before)
    for refused in (file.check, lambda: file.point_at(RELEASE)):
        with pytest.raises(ArtifactError) as error:
            refused()
        assert str(error.value).startswith(f"{file.path}: {said}")
        assert file.path.read_bytes() == before.encode()
    assert [each.name for each in tmp_path.iterdir()] == ["Pulumi.dev.yaml"]


SCALARS = st.one_of(
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=12),
    st.integers(),
    st.booleans(),
    st.none(),
    st.just("two\nlines\n"),
    st.just("# no comment"),
)
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc:-", min_size=1, max_size=6), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(
    config=st.dictionaries(st.text("abc:-", min_size=1, max_size=8), DOCUMENTS, max_size=4),
    artifacts=DOCUMENTS,
    style=st.sampled_from([None, True, False]),
    indent=st.sampled_from([2, 3, 4]),
    above=st.booleans(),
)
def test_whatever_a_file_says_it_says_afterwards(
    config: dict[str, Any], artifacts: Any, style: bool | None, indent: int, above: bool
) -> None:
    settings = artifacts if isinstance(artifacts, dict) else None
    section = {"ha-web:artifacts": settings}
    data = {"config": {**section, **config} if above else {**config, **section}, "encryptionsalt": "v1:="}
    before = yaml.safe_dump(data, default_flow_style=style, indent=indent, sort_keys=False, allow_unicode=True)
    told, was = read(with_text(before, PATH, "1.10")), read(before)
    assert told["config"]["ha-web:artifacts"].pop("release") == {"version": "1.10"}
    if settings is None:
        was["config"]["ha-web:artifacts"] = {}
    assert told == was


def test_a_process_that_ends_in_between_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = stack_file(tmp_path, "config:\n  aws:region: a\n")
    seen: list[bytes] = []

    def killed(new: Path, target: Path) -> None:
        seen.append(new.read_bytes())
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        file.point_at(RELEASE)
    assert file.path.read_text() == "config:\n  aws:region: a\n"
    assert b"releases/1.10/app.tar.gz" in seen[0], "the new file was whole before it took the old one's place"


def test_a_disk_that_is_full_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = stack_file(tmp_path, "config:\n  aws:region: a\n")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ArtifactError, match=r"cannot be written \(No space left on device\) and is as it was"):
        file.point_at(RELEASE)
    assert [each.name for each in tmp_path.iterdir()] == ["Pulumi.dev.yaml"]
    assert file.path.read_text() == "config:\n  aws:region: a\n"


def test_a_file_that_somebody_else_changes_meanwhile_is_theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = stack_file(tmp_path, "config:\n  aws:region: a\n")
    monkeypatch.setattr(os, "fsync", lambda handle: file.path.write_text("config:\n  aws:region: b\n"))
    with pytest.raises(ArtifactError, match="was changed by something else"):
        file.point_at(RELEASE)
    assert file.path.read_text() == "config:\n  aws:region: b\n"


def test_links_permissions_and_a_byte_order_mark_stay(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    file = stack_file(kept, "\ufeffconfig:\n  aws:region: a\n")
    file.path.chmod(0o640)
    link = tmp_path / "Pulumi.dev.yaml"
    link.symlink_to(file.path)
    assert SettingsFile(link).point_at(RELEASE)
    assert link.is_symlink()
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o640
    assert file.path.read_bytes().startswith("\ufeffconfig:\n  aws:region: a\n  ha-web:artifacts:\n".encode())
    assert SettingsFile(link).release() == RELEASE


def test_the_file_of_a_stack_is_found_by_the_last_part_of_its_name(tmp_path: Path) -> None:
    stack_file(tmp_path, "config: {}\n")
    (tmp_path / "Pulumi.qa.yml").write_text("config: {}\n")
    assert SettingsFile.of("acme/shop/dev", tmp_path).path == tmp_path / "Pulumi.dev.yaml"
    assert SettingsFile.of("qa", tmp_path).path == tmp_path / "Pulumi.qa.yml"
    with pytest.raises(ArtifactError) as error:
        SettingsFile.of("prod", tmp_path)
    assert str(error.value) == f"{tmp_path}: has no Pulumi.prod.yaml; there are Pulumi.dev.yaml, Pulumi.qa.yml"
