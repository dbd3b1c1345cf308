"""`python -m config`: checks stack files, and writes what is generated from the settings."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from . import reference, schema
from .loader import load_stack_file
from .problems import ConfigError, Problem
from .settings import Settings

_EXAMPLES = """\
examples:
  python -m config check                     every Pulumi.<stack>.yaml in this folder
  python -m config check dev prod            two stacks of this folder
  python -m config check ../Pulumi.qa.yaml   a file anywhere
  python -m config generate                  write config/stack.schema.json and docs/settings.md
  python -m config generate --check          only say whether they are current
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0 when all is well, 1 when not (2, by argparse, for a wrong command)."""
    parser = argparse.ArgumentParser(
        prog="python -m config",
        description="Check the settings of stacks, or write what is generated from them.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="check stack files; every problem is named")
    check.add_argument("targets", nargs="*", metavar="FILE|STACK", help="by default all of this folder")
    generate = commands.add_parser("generate", help="write the schema and the settings reference")
    generate.add_argument("--check", action="store_true", help="write nothing; fail when a file is not current")
    given = parser.parse_args(arguments)
    return _generate(given.check) if given.command == "generate" else _check(given.targets)


def _check(targets: Sequence[str]) -> int:
    names = targets or sorted(path.name for path in Path().glob("Pulumi.*.y*ml"))
    if not names:
        error = ConfigError([Problem("", "has no stack file", remedy="add one, e.g. Pulumi.dev.yaml")], "this folder")
        print(error, file=sys.stderr)
        return 1
    failed = False
    for name in names:
        try:
            print(f"{name}: good ({_summary(_load(name))})")
        except ConfigError as error:
            failed = True
            print(error, file=sys.stderr)
    return int(failed)


def _load(target: str) -> Settings:
    path = Path(target)
    if path.suffix in (".yaml", ".yml") or path.is_file():
        return load_stack_file(path)
    return load_stack_file(Path(), target)


def _summary(settings: Settings) -> str:
    scaling, kind, zones = settings.scaling, settings.instance.instance_type, ", ".join(settings.zone_names)
    instances = {
        "load_balanced": f"{scaling.min_size} to {scaling.max_size} {kind} over {zones}",
        "self_healing": f"one {kind} in {settings.data_volume_zone or f'one of {zones}'}",
        "auto_recovery": f"one {kind} in {settings.instance_zone}",
        "dns_failover": f"two {kind} in {' and '.join(settings.failover_zones)}",
    }
    strategy = settings.availability.strategy
    return f"{settings.base_name}: {strategy}, {instances[strategy]}"


def _generate(only_check: bool) -> int:
    stale = []
    for path, text in ((schema.FILE, schema.rendered()), (reference.FILE, reference.rendered())):
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if only_check:
            stale.append(path)
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"written: {path}")
    for path in stale:
        print(f"{path}: is not current; run `python -m config generate`", file=sys.stderr)
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
