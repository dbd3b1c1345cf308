"""Where a component is being deployed: region, account and partition, asked of its own provider."""

import pulumi
import pulumi_aws as aws


def region(component: pulumi.ComponentResource) -> pulumi.Output[str]:
    """Return the region's name.

    It is the id of the list of zones in every major version of the provider, while `get_region` renamed its result
    between 6 and 7.
    """
    return aws.get_availability_zones_output(state="available", opts=_of(component)).id


def zone_names(component: pulumi.ComponentResource) -> pulumi.Output[list[str]]:
    """Return the names of the zones in which the account may build."""
    return aws.get_availability_zones_output(state="available", opts=_of(component)).names.apply(list)


def account_id(component: pulumi.ComponentResource) -> pulumi.Output[str]:
    """Return the number of the account that the credentials belong to."""
    return aws.get_caller_identity_output(opts=_of(component)).account_id


def partition(component: pulumi.ComponentResource) -> pulumi.Output[str]:
    """Return the partition that ARNs start with: `aws`, `aws-cn` or `aws-us-gov`."""
    return aws.get_partition_output(opts=_of(component)).partition


def _of(component: pulumi.ComponentResource) -> pulumi.InvokeOptions:
    # The parent brings its provider along: a component given one for another region asks that region.
    return pulumi.InvokeOptions(parent=component)
