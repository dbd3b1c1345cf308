"""In which order things are made, where no argument of one says that it needs the other."""

import pulumi


def after(value: pulumi.Input[str], *stand: pulumi.CustomResource) -> pulumi.Output[str]:
    """Return a value that is known once these resources stand."""
    return pulumi.Output.all(value, *(each.id for each in stand)).apply(lambda values: str(values[0]))
