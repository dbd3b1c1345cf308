"""Physical names: AWS takes them, no two are alike, and none is ever cut."""

import hashlib
import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components._naming import LIMITS, Kind, physical_name, replaceable_name, website_bucket_name

# What AWS itself takes, from the references of the APIs that create each kind.
VALID = {
    "load_balancer": r"(?!internal-)[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?",
    "target_group": r"[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?",
    "role": r"[\w+=,.@-]{1,64}",
    "launch_template": r"[a-zA-Z0-9().\-/_]{3,128}",
    "auto_scaling_group": r"[^:]{1,255}",
    "topic": r"[A-Za-z0-9_-]{1,256}",
    "bucket": r"(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
    "log_group": r"[.\-_/#A-Za-z0-9]{1,512}",
    "security_group": r"(?!sg-)[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{1,255}",
    "alarm": r"[\x20-\x7e]{1,255}",
}
KINDS: list[Kind] = list(get_args(Kind))
# The prefixes that AWS keeps to itself have tests of their own below.
component_names = st.one_of(st.from_regex(r"[a-z0-9-]{0,300}", fullmatch=True), st.text(max_size=40)).filter(
    lambda name: not name.startswith(("sg-", "xn--", "sthree-", "amzn-s3-demo-"))
)
roles = st.sampled_from(["alb", "tg", "instance", "template", "artifacts"])


def named(kind: Kind, *parts: str) -> str | None:
    try:
        return physical_name(kind, *parts)
    except ValueError:
        return None


def test_the_limits_are_those_of_aws_for_every_kind() -> None:
    assert LIMITS == {
        "load_balancer": 32,
        "target_group": 32,
        "role": 64,
        "launch_template": 128,
        "auto_scaling_group": 255,
        "topic": 256,
        "bucket": 63,
        "log_group": 512,
        "security_group": 255,
        "alarm": 255,
    }
    assert set(KINDS) == set(LIMITS) == set(VALID)


def test_a_name_is_its_parts_joined_by_hyphens() -> None:
    assert physical_name("role", "web-dev", "eu-west-1", "instance") == "web-dev-eu-west-1-instance"


@given(kind=st.sampled_from(KINDS), component=component_names, role=roles)
def test_a_name_is_valid_and_whole_or_refused(kind: Kind, component: str, role: str) -> None:
    name = named(kind, component, role)
    assert name is None or (name == f"{component}-{role}" and re.fullmatch(VALID[kind], name))


short = st.tuples(st.from_regex(r"[ab](-?[ab1]){0,4}", fullmatch=True), roles)


@given(kind=st.sampled_from(KINDS), one=short, other=short)
def test_different_components_and_roles_have_different_names(
    kind: Kind, one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert (physical_name(kind, *one) == physical_name(kind, *other)) == (one == other)


@given(
    kind=st.sampled_from(KINDS),
    component=st.from_regex(r"[a-z][a-z0-9]{0,11}(-[a-z0-9]{1,4}){0,2}", fullmatch=True).filter(
        lambda name: not name.startswith(("internal-", "sg-", "sthree-"))
    ),
    role=st.sampled_from(["alb", "tg"]),
)
def test_names_as_people_choose_them_are_not_refused(kind: Kind, component: str, role: str) -> None:
    assert physical_name(kind, component, role) == f"{component}-{role}"


@pytest.mark.parametrize("kind", KINDS)
def test_the_longest_name_fits_and_one_more_character_is_refused_with_the_way_out(kind: Kind) -> None:
    limit = LIMITS[kind]
    longest = "a" * (limit - 3)
    assert physical_name(kind, longest, "tg") == f"{longest}-tg"
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentence is compared whole)
        physical_name(kind, f"aaaaa{longest}", "tg")
    assert str(caught.value) == (
        f"name 'aaaaa{longest}-tg' of a {kind.replace('_', ' ')}: must have at most {limit} characters, got "
        f"{limit + 5}; shorten the component's name 'aaaaa{longest}' by 5"
    )


@pytest.mark.parametrize(
    "component",
    ["Web", "web_1", "web.1", "-web", "web 1", "wéb", "web\n", "", "web/1", "٣"],
)
def test_a_character_that_some_kind_does_not_take_is_refused_for_every_kind(component: str) -> None:
    for kind in KINDS:
        with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentence is compared whole)
            physical_name(kind, component, "tg")
        assert str(caught.value) == (
            f"name {f'{component}-tg'!r} of a {kind.replace('_', ' ')}: must have lowercase letters, digits and "
            f"inner hyphens only; rename the component {component!r}"
        )


def test_a_name_that_ends_in_a_hyphen_is_refused() -> None:
    with pytest.raises(ValueError, match="inner hyphens only"):
        physical_name("load_balancer", "web", "alb-")


@pytest.mark.parametrize(
    ("kind", "component", "reserved"),
    [
        ("load_balancer", "internal-web", "internal-"),
        ("target_group", "internal-web", "internal-"),
        ("security_group", "sg-web", "sg-"),
        ("bucket", "xn--web", "xn--"),
        ("bucket", "sthree-web", "sthree-"),
        ("bucket", "amzn-s3-demo-web", "amzn-s3-demo-"),
    ],
)
def test_a_beginning_that_aws_keeps_to_itself_is_refused(kind: Kind, component: str, reserved: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentence is compared whole)
        physical_name(kind, component, "own")
    assert str(caught.value) == (
        f"name '{component}-own' of a {kind.replace('_', ' ')}: must not start with `{reserved}`; "
        f"rename the component '{component}'"
    )


def test_a_beginning_that_is_reserved_for_one_kind_is_free_for_the_others() -> None:
    assert physical_name("role", "internal-web", "own") == "internal-web-own"


def test_a_replaceable_name_ends_in_six_digits_of_what_replaces_it() -> None:
    digest = hashlib.sha256(b"vpc-1\x0080\x00HTTP").hexdigest()[:6]
    assert replaceable_name("target_group", "web", "tg", replaced_by=("vpc-1", "80", "HTTP")) == f"web-tg-{digest}"
    assert digest == "ec462f", "another digest would replace every target group there is"


values = st.tuples(st.sampled_from(["vpc-1", "vpc-2", "vpc-11"]), st.integers(1, 65535).map(str))


@given(one=values, other=values)
def test_a_replaceable_name_changes_exactly_with_what_replaces_the_resource(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    names = [replaceable_name("target_group", "web", "tg", replaced_by=each) for each in (one, other)]
    assert (names[0] == names[1]) == (one == other)


def test_values_that_run_together_alike_still_differ() -> None:
    names = {replaceable_name("target_group", "w", "tg", replaced_by=each) for each in (("a", "bc"), ("ab", "c"))}
    assert len(names) == 2


def test_a_replaceable_name_that_is_too_long_is_refused_with_its_digest_counted() -> None:
    fits = "a" * 22
    assert len(replaceable_name("target_group", fits, "tg", replaced_by=("x",))) == 32
    with pytest.raises(ValueError, match=r"must have at most 32 characters, got 33; shorten .* by 1$"):
        replaceable_name("target_group", f"{fits}a", "tg", replaced_by=("x",))


@pytest.mark.parametrize(
    "host", ["www.example.org", "example.org", "a.b", "3.example.org", "192.0.2.1a", f"{'a' * 51}.example.org"]
)
def test_a_websites_bucket_is_called_like_its_host(host: str) -> None:
    assert website_bucket_name(host) == host
    assert re.fullmatch(VALID["bucket"], host)


@pytest.mark.parametrize("host", ["www", "Www.example.org", "www_1.example.org", "*.example.org", "www..org", ".org"])
def test_what_is_no_host_is_no_websites_bucket(host: str) -> None:
    assert refusal(host) == (
        f"name '{host}' of a website's bucket: must be a host in lowercase, such as www.example.org; "
        "choose another host, or no website"
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "www.example.org.", "www-.example.org", "www.example.-org", "www.1-2"])
def test_what_s3_would_take_for_something_else_is_refused(host: str) -> None:
    assert "must be a host in lowercase" in refusal(host)


@pytest.mark.parametrize("reserved", ["xn--", "sthree-", "amzn-s3-demo-"])
def test_a_host_that_begins_as_s3_keeps_to_itself_has_no_website(reserved: str) -> None:
    """A name in another script begins with `xn--`: it can have an address, but no bucket."""
    assert refusal(f"{reserved}web.example.org") == (
        f"name '{reserved}web.example.org' of a website's bucket: must not start with `{reserved}`; "
        "choose another host, or no website"
    )


def test_a_host_of_63_characters_has_a_website_and_a_longer_one_has_not() -> None:
    longest = f"{'a' * 51}.example.org"
    assert website_bucket_name(longest) == longest
    assert refusal(f"aa{longest}") == (
        f"name 'aa{longest}' of a website's bucket: must have at most 63 characters, got 65; "
        "choose a host shorter by 2, or no website"
    )


def refusal(host: str) -> str:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentence is compared whole)
        website_bucket_name(host)
    return str(caught.value)
