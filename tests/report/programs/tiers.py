"""Several tiers of the project's own components in one stack: a preview of hundreds of resources.

The setting `tiers:settings` has the sections of each tier by its name.
"""

import json

import pulumi

import strategies
from config import LoadBalanced, load


def main() -> None:
    region = pulumi.Config("aws").require("region")
    for name, sections in pulumi.Config("tiers").require_object("settings").items():
        told = {"naming": {"application": name}, **sections}
        config = {"aws:region": region, **{f"ha-web:{key}": json.dumps(value) for key, value in told.items()}}
        settings = load(config, stack=pulumi.get_stack(), source="tiers")
        assert isinstance(settings.availability, LoadBalanced)
        strategies.load_balanced(settings, settings.availability)


main()
