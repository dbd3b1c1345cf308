"""Looks, through AWS's API alone, whether an account holds what the components of a program promise.

Starts from the outputs that each component registered, so it works on any program that uses these components, several
of a kind included. One topic a file; what a promise is, and when one is not made, says `_promise`.
"""

from collections.abc import Callable, Collection, Iterator

from ..deployment import Deployment
from . import (
    access_logs,
    balancer,
    bucket,
    certificate,
    failover,
    flow_logs,
    group,
    healing,
    identity,
    instances,
    listeners,
    maintenance,
    monitoring,
    network,
    reachability,
    recovering,
    release,
    role,
    routes,
    scaling,
    tags,
    template,
)
from ._promise import Check, Promise, Status
from ._view import Aws, View

__all__ = ["PROMISES", "Check", "Promise", "Status", "checks_ahead", "run_checks"]

PROMISES: tuple[Promise, ...] = tuple(
    promise
    for topic in (
        network.TOPIC,
        routes.TOPIC,
        flow_logs.TOPIC,
        template.TOPIC,
        role.TOPIC,
        release.TOPIC,
        group.TOPIC,
        scaling.TOPIC,
        healing.TOPIC,
        instances.TOPIC,
        release.GROUP_TOPIC,
        identity.TOPIC,
        recovering.TOPIC,
        balancer.TOPIC,
        listeners.TOPIC,
        certificate.TOPIC,
        reachability.TOPIC,
        reachability.GROUP_TOPIC,
        access_logs.TOPIC,
        failover.TOPIC,
        maintenance.TOPIC,
        bucket.TOPIC,
        monitoring.TOPIC,
        tags.TOPIC,
        healing.LAST_TOPIC,
    )
    for promise in topic.promises
)
"""Every promise, in the order in which they are looked at; one that is seen by breaking something comes last."""


def _views(deployment: Deployment) -> Iterator[tuple[Promise, View]]:
    aws = Aws(deployment)
    for promise in PROMISES:
        if not promise.token:
            yield promise, View(deployment, aws)
            continue
        for component in deployment.components:
            if component.type == promise.token:
                yield promise, View(deployment, aws, component)


def checks_ahead(deployment: Deployment) -> int:
    """Return how many checks `run_checks` makes of a deployment."""
    return sum(1 for _ in _views(deployment))


def run_checks(
    deployment: Deployment,
    on_check: Callable[[Check], None] | None = None,
    *,
    only: Collection[str] | None = None,
) -> tuple[Check, ...]:
    """Look at every promise of every component of an open deployment.

    Args:
        deployment: What to look at; its account must be open.
        on_check: Called with each check when it is done.
        only: Ids of the promises to look at; by default all.
    """
    done = []
    for promise, view in _views(deployment):
        if only is not None and promise.id not in only:
            continue
        check = promise.check(view)
        done.append(check)
        if on_check:
            on_check(check)
    return tuple(done)
