"""The strategies, one a file: the settings of a stack translated into components. `__main__.py` chooses."""

from .auto_recovery import auto_recovery
from .dns_failover import dns_failover
from .load_balanced import load_balanced
from .self_healing import self_healing

__all__ = ["auto_recovery", "dns_failover", "load_balanced", "self_healing"]
