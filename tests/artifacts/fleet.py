"""A fleet whose story is told beforehand: an AWS in which the next seconds are known, on a clock that waits for nobody.

Real boto3 clients ask it, so every request is checked against AWS's own description of the call, and so is every
answer of this file: a story that AWS could not tell fails.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any

from botocore.session import Session
from botocore.validate import ParamValidator

from pulumi_ha_web.artifacts.clients import Aws
from pulumi_ha_web.artifacts.rollout import Outcome, View, follow
from pulumi_ha_web.artifacts.rollout_watch import GroupWatch

BEGAN = datetime(2025, 3, 4, 12, 0, 0, tzinfo=UTC)
GROUP, TEMPLATE = "shop-dev-asg", "lt-0123456789abcdef0"
TARGETS = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop-dev-tg/73e2d6bc24d8a067"
SERVICES = ("autoscaling", "ec2", "elbv2")


class Refused(Exception):  # noqa: N818  (not an error: an answer)
    """An answer of AWS in place of what was asked."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(code, message)
        self.code, self.message = code, message


class Fleet(Aws):
    """An account with one group of two instances behind a load balancer, on version 7 of its template."""

    def __init__(self) -> None:
        super().__init__("eu-west-1")
        self._session = _session()  # one for all: each reads AWS's description of itself anew
        self.seconds = 0.0
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.story: list[tuple[float, Callable[[], object]]] = []
        self.group: dict[str, Any] | None = {
            "AutoScalingGroupName": GROUP,
            "MinSize": 2,
            "MaxSize": 3,
            "DesiredCapacity": 2,
            "DefaultCooldown": 300,
            "AvailabilityZones": ["eu-west-1a", "eu-west-1b"],
            "HealthCheckType": "ELB",
            "CreatedTime": BEGAN,
            "LaunchTemplate": template(7),
            "TargetGroupARNs": [TARGETS],
            "TrafficSources": [{"Identifier": TARGETS, "Type": "elbv2"}],
            "Instances": [member("i-a", 7, "a"), member("i-b", 7, "b")],
        }
        self.refreshes: list[dict[str, Any]] = []
        self.health: dict[str, dict[str, str]] = {}
        self.activities: list[dict[str, Any]] = []
        self.statuses: list[dict[str, Any]] = []
        self.versions: dict[int, str] = {}
        self.refused: dict[str, Refused] = {}

    # The clock.

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def at(self, seconds: float, happens: Callable[[], object]) -> None:
        """Tell what will happen."""
        self.story.append((seconds, happens))

    # What happens.

    def members(self, *given: dict[str, Any]) -> None:
        assert self.group
        self.group["Instances"] = list(given)

    def refresh(self, refresh_id: str, status: str, **more: Any) -> None:
        """Begin a refresh, or change one."""
        known = next((each for each in self.refreshes if each["InstanceRefreshId"] == refresh_id), None)
        if known is None:
            known = {"InstanceRefreshId": refresh_id, "AutoScalingGroupName": GROUP}
            self.refreshes.insert(0, known)
        if status != "Pending":
            known.setdefault("StartTime", BEGAN + timedelta(seconds=self.seconds))
        known |= {"Status": status, **more}

    def activity(self, status: str, description: str, cause: str, seconds: float = 60, **more: Any) -> None:
        self.activities.insert(
            0,
            {
                "ActivityId": str(len(self.activities)),
                "AutoScalingGroupName": GROUP,
                "Description": description,
                "Cause": cause,
                "StartTime": BEGAN + timedelta(seconds=seconds),
                "EndTime": BEGAN + timedelta(seconds=seconds + 10),
                "StatusCode": status,
                **more,
            },
        )

    # What AWS answers.

    def client(self, service: str, region: str | None = None) -> Any:
        new = (service, region or self.region) not in self._clients
        client = super().client(service, region)
        if new:
            client.meta.events.register("before-parameter-build", self._asked)
            client.meta.events.register("before-call", self._answer)
        return client

    def _asked(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self.calls.append((model.name, dict(params)))

    def _answer(self, model: Any, **_: Any) -> tuple[Any, dict[str, Any]]:
        while due := [each for each in self.story if each[0] <= self.seconds]:
            self.story.remove(due[0])
            due[0][1]()
        about = {"HTTPStatusCode": 200, "HTTPHeaders": {}, "RetryAttempts": 0}
        try:
            if model.name in self.refused:
                raise self.refused[model.name]
            answer = getattr(self, f"_{model.name}")(self.calls[-1][1])
        except Refused as refused:
            error = {"Code": refused.code, "Message": refused.message}
            return SimpleNamespace(status_code=400), {"Error": error, "ResponseMetadata": about}
        wrong = ParamValidator().validate(answer, model.output_shape).generate_report()
        assert not wrong, f"AWS never answers {model.name} like this: {wrong}"
        return SimpleNamespace(status_code=200), {**deepcopy(answer), "ResponseMetadata": about}

    def _DescribeAutoScalingGroups(self, asked: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        found = self.group and self.group["AutoScalingGroupName"] in asked["AutoScalingGroupNames"]
        return {"AutoScalingGroups": [self.group] if found else []}

    def _DescribeInstanceRefreshes(self, asked: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        wanted = asked.get("InstanceRefreshIds")
        return {"InstanceRefreshes": [e for e in self.refreshes if not wanted or e["InstanceRefreshId"] in wanted]}

    def _StartInstanceRefresh(self, asked: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        if self.refreshes and self.refreshes[0]["Status"] in ("Pending", "InProgress", "Cancelling"):
            raise Refused("InstanceRefreshInProgress")
        kept = {name: asked[name] for name in ("DesiredConfiguration", "Preferences")}
        self.refresh("way-back", "InProgress", PercentageComplete=0, InstancesToUpdate=2, **kept)
        return {"InstanceRefreshId": "way-back"}

    def _CancelInstanceRefresh(self, asked: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        if not self.refreshes or self.refreshes[0]["Status"] not in ("Pending", "InProgress", "RollbackInProgress"):
            raise Refused("ActiveInstanceRefreshNotFound")
        cancelled = self.refreshes[0]["InstanceRefreshId"]
        self.refresh(cancelled, "Cancelling")
        self.at(self.seconds + 30, lambda: self.refresh(cancelled, "Cancelled", StatusReason="Cancelled by user"))
        return {"InstanceRefreshId": cancelled}

    def _DescribeScalingActivities(self, asked: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"Activities": self.activities}

    def _DescribeTargetHealth(self, asked: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        assert self.group
        ids = [each["InstanceId"] for each in self.group["Instances"]]
        return {
            "TargetHealthDescriptions": [
                {"Target": {"Id": own_id, "Port": 80}, "TargetHealth": self.health.get(own_id, {"State": "healthy"})}
                for own_id in ids
                if self.health.get(own_id) != {}
            ]
        }

    def _DescribeLaunchTemplateVersions(self, asked: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        known = self.versions or {6: "", 7: ""}
        if asked.get("Versions"):
            wanted = {max(known)}
        else:
            wanted = set(range(int(asked.get("MinVersion", 0)), int(asked.get("MaxVersion", 10_000)) + 1))
        return {
            "LaunchTemplateVersions": [
                {"LaunchTemplateId": TEMPLATE, "VersionNumber": number, "LaunchTemplateData": {"UserData": data}}
                for number, data in known.items()
                if number in wanted
            ]
        }

    def _DescribeInstanceStatus(self, asked: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"InstanceStatuses": self.statuses}


def template(version: int | str) -> dict[str, str]:
    return {"LaunchTemplateId": TEMPLATE, "LaunchTemplateName": "shop-dev-template", "Version": str(version)}


def member(instance_id: str, version: int, zone: str = "a", state: str = "InService", **more: Any) -> dict[str, Any]:
    return {
        "InstanceId": instance_id,
        "AvailabilityZone": f"eu-west-1{zone}",
        "LifecycleState": state,
        "HealthStatus": "Healthy",
        "LaunchTemplate": template(version),
        "ProtectedFromScaleIn": False,
        **more,
    }


def to_version(version: int) -> dict[str, Any]:
    """Return what a refresh is told to bring."""
    return {"DesiredConfiguration": {"LaunchTemplate": {"LaunchTemplateId": TEMPLATE, "Version": str(version)}}}


def rolling(fleet: Fleet) -> None:
    """Begin to replace two instances of version 6 by two of version 7."""
    fleet.members(member("i-old-a", 6), member("i-old-b", 6, "b"))
    fleet.refresh("one", "Pending", **to_version(7))
    fleet.at(10, lambda: fleet.refresh("one", "InProgress", PercentageComplete=0, InstancesToUpdate=2))


def followed(fleet: Fleet, seconds: float = 1800, refresh_id: str | None = None) -> tuple[Outcome, list[str]]:
    """Return how it ended, and each line that differs from the one before."""
    told: list[str] = []

    def tell(view: View, after: float) -> None:
        if not told or told[-1] != view.line:
            told.append(view.line)

    return follow(GroupWatch(fleet, GROUP, refresh_id), seconds, tell, fleet), told


@cache
def _session() -> Session:
    made = Session()
    made.set_credentials("AKIADUMMY", "dummy")
    return made
