"""The Pulumi program: settings in, components wired, outputs. `pulumi up` and the rehearsal run it alike."""

import pulumi
import pulumi_aws as aws

import strategies
from config import AutoRecovery, ConfigError, DnsFailover, LoadBalanced, SelfHealing, Settings, from_pulumi


def main() -> None:
    """Build the stack that the settings describe."""
    try:
        settings = from_pulumi()
    except ConfigError as error:
        # Pulumi shows the text of a RunError alone, and a traceback for any other exception.
        raise pulumi.RunError(str(error)) from None
    refuse_other_accounts(settings)
    refuse_missing_zones(settings)
    match settings.availability:
        case SelfHealing() as chosen:
            strategies.self_healing(settings, chosen)
        case AutoRecovery() as chosen:
            strategies.auto_recovery(settings, chosen)
        case DnsFailover() as chosen:
            strategies.dns_failover(settings, chosen)
        case LoadBalanced() as chosen:
            strategies.load_balanced(settings, chosen)


def refuse_other_accounts(settings: Settings) -> None:
    """Stop before anything is made when the credentials lead to an account that the settings do not allow."""
    allowed = settings.naming.allowed_account_ids
    if allowed and (account := aws.get_caller_identity().account_id) not in allowed:
        raise pulumi.RunError(
            f"Pulumi.{settings.stack}.yaml: naming.allowed_account_ids: the credentials are of account {account}, "
            f"allowed: {', '.join(allowed)}; use credentials of an allowed account, or add this one"
        )


def refuse_missing_zones(settings: Settings) -> None:
    """Stop before anything is made when a zone is not one of this account: which ones it has, only AWS can say."""
    present = aws.get_availability_zones(state="available").names
    if missing := [zone for zone in settings.zone_names if zone not in present]:
        letters = ", ".join(zone.removeprefix(settings.region) for zone in present)
        raise pulumi.RunError(
            f"Pulumi.{settings.stack}.yaml: network.zones: {', '.join(missing)} is not a zone of this account; "
            f"use some of [{letters}]"
        )


main()
