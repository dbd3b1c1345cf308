"""Amazon CloudWatch: where an alarm's actions are."""

from collections.abc import Callable
from typing import Any

from ._correction import Correction, Patches


def _actions_of_the_region(patches: Patches) -> None:
    from moto.cloudwatch.exceptions import ValidationError
    from moto.cloudwatch.models import CloudWatchBackend

    def wrapper(original: Callable[..., Any]) -> Callable[..., Any]:
        def put_metric_alarm(self: Any, *args: Any, **kwargs: Any) -> Any:
            for kind in ("alarm_actions", "ok_actions", "insufficient_data_actions"):
                for action in kwargs.get(kind) or []:
                    region = str(action).split(":")[3]
                    if region != self.region_name:
                        raise ValidationError(
                            f"Invalid region {region} specified. Only {self.region_name} is supported."
                        )
            return original(self, *args, **kwargs)

        return put_metric_alarm

    patches.wrap(CloudWatchBackend, "put_metric_alarm", wrapper)


CORRECTIONS = (
    Correction(
        name="cloudwatch-actions-of-the-region",
        rule="An alarm's actions are in the alarm's own region.",
        source="Amazon CloudWatch API Reference: PutMetricAlarm, whose ValidationError says "
        '"Invalid region ... specified. Only ... is supported."',
        make=_actions_of_the_region,
    ),
)
