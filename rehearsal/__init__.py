"""The real program, deployed into an emulated account inside this process.

Runs the `__main__.py` of a project under Pulumi's mocks, but every resource is really created, through boto3, and
every lookup is answered by the emulated AWS; ids and outputs flow on as AWS would give them. Imports nothing of the
program: it only runs it.
"""

from .deploy import deploy
from .deployment import Component, Deployment, Invoke, Options, Progress, Resource
from .errors import RehearsalError

__all__ = [
    "Component",
    "Deployment",
    "Invoke",
    "Options",
    "Progress",
    "RehearsalError",
    "Resource",
    "deploy",
]
