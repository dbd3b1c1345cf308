"""Amazon EC2: what a launch template and a security group's rule answer of what they were given."""

from collections.abc import Callable
from typing import Any

from ._correction import Correction, Patches

_Method = Callable[..., Any]


def _template_tags(patches: Patches) -> None:
    from moto.ec2.models.launch_templates import LaunchTemplate
    from moto.ec2.responses.launch_templates import LaunchTemplates

    def wrapper(original: _Method) -> _Method:
        def create_launch_template(self: Any) -> Any:
            given = list((self._get_param("LaunchTemplateData") or {}).get("TagSpecifications", []))
            answer = original(self)
            template = self.ec2_backend.get_launch_template(answer.result["LaunchTemplate"]["LaunchTemplateId"])
            template.versions[0].data["TagSpecifications"] = given
            return answer

        return create_launch_template

    patches.wrap(LaunchTemplates, "create_launch_template", wrapper)
    # moto answers the tags of its creation for good.
    kept = property(lambda self: self.get_tags(), lambda _self, _value: None)
    patches.replace(LaunchTemplate, "tags", kept)


def _user_data_of_every_version(patches: Patches) -> None:
    from moto.ec2.models.launch_templates import LaunchTemplate
    from moto.ec2.utils import parse_user_data

    def wrapper(original: _Method) -> _Method:
        def create_version(self: Any, data: dict[str, Any], description: str) -> Any:
            if isinstance(given := data.get("UserData"), str):  # the first version's is parsed already
                data = {**data, "UserData": parse_user_data(given)}
            return original(self, data, description)

        return create_version

    patches.wrap(LaunchTemplate, "create_version", wrapper)


def _rule_descriptions(patches: Patches) -> None:
    from moto.ec2.models.security_groups import SecurityGroupRule

    def description(self: Any) -> str | None:
        found: str | None = self.ip_range.get("Description") or self.source_group.get("Description")
        return found

    patches.replace(SecurityGroupRule, "description", property(description))


CORRECTIONS = (
    Correction(
        name="ec2-launch-template-tags",
        rule="Tags for a launch template itself are the template's, change with it, and are not in its versions' data.",
        source="Amazon EC2 API Reference: CreateLaunchTemplate (TagSpecification.N), LaunchTemplate (tagSet)",
        make=_template_tags,
    ),
    Correction(
        name="ec2-launch-template-user-data",
        rule="Every version of a launch template has its user data, and instances are launched with it.",
        source="Amazon EC2 API Reference: CreateLaunchTemplateVersion (LaunchTemplateData, UserData)",
        make=_user_data_of_every_version,
    ),
    Correction(
        name="ec2-rule-descriptions",
        rule="A security group's rule answers its description, whether it names addresses or another group.",
        source="Amazon EC2 API Reference: SecurityGroupRule (description)",
        make=_rule_descriptions,
    ),
)
