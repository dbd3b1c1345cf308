"""What a deployed stack's resources say of it: what is lost with what, how long that takes, and what it costs a month.

Pure functions over plain data: nothing here asks AWS, Pulumi or the settings. What a stack survives is derived from
what was built (subnets, records, health checks, alarms and what they do), not from what its strategy is called.
"""

from .analysis import Analysis, analyse
from .cost import Cost, Line
from .stack import Deployed, Server
from .survival import Answer, Loss, Outcome

__all__ = ["Analysis", "Answer", "Cost", "Deployed", "Line", "Loss", "Outcome", "Server", "analyse"]
