"""A small program with everything that a rehearsal has to carry: component, options, secrets, lookups, exports."""

import os
import sys

import parts  # type: ignore[import-not-found]  # beside this file: the program folder is on the path when it runs
import pulumi
import pulumi_aws as aws

config = pulumi.Config()
site = parts.Site("shop")
topic = aws.sns.Topic("topic", display_name=config.require_secret("password"))
pulumi.export("whose", parts.WHOSE)
pulumi.export("vpc", site.vpc.id)
pulumi.export("account", aws.get_caller_identity().account_id)
pulumi.export("zones", aws.get_availability_zones_output(state="available").names)
pulumi.export("settings", config.get_object("settings"))
pulumi.export("display_name", topic.display_name)
pulumi.export("topic", topic.name)
pulumi.export("place", {"folder": os.getcwd(), "path": sys.path[0], "stack": pulumi.get_stack()})  # noqa: PTH109
pulumi.export("leftover", config.get("leftover"))
