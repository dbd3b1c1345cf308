"""Who hears of trouble, and what counts as trouble."""

from typing import Annotated

from .constraints import Many, between
from .section import Section
from .types import Email


class Monitoring(Section):
    """Alarms and who gets them."""

    email_addresses: Many[Email] = ()
    """Who gets the alarms and the group's notifications; each has to confirm a mail from AWS once."""

    server_error_percent: Annotated[float, between(0.1, 100, "percent")] = 5
    """Percent of requests answered with a server error (5xx) above which an alarm goes off and a running replacement
    rolls back."""
