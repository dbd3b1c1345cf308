"""How many instances are left when zones are lost, and how many there must be for it. Pure numbers."""


def instances_left(size: int, zones: int, lost: int) -> int:
    """Return how many of `size` instances, balanced over `zones`, are left when the `lost` fullest zones go."""
    each, further = divmod(size, zones)
    return size - lost * each - min(lost, further)


def least_size(zones: int, lost: int, left: int) -> int:
    """Return the smallest group, balanced over `zones`, of which `left` are left when the `lost` fullest zones go.

    The zones that stay have as many instances each as they need; of what does not divide evenly, the lost zones,
    being the fullest, take theirs first.
    """
    each, further = divmod(left, zones - lost)
    return zones * each + (lost + further if further else 0)
