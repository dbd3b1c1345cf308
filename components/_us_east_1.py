"""A provider of the one region in which Route 53 keeps the metrics of its health checks.

A provider that a program makes knows nothing of the stack's `aws:` configuration. This one follows all of it but the
region: other credentials, or AWS's own endpoints beside emulated ones, would build half a stack in another account.
"""

import re
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi.runtime import is_config_secret

REGION = "us-east-1"
SECRET = ("access_key", "secret_key", "token")
"""Secret whether the configuration says so or not."""
TEXT = (
    *SECRET,
    "custom_ca_bundle",
    "ec2_metadata_service_endpoint",
    "ec2_metadata_service_endpoint_mode",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "profile",
    "retry_mode",
    "s3_us_east1_regional_endpoint",
    "sts_region",
    "tag_policy_compliance",
)
STRUCTURED = (
    "allowed_account_ids",
    "assume_role_with_web_identity",
    "assume_roles",
    "default_tags",
    "endpoints",
    "forbidden_account_ids",
    "ignore_tags",
    "insecure",
    "max_retries",
    "s3_use_path_style",
    "shared_config_files",
    "shared_credentials_files",
    "skip_credentials_validation",
    "skip_metadata_api_check",
    "skip_region_validation",
    "skip_requesting_account_id",
    "token_bucket_rate_limiter_capacity",
    "use_dualstack_endpoint",
    "use_fips_endpoint",
    "user_agents",
)
"""Booleans, numbers, lists and objects. The provider takes them as the configuration has them, keys in camel case."""


def us_east_1_provider(name: str) -> aws.Provider:
    """Return the stack's provider, in us-east-1."""
    return aws.Provider(f"{name}-us-east-1", region=REGION, **_configured())


def _configured() -> dict[str, Any]:
    """Return the arguments that the stack's `aws:` configuration gives, and no others: the provider has defaults."""
    config, arguments = pulumi.Config("aws"), dict[str, Any]()
    for argument in (*TEXT, *STRUCTURED):
        key = re.sub(r"_([a-z0-9])", lambda letter: letter[1].upper(), argument)
        value = config.get(key) if argument in TEXT else config.get_object(key)
        if value is not None:
            secret = argument in SECRET or is_config_secret(config.full_key(key))
            arguments[argument] = pulumi.Output.secret(value) if secret else value
    return arguments
