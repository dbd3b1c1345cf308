"""What can go wrong with the emulator itself. Errors of the emulated AWS are botocore's `ClientError`, as on AWS."""


class EmulatorError(RuntimeError):
    """The emulated account cannot be opened or used as asked."""


class LeavesTheProcessError(EmulatorError):
    """Something tried to reach a host while an emulated account was open. The attempt was stopped."""
