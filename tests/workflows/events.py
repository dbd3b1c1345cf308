"""What GitHub says of an event, as far as the workflows ask."""

from typing import Any

REPOSITORY = "acme/shop"
TOKEN = "token-of-this-run"
NUMBER = 7
BASE = "ba5e" * 10

CONFIGURED = {
    "AWS_REGION": "eu-west-1",
    "PULUMI_BACKEND_URL": "s3://acme-state?region=eu-west-1",
    "STATE_READER_ROLE": "arn:aws:iam::123456789012:role/state-reader",
    "PREVIEW_ROLE": "arn:aws:iam::123456789012:role/preview",
    "DEPLOY_ROLE": "arn:aws:iam::123456789012:role/deploy",
}
"""The variables of a repository whose pipelines were set up, with those of a job's environment."""


def pull_request(head: str = REPOSITORY, **more: Any) -> dict[str, Any]:
    """Return the context of a pull request into main, from a repository."""
    number: dict[str, Any] = {"number": NUMBER, "base": {"sha": BASE}, "head": {"repo": {"full_name": head}}}
    return _event("pull_request", f"refs/pull/{NUMBER}/merge", {"pull_request": number}, **more)


def push(ref: str = "refs/heads/main") -> dict[str, Any]:
    """Return the context of a push."""
    return _event("push", ref, {})


def release(tag: str = "v1.2.3", *, prerelease: bool = False, **more: Any) -> dict[str, Any]:
    """Return the context of a release that was published."""
    event = {"release": {"tag_name": tag, "prerelease": prerelease}}
    return _event("release", f"refs/tags/{tag}", event, **more)


def night(ref: str = "refs/heads/main", **more: Any) -> dict[str, Any]:
    """Return the context of a run by the clock, or by hand from a branch."""
    return _event("schedule" if ref == "refs/heads/main" else "workflow_dispatch", ref, {}, **more)


def _event(name: str, ref: str, event: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"event_name": name, "ref": ref, "repository": REPOSITORY, "token": TOKEN, "event": event, **more}
