"""An AWS on this machine.

Knows AWS alone and nothing of any stack: an empty account inside this process (`account`), and corrections where the
emulation underneath (moto) strays from what AWS documents (`corrections`). Loading this package loads neither moto
nor boto3; opening an account does.
"""

from . import existing
from .errors import EmulatorError, LeavesTheProcessError
from .in_process import DEFAULT_ACCOUNT_ID, MOTO_VERSION, Account, account

__all__ = [
    "DEFAULT_ACCOUNT_ID",
    "MOTO_VERSION",
    "Account",
    "EmulatorError",
    "LeavesTheProcessError",
    "account",
    "existing",
]
