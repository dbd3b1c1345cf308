"""What a person sees of a rehearsal, and what a program gets."""

import io
import json
from collections.abc import Mapping
from typing import Any

import pytest

from rehearsal import Component, Resource
from rehearsal.checks import Check
from rehearsal.console import console_on, show, watching
from rehearsal.rehearse import Rehearsal, Step
from rehearsal.report_json import report, report_error

NETWORK = "ha-web:index:Network"
URN = "urn:pulumi:dev::shop::ha-web:index:Network::shop-dev"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def resource(kind: str, name: str, identity: str, parent: str = URN, **outputs: Any) -> Resource:
    return Resource(
        urn=f"{parent}${kind}::{name}", type=kind, name=name, parent=parent, id=identity, inputs={}, outputs=outputs
    )


def check(check_id: str, status: Any = "passed", found: str = "all is well", **more: str) -> Check:
    given = {"component": "shop-dev", "component_type": NETWORK, "remedy": "", **more}
    return Check(id=check_id, title=f"Promise of {check_id}", status=status, found=found, **given)


def rehearsal(*checks: Check, **more: Any) -> Rehearsal:
    given: Mapping[str, Any] = {
        "resources": (
            resource("aws:ec2/vpc:Vpc", "shop-dev-vpc", "vpc-0123456789abcdef0", cidrBlock="10.0.0.0/16"),
            resource(
                "aws:ec2/subnet:Subnet",
                "shop-dev-public-eu-west-1a",
                "subnet-0123456789abcdef0",
                availabilityZone="eu-west-1a",
                cidrBlock="10.0.0.0/20",
            ),
            *(
                resource("aws:ec2/routeTableAssociation:RouteTableAssociation", f"shop-dev-{key}", f"rtbassoc-{key}")
                for key in "ab"
            ),
            resource(
                "aws:lb/loadBalancer:LoadBalancer",
                "loose",
                "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/loose/1",
                parent="urn:stack",
            ),
        ),
        "components": (Component(urn=URN, type=NETWORK, name="shop-dev", parent="", outputs={"vpc_id": "vpc-0"}),),
        "assumed": ("key pair `ops` is assumed to exist in the account",),
        "outputs": {"url": f"http://{'x' * 120}/", "console": {"group": "https://console"}, "password": "[secret]"},
        **more,
    }
    return Rehearsal(project="shop", stack="dev", region="eu-west-1", checks=checks, seconds=4.25, **given)


def shown(result: Rehearsal, stream: io.StringIO | None = None) -> str:
    out = stream or io.StringIO()
    show(console_on(out), result)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def test_each_component_has_a_table_of_its_resources() -> None:
    text = shown(rehearsal(check("a")))
    assert "Network shop-dev  4 resources\n" in text
    assert "\nVpc     vpc                vpc-0123456789abcdef0     10.0.0.0/16\n" in text
    assert "\nSubnet  public-eu-west-1a  subnet-0123456789abcdef0  eu-west-1a 10.0.0.0/20\n" in text
    assert "\nand 2 RouteTableAssociation\n" in text, "what only repeats others' ids is counted"
    assert "Resources of no component  1 resource\nLoadBalancer  loose  app/loose/1\n" in text


def test_checks_say_what_was_found() -> None:
    text = shown(rehearsal(check("a"), check("b", "not_applicable", "not asked for")))
    assert (
        "Network shop-dev  1 of 1 promise kept\n✓  Promise of a  all is well\n–  Promise of b  not asked for\n" in text
    )
    assert "Not kept" not in text
    assert text.endswith("✓ shop dev: 1 promise kept, 1 not asked for · 5 resources in eu-west-1 · 4.2 s")


def test_what_failed_is_told_again_at_the_end_with_what_to_do() -> None:
    stack = check("c", "failed", "two lack Owner", remedy="tag them", component="", component_type="")
    text = shown(rehearsal(check("a", "failed", "no route", remedy="add the route"), check("b"), stack))
    assert "Network shop-dev  1 of 2 promises kept\n✗  Promise of a  no route\n" in text
    assert "The stack as a whole  0 of 1 promise kept\n" in text
    end = text[text.index("Not kept") :]
    assert end == (
        "Not kept\n"
        "✗ Promise of a  a\n  Network shop-dev: no route\n  → add the route\n"
        "✗ Promise of c  c\n  The stack as a whole: two lack Owner\n  → tag them\n"
        "\n✗ shop dev: 2 of 3 promises not kept, 0 not asked for · 5 resources in eu-west-1 · 4.2 s"
    )


def test_a_stack_that_promises_nothing_is_no_success() -> None:
    result = rehearsal(check("a", "not_applicable", "not asked for"))
    assert not result.ok
    assert "✗ shop dev: nothing was promised" in shown(result)


def test_outputs_and_what_is_taken_for_granted_are_listed() -> None:
    text = shown(rehearsal(check("a")))
    assert "Taken for granted  a real account must have it before `pulumi up`\nkey pair `ops` is assumed" in text
    assert f"\nconsole.group  https://console\npassword       [secret]\nurl            http://{'x' * 120}/\n" in text


@pytest.mark.parametrize("columns", [80, 100])
def test_lines_fit_the_terminal_but_for_what_must_not_be_broken(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    long = resource("aws:ec2/vpcEndpoint:VpcEndpoint", "shop-dev-" + "n" * 60, "vpce-" + "1" * 60, serviceName="s" * 60)
    found = check("a", "failed", "found " * 40, remedy="do " * 60)
    text = shown(rehearsal(found, resources=(long,)), Terminal())
    assert [line for line in text.splitlines() if len(line) > columns and "xxx" not in line] == []


def test_a_pipe_gets_plain_lines() -> None:
    out = io.StringIO()
    console = console_on(out)
    with watching(console, "dev") as on_step:
        for step in (Step(phase="preparing", what="x", done=0, total=None), *_steps()):
            on_step(step)
    show(console, rehearsal(check("a")))
    assert "\x1b" not in out.getvalue()
    assert out.getvalue().startswith("Rehearsing dev in an emulated AWS account\n\nNetwork shop-dev")


def _steps() -> list[Step]:
    creating = [Step(phase="creating", what=f"Subnet {number}", done=number, total=None) for number in range(3)]
    return [*creating, Step(phase="checking", what="Promise of a", done=1, total=2)]


def test_a_terminal_gets_a_line_that_moves_and_is_gone_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    out = Terminal()
    with watching(console_on(out), "dev") as on_step:
        for step in _steps():
            on_step(step)
    assert "Checking" in out.getvalue()
    assert "1 of 2" in out.getvalue()
    assert "Promise of a" in out.getvalue()
    assert out.getvalue().endswith("\x1b[2K"), "the line is erased"


def test_colours_are_for_terminals_and_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    colored, plain = Terminal(), Terminal()
    show(console_on(colored), rehearsal(check("a")))
    show(console_on(plain, color=False), rehearsal(check("a")))
    assert "\x1b[32m✓" in colored.getvalue()
    assert "\x1b[32m" not in plain.getvalue()


def test_the_json_document_has_everything() -> None:
    document = json.loads(report(rehearsal(check("a", "failed", "no route", remedy="add it"), check("b"))))
    assert {key: document[key] for key in ("ok", "project", "stack", "region", "seconds", "error")} == {
        "ok": False,
        "project": "shop",
        "stack": "dev",
        "region": "eu-west-1",
        "seconds": 4.25,
        "error": None,
    }
    assert document["checks"][0] == {
        "id": "a",
        "title": "Promise of a",
        "component": "shop-dev",
        "component_type": NETWORK,
        "status": "failed",
        "found": "no route",
        "remedy": "add it",
    }
    assert document["resources"][0] == {
        "urn": f"{URN}$aws:ec2/vpc:Vpc::shop-dev-vpc",
        "type": "aws:ec2/vpc:Vpc",
        "name": "shop-dev-vpc",
        "id": "vpc-0123456789abcdef0",
        "component": URN,
    }
    assert len(document["resources"]) == 5
    assert document["components"] == [{"urn": URN, "type": NETWORK, "name": "shop-dev", "outputs": {"vpc_id": "vpc-0"}}]
    assert document["assumed"] == ["key pair `ops` is assumed to exist in the account"]
    assert document["outputs"]["console"] == {"group": "https://console"}


def test_the_json_document_of_a_failure_says_why() -> None:
    assert json.loads(report_error("dev", "it broke")) == {"ok": False, "stack": "dev", "error": "it broke"}
