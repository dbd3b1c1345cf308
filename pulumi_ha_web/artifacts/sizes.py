"""Numbers of bytes as a person reads them."""


def size_text(size: int) -> str:
    """Return a number of bytes in the largest unit of which there is one: `1.5 GiB`."""
    amount, units = float(size), ["B", "KiB", "MiB", "GiB", "TiB"]
    while amount >= 1024 and len(units) > 1:
        amount /= 1024
        units.pop(0)
    return f"{size} B" if units[0] == "B" else f"{amount:.1f} {units[0]}"
