"""What is never shown."""

import base64
import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_ha_web.report.masking import Mask, decoded, secrets_in
from pulumi_ha_web.report.model import Marker

from .made import SIGNATURE, UNKNOWN, secret

SECRET = Marker.SECRET


def masked(value: Any, *secrets: str) -> Any:
    return Mask(secrets).value(value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"a": "[secret]"}, {"a": SECRET}),
        ({"a": secret("x")}, {"a": SECRET}),
        ({"a": {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "AAAA"}}, {"a": SECRET}),
        ({"a": {SIGNATURE: "of tomorrow", "value": "x"}}, {"a": SECRET}),
        ({"a": {SIGNATURE: 3}}, {"a": SECRET}),
        ({"a": {SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4", "value": "x", "secret": True}}, {"a": SECRET}),
        ({"a": {SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4", "value": "x"}}, {"a": "x"}),
        ({"a": {SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4"}}, {"a": Marker.UNKNOWN}),
        ({"a": UNKNOWN}, {"a": Marker.UNKNOWN}),
        (
            {"a": {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "hash": "0123456789abcdef", "path": "/home/x/y"}},
            {"a": "file 0123456789ab"},
        ),
        ({"__defaults": ["x"], "a": {"__defaults": [], "b": 1}}, {"a": {"b": 1}}),
    ],
)
def test_pulumis_own_forms_are_known(value: Any, shown: Any) -> None:
    assert masked(value) == shown


@pytest.mark.parametrize(
    "key",
    [
        *("password", "masterPassword", "DB_PASSWORD", "passwd", "sshPassphrase", "clientSecret", "secretString"),
        *("token", "authToken", "privateKey", "private_key", "apiKey", "API_KEY", "accessKey", "aws_access_key_id"),
        *("credentials", "connectionString"),
    ],
)
@pytest.mark.parametrize("value", ["hunter2", ["a", "b"], {"a": "b"}, 12345, 1.5])
def test_what_has_the_name_of_a_secret_is_masked(key: str, value: Any) -> None:
    assert masked({key: value}) == {key: SECRET}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("httpTokens", "required"),  # of instance metadata; whether it is required is what a reviewer has to see
        ("keyName", "ops"),
        ("publicKey", "ssh-ed25519 AAAA"),
        ("passthrough", "x"),
        ("manageMasterUserPassword", True),
        ("password", None),
        ("password", ""),
        ("path", "/a"),
    ],
)
def test_what_only_sounds_like_one_is_shown(key: str, value: Any) -> None:
    assert masked({key: value}) == {key: value}


@pytest.mark.parametrize("names", [("key", "value"), ("name", "value"), ("Key", "Value"), ("Name", "Value")])
def test_of_a_named_value_the_name_counts(names: tuple[str, str]) -> None:
    name, value = names
    assert masked([{name: "DB_PASSWORD", value: "x"}, {name: "Owner", value: "x"}]) == [
        {name: "DB_PASSWORD", value: SECRET},
        {name: "Owner", value: "x"},
    ]


PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----"
FORMS = [
    PEM,
    PEM.partition("-----END")[0],
    "AKIAIOSFODNN7EXAMPLE",
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
    "github_pat_11ABCDEFG0123456789_abcdef",
    "glpat-abcdefghij0123456789",
    "xoxb-123456789012-abcdefghijkl",
    "sk_live_abcdefghijklmnop",
    "pul-0123456789abcdef0123456789abcdef01234567",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w",
]


@pytest.mark.parametrize("found", FORMS)
def test_what_has_the_form_of_a_secret_is_masked_wherever_it_stands(found: str) -> None:
    assert masked({"a": f"before {found} after"})["a"].startswith("before [secret]")
    assert found not in Mask().text(f"before {found} after")
    assert found not in str(masked({"a": json.dumps({"b": found})}))


def test_a_url_keeps_all_but_its_user_and_password() -> None:
    assert Mask().text("at https://jane:hunter2@example.com/x") == "at https://[secret]@example.com/x"
    assert Mask().text("at https://example.com:443/x?a=b@c") == "at https://example.com:443/x?a=b@c"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("DB_PASSWORD=hunter2", "DB_PASSWORD=[secret]"),
        ("export DB_PASSWORD='hun ter2' && run", "export DB_PASSWORD=[secret] && run"),
        ('run --token="hunter2" -v', "run --token=[secret] -v"),
        ("x --api-key=hunter2; y", "x --api-key=[secret]; y"),
        ("DB_PASSWORD=$FROM_ELSEWHERE", "DB_PASSWORD=$FROM_ELSEWHERE"),
        ("TOKEN=$(curl -s http://169.254.169.254)", "TOKEN=$(curl -s http://169.254.169.254)"),
        (
            "secret_arn=arn:aws:secretsmanager:eu-west-1:1:secret:x",
            "secret_arn=arn:aws:secretsmanager:eu-west-1:1:secret:x",
        ),
        ("password: must be long", "password: must be long"),
        ("PATH=/usr/bin", "PATH=/usr/bin"),
    ],
)
def test_what_is_assigned_to_the_name_of_a_secret_is_masked(line: str, shown: str) -> None:
    assert Mask().text(line) == shown


def test_in_a_script_a_colon_assigns_too() -> None:
    assert Mask().text("db:\n  password: hunter2\n", script=True) == "db:\n  password: [secret]\n"


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("key", ["userData", "userDataBase64", "contentBase64"])
def test_a_script_is_decoded_and_masked(key: str) -> None:
    script = "#!/bin/bash\nDB_PASSWORD=hunter2\n"
    assert masked({key: encoded(script)}) == {key: "#!/bin/bash\nDB_PASSWORD=[secret]\n"}
    packed = base64.b64encode(gzip.compress(script.encode())).decode()
    assert masked({key: packed}) == {key: "#!/bin/bash\nDB_PASSWORD=[secret]\n"}


@pytest.mark.parametrize("text", ["not base64!", base64.b64encode(b"\xff\xfe").decode(), encoded("")])
def test_what_is_no_script_in_base64_stays_as_it_is(text: str) -> None:
    assert decoded(text) is None
    assert masked({"userData": text}) == {"userData": text}


def test_a_script_that_unpacks_to_very_much_is_cut() -> None:
    packed = base64.b64encode(gzip.compress(b"a" * 50_000_000)).decode()
    assert len(decoded(packed) or "") <= 1 << 20


def test_a_text_that_is_json_is_read_as_such() -> None:
    assert masked({"policy": '{"Statement": [{"password": "x", "Action": "s3:*"}]}'}) == {
        "policy": {"Statement": [{"password": SECRET, "Action": "s3:*"}]}
    }
    assert masked({"a": "{not json", "b": "[also not", "c": "3"}) == {"a": "{not json", "b": "[also not", "c": "3"}


PLANTED = "hunter2-hunter2"
HELD = {"a": secret(PLANTED)}


@pytest.mark.parametrize(
    "text",
    [
        PLANTED,
        f"run --with {PLANTED} now",
        json.dumps({"b": f"x {PLANTED}"}),
        encoded(PLANTED),
        f"#!/bin/bash\necho {PLANTED}\n",
    ],
)
def test_a_secrets_text_is_masked_wherever_else_it_stands(text: str) -> None:
    mask = Mask(secrets_in(HELD))
    assert PLANTED not in str(mask.value({"b": text}))
    assert encoded(PLANTED) not in str(mask.value({"b": text}))
    assert PLANTED not in mask.text(text)


def test_a_secret_in_a_key_is_masked() -> None:
    assert PLANTED not in str(Mask([PLANTED]).value({PLANTED: 1, "a": {f"x{PLANTED}": 2}}))


@pytest.mark.parametrize(
    ("held", "found"),
    [
        (secret("abcdef"), {"abcdef"}),
        (secret("abc"), set()),
        (
            secret({"a": ["first-one", {"b": "second-one"}], "c": True, "d": 123456}),
            {"first-one", "second-one", "123456"},
        ),
        ({SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "value": "abcdef"}, {"abcdef"}),
        ({SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4", "value": "abcdef", "secret": True}, {"abcdef"}),
        ({SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4", "value": "abcdef"}, set()),
        ({"masterPassword": "hunter2-x"}, {"hunter2-x"}),
        ({"nested": [{"token": ["hunter2-x"]}]}, {"hunter2-x"}),
        ({"credentials": {"inner": {"a": "hunter2-x"}}}, {"hunter2-x"}),
        ([{"name": "DB_PASSWORD", "value": "hunter2-x"}, {"key": "Owner", "value": "hunter2-y"}], {"hunter2-x"}),
        # These stand where nothing is secret, and masking them would hide the whole report.
        ({"secretType": "database", "token": "Required", "secretArn": "arn:aws:x", "password": "sh0rt"}, set()),
    ],
)
def test_secrets_are_found_with_their_text(held: Any, found: set[str]) -> None:
    assert set(secrets_in(held)) == found


def test_a_secret_of_several_lines_is_masked_line_by_line_and_on_one_line() -> None:
    text = "first-line-of-it\nsecond-line-of-it"
    mask = Mask([text])
    for each in ("first-line-of-it", "second-line-of-it", "first-line-of-it second-line-of-it", json.dumps(text)):
        assert "line-of-it" not in mask.text(f"x {each} y")


def test_a_number_that_is_secret_is_masked_as_a_number_too() -> None:
    assert Mask(["123456"]).value({"a": 123456, "b": 1234567, "c": "no. 123456"}) == {
        "a": SECRET,
        "b": 1234567,
        "c": "no. [secret]",
    }


def test_what_is_nested_beyond_reason_ends() -> None:
    deep: Any = "hunter2-hunter2"
    for _ in range(500):
        deep = {"a": [deep]}
    assert "hunter2" not in str(masked(deep))
    assert list(secrets_in({"password": deep})) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=25,
)
SOME = st.text(alphabet="abcXYZ019-_/+.$@ üß", min_size=6, max_size=20).filter(lambda each: len(each.strip()) >= 6)


@given(JSON, SOME, st.sampled_from(["a", "userData", "policy", "name"]))
def test_no_secret_comes_through_whatever_is_around_it(around: Any, planted: str, key: str) -> None:
    value = {"held": secret(planted), "around": around, key: f"x{planted}y", "list": [planted, {"a": planted}]}
    shown = str(Mask(secrets_in(value)).value(value))
    assert planted not in shown


@given(JSON)
def test_masking_takes_any_json_and_gives_json_with_markers(value: Any) -> None:
    def is_plain(found: Any) -> bool:
        if isinstance(found, dict):
            return all(isinstance(key, str) and is_plain(each) for key, each in found.items())
        if isinstance(found, list):
            return all(map(is_plain, found))
        return found is None or isinstance(found, bool | int | float | str | Marker)

    assert is_plain(Mask(secrets_in(value)).value(value))
