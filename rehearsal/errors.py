"""What can go wrong in a rehearsal."""


class RehearsalError(Exception):
    """The program cannot be rehearsed, or a resource of it cannot be created.

    Its text is meant for a person: what, where (the URN), and why.
    """

    def __init__(self, message: str, urn: str | None = None) -> None:
        super().__init__(message if urn is None else f"{urn}: {message}")
        self.urn = urn
        """The resource or component it happened to, if it happened to one."""
