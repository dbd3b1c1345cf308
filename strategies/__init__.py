"""The strategies, one a file: the settings of a stack translated into components. `__main__.py` chooses."""

import gc

# The SDK makes thousands of classes while it is loaded, and they stay: looking for garbage among them, again and again,
# takes a third of the time.
_collecting = gc.isenabled()
gc.disable()

from .auto_recovery import auto_recovery  # noqa: E402
from .dns_failover import dns_failover  # noqa: E402
from .load_balanced import load_balanced  # noqa: E402
from .self_healing import self_healing  # noqa: E402

if _collecting:
    gc.freeze()
    gc.enable()

__all__ = ["auto_recovery", "dns_failover", "load_balanced", "self_healing"]
