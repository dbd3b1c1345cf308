"""An empty account for each test."""

from collections.abc import Iterator

import pytest

from emulator import Account, account


@pytest.fixture
def aws() -> Iterator[Account]:
    with account("eu-west-1") as opened:
        yield opened
