"""The provider's own settings, for a program that makes a second one."""

from typing import Any

from ._cloud import Cloud
from ._inputs import ArgumentError, Inputs

HOW_IT_REACHES_AWS = (
    "accessKey",
    "allowedAccountIds",
    "assumeRoleWithWebIdentity",
    "assumeRoles",
    "customCaBundle",
    "defaultTags",
    "ec2MetadataServiceEndpoint",
    "ec2MetadataServiceEndpointMode",
    "endpoints",
    "forbiddenAccountIds",
    "httpProxy",
    "httpsProxy",
    "ignoreTags",
    "insecure",
    "maxRetries",
    "noProxy",
    "profile",
    "retryMode",
    "s3UsEast1RegionalEndpoint",
    "s3UsePathStyle",
    "secretKey",
    "sharedConfigFiles",
    "sharedCredentialsFiles",
    "skipCredentialsValidation",
    "skipMetadataApiCheck",
    "skipRegionValidation",
    "skipRequestingAccountId",
    "stsRegion",
    "tagPolicyCompliance",
    "token",
    "tokenBucketRateLimiterCapacity",
    "useDualstackEndpoint",
    "useFipsEndpoint",
    "userAgents",
)
"""A rehearsal reaches one emulated account whatever they say, as it does with the stack's `aws:` configuration."""


def region_of_provider(cloud: Cloud, values: dict[str, Any]) -> str:
    """Return the region that a provider is for; without one, the stack's.

    Raises:
        ArgumentError: a setting is not one of the provider's.
    """
    inputs = Inputs(values)
    inputs.without_effect("version", "pluginDownloadURL", *HOW_IT_REACHES_AWS)
    region = str(inputs.get("region", cloud.region))
    if unread := inputs.unread():
        raise ArgumentError(f"provider of aws: has no setting {', '.join(unread)}")
    return region
