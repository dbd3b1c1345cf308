"""Whatever a file holds, there is a report: valid, short enough, with every stack's verdict and nobody's secret."""

import copy
import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pulumi_ha_web.report.fit import size
from pulumi_ha_web.report.model import Preview
from pulumi_ha_web.report.page import marker, page, subjects
from pulumi_ha_web.report.previews import parse
from pulumi_ha_web.report.sections.verdict import line

from .made import BUCKET, GROUP, LISTENER, NETWORK, SUBNET, TEMPLATE, UNKNOWN, VPC, document, root, secret, step, urn

LIMIT = 65_536
TEXTS = st.text(max_size=25) | st.sampled_from(
    [
        "|",
        "`",
        "</details>",
        "@all",
        "<!-- x -->",
        "```",
        "a\nb\n",
        UNKNOWN,
        "[secret]",
        "IyEvYmluL3NoCg==",
        "{}",
        "[1]",
        "",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
KEYS = (
    st.sampled_from(
        [
            "cidrBlock",
            "vpcId",
            "port",
            "userData",
            "tags",
            "launchTemplate",
            "instanceRefresh",
            "subnets",
            "policy",
            "name",
        ]
    )
    | TEXTS
)
INPUTS = st.dictionaries(KEYS, JSON, max_size=5)
TYPES = (
    st.sampled_from(
        [
            BUCKET,
            GROUP,
            LISTENER,
            SUBNET,
            TEMPLATE,
            VPC,
            NETWORK,
            "aws:ec2/eip:Eip",
            "acme:x:Y",
            "pulumi:providers:aws",
            "",
        ]
    )
    | TEXTS
)
OPS = (
    st.sampled_from(
        [
            "create",
            "update",
            "replace",
            "delete",
            "same",
            "import",
            "refresh",
            "read",
            "create-replacement",
            "delete-replaced",
        ]
    )
    | TEXTS
)


@st.composite
def steps(draw: st.DrawFn) -> Any:
    """Return a step as Pulumi writes it, with anything as its names and values."""
    name, around = draw(TEXTS), draw(st.sampled_from(["", NETWORK, f"acme:x:Y${NETWORK}"]))
    return step(
        draw(OPS),
        draw(TYPES),
        name,
        draw(st.none() | INPUTS),
        draw(st.none() | INPUTS),
        around=around,
        named=draw(st.none() | st.lists(KEYS, max_size=3)),
        replacing=draw(st.none() | st.lists(KEYS, max_size=2)),
        detailed=draw(st.none() | st.dictionaries(KEYS, JSON, max_size=2)),
        sources=draw(st.dictionaries(KEYS, st.lists(st.just(urn(VPC, "vpc")), max_size=1), max_size=2)),
        parent=draw(st.none() | st.just(urn(NETWORK, "shop-dev"))),
        protect=draw(st.booleans()),
    )


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """Return a preview with a step, in which something is anything."""
    found = copy.deepcopy(draw(st.builds(document, steps())))
    for _ in range(draw(st.integers(0, 3))):
        place = found
        while isinstance(place, (dict, list)) and place:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = draw(st.sampled_from(keys))
            if not isinstance(place[key], (dict, list)) or not place[key] or draw(st.booleans()):
                place[key] = draw(JSON)
                break
            place = place[key]
    return found


DIAGNOSTICS = st.lists(
    st.fixed_dictionaries({"severity": st.sampled_from(["error", "warning", "info#err"]) | TEXTS, "message": JSON}),
    max_size=3,
)
DOCUMENTS = (
    st.builds(lambda some, said: document(*some, diagnostics=said), st.lists(steps(), max_size=6), DIAGNOSTICS)
    | mutated()
    | st.builds(lambda some: {"steps": some}, JSON)
    | JSON
)
FEW = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def read(found: Any, name: str = "dev.json") -> Preview:
    return parse(json.dumps(found).encode(), Path(name))


@FEW
@given(st.lists(DOCUMENTS, min_size=1, max_size=3))
def test_any_previews_make_a_report_with_every_marker_and_verdict(found: list[Any]) -> None:
    stacks = subjects([read(each, f"stack-{at}.json") for at, each in enumerate(found)])
    text = page(stacks)
    assert size(text) <= LIMIT
    several = len({each.project for each in stacks if each.project}) > 1
    for each in stacks:
        assert marker(each) in text
        assert f"- {line(each, with_project=several)}\n" in text
    text.encode("utf-8")
    html = MarkdownIt("commonmark").enable("table").render(text)
    assert html.count("<details>") == html.count("</details>")
    assert text == page(subjects([read(each, f"stack-{at}.json") for at, each in enumerate(found)]))


@FEW
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda each: each.encode("utf-8", "replace")))
def test_any_bytes_make_a_report(data: bytes) -> None:
    text = page(subjects([parse(data, Path("dev.json"))]))
    assert text.startswith("<!-- ha-web report: /dev -->\n")
    assert "**dev**: nothing is known of it" in text or "no changes" in text


@FEW
@given(st.data())
def test_a_preview_that_ends_anywhere_is_told_to_be_cut(data: st.DataObject) -> None:
    whole = json.dumps(document(data.draw(steps()))).encode()
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    found = parse(cut, Path("dev.json"))
    assert found.problems
    assert "nothing is known of it" in page(subjects([found]))


@FEW
@given(DOCUMENTS, st.integers(400, 5_000))
def test_however_little_room_there_is_the_verdict_stays(found: Any, limit: int) -> None:
    stacks = subjects([read(found)])
    text = page(stacks, limit + size(line(stacks[0])))
    assert size(text) <= limit + size(line(stacks[0]))
    assert marker(stacks[0]) in text
    assert line(stacks[0]) in text


PLANTED = "zq9-XVW7-planted"
"""In no other text of these tests."""


def held(draw: st.DrawFn) -> Any:
    """Return a secret in one of the forms in which previews have them."""
    return draw(
        st.sampled_from(
            [
                secret(PLANTED),
                secret({"inner": [PLANTED]}),
                {"masterPassword": PLANTED},
                {"environment": [{"name": "DB_PASSWORD", "value": PLANTED}]},
                {
                    "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4",
                    "secret": True,
                    "value": PLANTED,
                },
            ]
        )
    )


@st.composite
def with_secret(draw: st.DrawFn) -> Any:
    """Return a preview that holds a secret as such, and its text in other places too."""
    op = draw(st.sampled_from(["create", "update", "replace", "delete", "same", "import"]))
    pick = st.sampled_from([PLANTED, f"a {PLANTED} b", f"#!/bin/sh\nrun {PLANTED}\n", json.dumps({"a": [PLANTED]})])
    old = {"held": held(draw), "userData": draw(pick), "policy": draw(pick), "x": [draw(pick)]}
    new = {
        "held": draw(st.just(old["held"]) | st.just("gone")),
        draw(KEYS): {draw(pick): draw(pick)},
        "x": [draw(pick)],
    }
    own = step(op, draw(TYPES), draw(pick), old, new, named=["held", "userData", "policy", "x", PLANTED], id=draw(pick))
    if op != "create":
        own["oldState"]["outputs"] = {"publicIp": draw(pick), "dnsName": draw(pick), "arn": draw(pick)}
    said = [{"severity": draw(st.sampled_from(["error", "warning"])), "message": f"no: {draw(pick)}"}]
    if op in ("create", "import"):
        own["newState"]["inputs"]["held"] = old["held"]
    others = draw(st.lists(steps(), max_size=2))
    return document(own, *others, diagnostics=draw(st.just([]) | st.just(said)), first=[root(draw(st.just("same")))])


@FEW
@given(with_secret())
def test_no_secret_is_ever_in_a_report(found: Any) -> None:
    preview = read(found)
    assert PLANTED not in repr(preview), "nothing that sections work on has it"
    assert PLANTED not in page(subjects([preview]), 1_000_000)
