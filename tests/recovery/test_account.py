"""The account of a recovery is the one that the stack's provider is configured for, and no other."""

import json

import pytest

from pulumi_ha_web.errors import HaWebError
from pulumi_ha_web.recovery.account import Account

DUMMY = {"aws:region": "eu-west-1", "aws:accessKey": "test", "aws:secretKey": "test"}


def test_clients_go_where_the_provider_goes() -> None:
    endpoints = [{"ec2": "http://127.0.0.1:5000", "elb": "http://127.0.0.1:5001", "s3": "http://127.0.0.1:5002"}]
    account = Account({**DUMMY, "aws:endpoints": json.dumps(endpoints)})
    assert account.client("ec2").meta.endpoint_url == "http://127.0.0.1:5000"
    assert account.client("elbv2").meta.endpoint_url == "http://127.0.0.1:5001"
    assert account.client("ec2").meta.region_name == "eu-west-1"
    assert account.client("ec2") is account.client("ec2")


def test_a_service_without_an_endpoint_is_refused_where_others_have_one() -> None:
    account = Account({**DUMMY, "aws:endpoints": json.dumps([{"ec2": "http://127.0.0.1:5000"}])})
    with pytest.raises(HaWebError, match="aws:endpoints: has none for iam"):
        account.client("iam")


def test_without_endpoints_it_is_the_real_one() -> None:
    assert Account(DUMMY).client("ec2").meta.endpoint_url == "https://ec2.eu-west-1.amazonaws.com"


def test_the_region_is_the_stacks() -> None:
    with pytest.raises(HaWebError, match="aws:region: is not set"):
        Account({})
