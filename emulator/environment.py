"""The environment variables of an emulated account: dummies, and nothing that could lead to a real one.

boto3 looks for credentials in a dozen places, and reads most of them when it is loaded or when a session is made.
They are therefore taken away before either, and given back when the account closes.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

DUMMY_ACCESS_KEY = "AKIAEMULATEDACCOUNT0"
DUMMY_SECRET_KEY = "emulated-not-a-secret"

_HIDDEN_PREFIXES = (
    "AWS_",  # profile, tokens, roles, endpoint URLs, container credentials, and what AWS adds next year
    "BOTO_",  # the configuration file of the predecessor, still read
    "MOTO_",  # would change the emulation: another account id, pass-through, validations
    "TEST_SERVER_MODE",  # moto: send the calls to a server
    "TEST_PROXY_MODE",  # moto: send the calls through a proxy
    "INITIAL_NO_AUTH_ACTION_COUNT",  # moto: start to enforce IAM
    "S3_IGNORE_SUBDOMAIN_BUCKETNAME",  # moto: another way to find the bucket's name
)
_HIDDEN_SUFFIXES = ("_PROXY",)


def _is_hidden(name: str) -> bool:
    upper = name.upper()
    return upper.startswith(_HIDDEN_PREFIXES) or upper.endswith(_HIDDEN_SUFFIXES)


def dummies(region: str, account_id: str) -> dict[str, str]:
    """Return the variables that stand in for the hidden ones."""
    return {
        "AWS_ACCESS_KEY_ID": DUMMY_ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": DUMMY_SECRET_KEY,
        "AWS_DEFAULT_REGION": region,
        "AWS_REGION": region,
        "AWS_EC2_METADATA_DISABLED": "true",
        # A file that is empty on every system: profiles of this person's machine stay unread.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "BOTO_CONFIG": os.devnull,
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
        "MOTO_ACCOUNT_ID": account_id,
    }


@contextmanager
def emulated(region: str, account_id: str) -> Iterator[None]:
    """Hide every variable that could lead to a real account; give all back on leaving."""
    before = dict(os.environ)
    for name in before:
        if _is_hidden(name):
            del os.environ[name]
    os.environ.update(dummies(region, account_id))
    try:
        yield
    finally:
        for name in [name for name in os.environ if _is_hidden(name)]:
            del os.environ[name]
        os.environ.update({name: value for name, value in before.items() if _is_hidden(name)})
