"""The one place where the rehearsal reaches the emulator, so that it can come from elsewhere one day."""

from emulator import DEFAULT_ACCOUNT_ID, Account, EmulatorError, LeavesTheProcessError, account, existing

__all__ = ["DEFAULT_ACCOUNT_ID", "Account", "EmulatorError", "LeavesTheProcessError", "account", "existing"]
