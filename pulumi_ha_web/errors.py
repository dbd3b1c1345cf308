"""What a command can tell a person instead of doing what was asked."""


class HaWebError(Exception):
    """A command cannot do what was asked. Its text is the message: what is wrong, and what to do."""


class ArtifactError(HaWebError):
    """Something about a bucket, an object, a release or its rollout cannot be done as asked."""
