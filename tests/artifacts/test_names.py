"""S3's naming rules, checked before anything is sent."""

import string

import pytest
from botocore.utils import check_dns_name
from hypothesis import given
from hypothesis import strategies as st

from pulumi_ha_web.artifacts.names import check_bucket_name, check_key, check_version
from pulumi_ha_web.errors import ArtifactError

NOT_A_BUCKET = "{}: is no name of a bucket: {}; choose another one, such as shop-artifacts-7f3a"
LETTERS = "it may have lower-case letters, digits, hyphens and full stops only, got "


@pytest.mark.parametrize("name", ["abc", "a" * 63, "shop.artifacts-7f3a", "0-9", "1.2.3", "1.2.3.4.5", "a--b", "a-.b"])
def test_a_name_that_s3_takes_is_let_through(name: str) -> None:
    check_bucket_name(name)
    check_bucket_name(name, new=True)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("ab", "it must have 3 to 63 characters, got 2"),
        ("a" * 64, "it must have 3 to 63 characters, got 64"),
        ("Shop_artifacts", LETTERS + "'S_'"),
        ("shop artifacts", LETTERS + "' '"),
        ("käse", LETTERS + "'ä'"),
        ("shop/artifacts", LETTERS + "'/'"),
        ("-shop", "it must begin and end with a letter or a digit"),
        ("shop-", "it must begin and end with a letter or a digit"),
        (".shop", "it must begin and end with a letter or a digit"),
        ("shop..artifacts", "it must not have two full stops in a row"),
        ("192.168.5.4", "it must not look like an IP address"),
        ("s3://shop", "it must be the name alone, without s3:// or arn: before it"),
        ("arn:aws:s3:::shop", "it must be the name alone, without s3:// or arn: before it"),
    ],
)
def test_a_name_that_no_bucket_can_have_is_refused_with_the_rule(name: str, rule: str) -> None:
    for new in (False, True):
        with pytest.raises(ArtifactError) as caught:
            check_bucket_name(name, new=new)
        assert str(caught.value) == NOT_A_BUCKET.format(name, rule)


@pytest.mark.parametrize("name", ["", "sh\x1b[2Jop", "shop\n"])
def test_a_name_that_cannot_be_shown_is_quoted(name: str) -> None:
    with pytest.raises(ArtifactError, match=r"^'.*': is no name of a bucket: "):
        check_bucket_name(name)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("xn--shop", "it must not begin with xn--, which is kept for internationalised host names"),
        ("sthree-shop", "it must not begin with sthree-, which is kept for S3 itself"),
        (
            "amzn-s3-demo-shop",
            "it must not begin with amzn-s3-demo-, which is kept for examples in AWS's documentation",
        ),
        ("shop-s3alias", "it must not end with -s3alias, which is kept for aliases of access points"),
        ("shop--ol-s3", "it must not end with --ol-s3, which is kept for aliases of Object Lambda access points"),
        ("shop.mrap", "it must not end with .mrap, which is kept for Multi-Region Access Points"),
        ("shop--x-s3", "it must not end with --x-s3, which is kept for directory buckets"),
        ("shop--table-s3", "it must not end with --table-s3, which is kept for S3 Tables"),
        ("shop-an", "it must not end with -an, which is kept for buckets in an account's own regional namespace"),
    ],
)
def test_a_name_that_s3_keeps_for_itself_is_refused_to_new_buckets_alone(name: str, rule: str) -> None:
    check_bucket_name(name)
    with pytest.raises(ArtifactError) as caught:
        check_bucket_name(name, new=True)
    assert str(caught.value) == NOT_A_BUCKET.format(name, rule)


@given(st.text(string.ascii_letters + string.digits + "-_/ ä", max_size=66) | st.from_regex(r"[a-z0-9-]{2,64}"))
def test_a_name_without_full_stops_is_judged_as_botocore_judges_it(name: str) -> None:
    """Which has a rule of its own, for what may stand before S3's host; those with full stops it never puts there."""
    try:
        check_bucket_name(name)
    except ArtifactError:
        assert not check_dns_name(name)
    else:
        assert check_dns_name(name)


@pytest.mark.parametrize(
    "key",
    ["app.tar.gz", "releases/1.4.2/app.tar.gz", "a" * 1024, "ä" * 512, "a/../b", "a/b/../../c", "/a", "a//b", "."],
)
def test_a_key_that_s3_takes_is_let_through(key: str) -> None:
    check_key(key)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("", "the key of an object is empty; give it a name, such as app.tar.gz"),
        ("soap", "soap: is no key of an object: S3 takes it for its SOAP interface; choose another one"),
        (
            "../app.tar",
            "../app.tar: is no key of an object: its `..` lead out of the bucket, read from the left; leave them out",
        ),
        (
            "a/../../b",
            "a/../../b: is no key of an object: its `..` lead out of the bucket, read from the left; leave them out",
        ),
        ("\udcff.tar", r"'\udcff.tar': is no key of an object: it must be UTF-8; rename the file"),
        (
            "ä" * 513,
            f"{'ä' * 40}…: is no key of an object: it may have 1,024 bytes of UTF-8, got 1,026; cut it",
        ),
    ],
)
def test_a_key_that_no_object_can_have_is_refused_with_the_rule(key: str, said: str) -> None:
    with pytest.raises(ArtifactError) as caught:
        check_key(key)
    assert str(caught.value) == said


@pytest.mark.parametrize("version", ["1", "1.4.2", "2025-03-04_12.00+abc", "V" * 64])
def test_a_version_that_can_stand_in_keys_and_settings_is_let_through(version: str) -> None:
    check_version(version)


@pytest.mark.parametrize("version", ["", ".1", "-1", "1/2", "1 2", "1\n", "ä", "V" * 65, "1:2", "$1"])
def test_any_other_version_is_refused(version: str) -> None:
    said = version if version.isprintable() and version else repr(version)
    with pytest.raises(ArtifactError) as caught:
        check_version(version)
    assert str(caught.value) == (
        f"{said}: is no version of a release: it may have 1 to 64 letters, digits, `.`, `_`, `+` and `-`, and begins "
        "with a letter or a digit; try 1.4.2"
    )
