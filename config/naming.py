"""What everything of a stack is called, whom it belongs to, and in which accounts it may exist."""

from typing import Annotated

from pydantic import Field

from .constraints import Many, count
from .section import Section
from .types import AccountId, Slug, TagKey, TagValue

MAX_TAGS = 50
"""AWS's limit on tags a resource (EC2 user guide, "Tag restrictions")."""

OWN_TAGS = ("Application", "Environment", "ManagedBy", "Owner", "CostCenter", "Name")
"""Tags that the project sets itself; a stack's own tags take what is left of MAX_TAGS."""

MAX_BASE_NAME = 21
"""A load balancer's name has at most 32 characters (elbv2 CreateLoadBalancer): this, `-alb-` and six digits."""


class Naming(Section):
    """Names and tags of everything in the stack, and the accounts it may be deployed to."""

    application: Slug = "ha-web"
    """What the application is called. First part of every name (`<application>-<environment>-…`) and the tag
    `Application`. Together with the environment at most 21 characters. Changing it replaces the whole stack."""

    environment: Slug | None = None
    """What this environment is called. Second part of every name and the tag `Environment`. By default the name of
    the Pulumi stack. Changing it replaces the whole stack."""

    owner: TagValue | None = None
    """Who to ask: the tag `Owner` on every resource. Left out, there is no such tag."""

    cost_center: TagValue | None = None
    """Who pays: the tag `CostCenter` on every resource. Left out, there is no such tag."""

    tags: Annotated[dict[TagKey, TagValue], count(0, MAX_TAGS - len(OWN_TAGS), "tags", "50 less the project's own")] = (
        Field({})
    )
    """Further tags of every resource, by key. Keys that the project sets itself are refused, whatever their case:
    IAM does not tell `owner` from `Owner`."""

    allowed_account_ids: Many[AccountId] = ()
    """AWS accounts that this stack may be deployed to, each 12 digits in quotes; a deployment with credentials of
    another account stops before it changes anything. Empty: any account."""
