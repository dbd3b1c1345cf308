"""Why a preview failed, as a person wants to read it."""

from typing import Any

import pytest

from pulumi_ha_web.report.model import Preview, State

from .made import GROUP, VPC, document, preview, secret, step, urn
from .made import read as read_document


def failed(*diagnostics: Any) -> Preview:
    return read_document(document() | {"diagnostics": list(diagnostics)})


def error(message: str, **more: Any) -> dict[str, Any]:
    return {"severity": "error", "message": message, **more}


def info(message: str) -> dict[str, Any]:
    return {"severity": "info#err", "message": message}


def test_a_failed_preview_says_why_once_and_without_its_traceback() -> None:
    message = "invoke of aws:ec2/getAmi:getAmi failed: it returned an error: Your query returned no results."
    found = failed(
        error("error: [ERROR] : Your query returned no results.\n"),
        info("Traceback (most recent call last):\n\n"),
        info('  File "/home/someone/shop/__main__.py", line 9, in <module>\n'),
        error(f"error: Exception calling application: {message}: \n"),
        error(f"error: python inline source runtime error: {message}"),
    )
    assert (found.state, found.problems) == (State.FAILED, (message,))


def test_problems_of_the_settings_come_as_such() -> None:
    settings = "Pulumi.dev.yaml: network.cidr_block: must be private\nPulumi.dev.yaml: scaling.min_size: must be 1"
    found = failed(
        error("error: something went wrong elsewhere"), error(f"error: an unhandled error occurred: {settings}")
    )
    assert found.problems == (settings,)


def test_a_traceback_in_one_message_leaves_what_it_ends_with() -> None:
    trace = (
        "error: Program failed with an unhandled exception:\n"
        "Traceback (most recent call last):\n"
        '  File "/home/runner/work/shop/shop/__main__.py", line 9, in <module>\n'
        "    main()\n"
        "    ^^^^^^\n"
        "ValueError: subnets: none is left\n"
    )
    assert failed(error(trace)).problems == ("ValueError: subnets: none is left",)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("cannot read /home/runner/work/shop/Pulumi.dev.yaml", "cannot read Pulumi.dev.yaml"),
        ("cannot read /Users/jane doe/shop/boot.sh now", "cannot read boot.sh now"),
        (r"cannot read C:\Users\jane\shop\boot.sh", "cannot read boot.sh"),
        ("file:///tmp/x/plan.json is bad", "plan.json is bad"),
        ("in /nix/store/abc/lib/python3.11/site-packages/pulumi/x.py", "in x.py"),
        ("see https://www.pulumi.com/docs/home/x.html", "see https://www.pulumi.com/docs/home/x.html"),
        ("log group /aws/vpc/flow-logs/shop", "log group /aws/vpc/flow-logs/shop"),
        ("10.0.0.0/16 and eu-west-1a/b", "10.0.0.0/16 and eu-west-1a/b"),
        ("\x1b[31mred\x1b[0m <{%reset%}>x", "red x"),
    ],
)
def test_a_message_has_no_folder_of_a_machine_and_no_colours(said: str, shown: str) -> None:
    assert failed(error(f"error: {said}")).problems == (shown,)


def test_a_message_about_a_resource_names_it() -> None:
    assert failed(error("error: it is too large", urn=urn(GROUP, "shop-dev-asg"))).problems == (
        "Group shop-dev-asg: it is too large",
    )
    assert failed(error("error: no", urn=urn("pulumi:pulumi:Stack", "shop-dev"))).problems == ("no",)


def test_where_no_error_says_anything_what_the_program_printed_is_shown() -> None:
    assert failed(error("error: preview failed"), info("boom: out of cheese")).problems == ("boom: out of cheese",)
    assert failed(error("error: preview failed")).problems == ("the preview failed, and does not say why",)


def test_what_the_program_prints_makes_no_failure() -> None:
    assert failed(info("just saying"), "odd", {"severity": ["x"]}).state is State.COMPLETE


def test_a_secret_in_a_message_is_masked() -> None:
    held = step("same", VPC, "vpc", new={"a": secret("hunter2-hunter2")})
    said = [error("error: hunter2-hunter2 is refused"), {"severity": "warning", "message": "hunter2-hunter2"}]
    found = preview(held, diagnostics=said)
    assert (found.problems, found.warnings) == (("[secret] is refused",), ("[secret]",))


def test_what_the_program_printed_line_by_line_is_one_message() -> None:
    lines = ["Traceback (most recent call last):", '  File "/home/x/a.py", line 1', "    main()", "ValueError: no"]
    said = [info(f"{line}\n\n") for line in lines]
    assert failed(error("error: preview failed"), *said).problems == ("ValueError: no",)


def test_what_is_indented_in_a_message_stays() -> None:
    assert failed(error("error: bad:\n    * one\n    * two")).problems == ("bad:\n    * one\n    * two",)


def test_warnings_are_kept_apart_from_failures() -> None:
    found = failed({"severity": "warning", "message": "warning: aws:s3/bucket is deprecated"})
    assert (found.state, found.problems, found.warnings) == (State.COMPLETE, (), ("aws:s3/bucket is deprecated",))


def test_a_very_long_message_and_very_many_of_them_are_cut() -> None:
    found = failed(*(error(f"error: {number} {'x' * 5_000}") for number in range(50)))
    assert len(found.problems) == 20
    assert all(len(each) < 2_100 and each.endswith("characters)") for each in found.problems)
