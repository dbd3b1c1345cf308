"""Elastic Load Balancing: listeners."""

from typing import Any

from ._cloud import Cloud, tags_argument
from ._filled import filled
from ._inputs import ArgumentError, Inputs
from ._registry import Made, resource


def _forward(action: Inputs) -> dict[str, Any]:
    answer = action.renamed("targetGroupArn")
    if block := action.block("forward"):
        groups = [each.renamed(arn="TargetGroupArn", weight="Weight") for each in block.blocks("targetGroups")]
        answer["ForwardConfig"] = {"TargetGroups": groups}
        if sticky := block.block("stickiness"):
            answer["ForwardConfig"]["TargetGroupStickinessConfig"] = sticky.renamed(
                "enabled", duration="DurationSeconds"
            )
    return answer


def _action(action: Inputs) -> dict[str, Any]:
    answer: dict[str, Any] = {"Type": action.need("type"), **action.renamed("order")}
    match answer["Type"]:
        case "forward":
            return answer | _forward(action)
        case "redirect":
            block = action.block("redirect")
            if block is None:
                raise ArgumentError("defaultActions.redirect: must be given")
            # What is not given stays as it came: the provider fills in AWS's own placeholders.
            kept = {"Host": "#{host}", "Path": "/#{path}", "Port": "#{port}", "Protocol": "#{protocol}"}
            kept["Query"] = "#{query}"
            answer["RedirectConfig"] = kept | block.renamed("host", "path", "port", "protocol", "query", "statusCode")
            return answer
        case "fixed-response":
            block = action.block("fixedResponse")
            if block is None:
                raise ArgumentError("defaultActions.fixedResponse: must be given")
            answer["FixedResponseConfig"] = block.renamed("contentType", "messageBody", "statusCode")
            return answer
        case other:
            raise ArgumentError(f"defaultActions.type: the rehearsal does not know {other!r}")


@resource(
    "aws:lb/listener:Listener",
    filled(
        text="defaultActions[].fixedResponse.messageBody defaultActions[].targetGroupArn",
        others={
            "defaultActions[].forward.stickiness": {"duration": 0, "enabled": False},
            "defaultActions[].redirect.host": "#{host}",
            "defaultActions[].redirect.path": "/#{path}",
            "defaultActions[].redirect.port": "#{port}",
            "defaultActions[].redirect.protocol": "#{protocol}",
            "defaultActions[].redirect.query": "#{query}",
            "tcpIdleTimeoutSeconds": 350,
        },
    ),
)
def listener(cloud: Cloud, inputs: Inputs) -> Made:
    """Create a listener with its default actions."""
    asked = inputs.renamed("loadBalancerArn", "port", "protocol", "sslPolicy")
    if "loadbalancer/app/" in asked.get("LoadBalancerArn", ""):
        asked.setdefault("Protocol", "HTTP")  # by the provider; the API has no default
    if certificate := inputs.get("certificateArn"):
        cloud.assumptions.certificate(certificate)
        asked["Certificates"] = [{"CertificateArn": certificate}]
    if asked.get("Protocol") == "HTTPS" and "Certificates" not in asked:
        raise ArgumentError("certificateArn: must be given for a listener on HTTPS")
    made = cloud.client("elbv2").create_listener(
        DefaultActions=[_action(action) for action in inputs.blocks("defaultActions")],
        **tags_argument(inputs.tags()),
        **asked,
    )["Listeners"][0]
    arn = made["ListenerArn"]
    computed = {
        "arn": arn,
        "defaultActions": [
            {"order": at, **action} for at, action in enumerate(inputs.get("defaultActions", []), start=1)
        ],
        "protocol": made["Protocol"],
        "sslPolicy": made.get("SslPolicy", ""),
    }
    return Made(arn, computed)
