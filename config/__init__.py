"""What a stack may say: settings, their rules, and how they are read.

Knows no Pulumi resource and does no I/O but reading the stack's own file. What the settings become is not its
business: `__main__.py` translates them into component arguments.
"""

from .availability import AutoRecovery, DnsFailover, LoadBalanced, SelfHealing
from .loader import from_pulumi, load, load_stack_file, read_stack_file
from .problems import ConfigError, Problem
from .settings import SECTIONS, Settings

__all__ = [
    "SECTIONS",
    "AutoRecovery",
    "ConfigError",
    "DnsFailover",
    "LoadBalanced",
    "Problem",
    "SelfHealing",
    "Settings",
    "from_pulumi",
    "load",
    "load_stack_file",
    "read_stack_file",
]
