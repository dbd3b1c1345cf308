"""The network's promises on the record of its traffic."""

from typing import Any

from ._outcome import NotMadeError, refuse, some
from ._policy import allows, condition, principals, statements
from ._promise import Topic
from ._view import View, in_words
from .role import documents_of

TOPIC = Topic("ha-web:index:Network")
WRITING = ("logs:CreateLogStream", "logs:PutLogEvents")
"""What a role needs to deliver flow logs (VPC user guide, "IAM role for publishing flow logs to CloudWatch Logs")."""


def _flow_log(view: View) -> Any:
    logs = [
        each
        for each in view.aws.all("ec2", "describe_flow_logs", "FlowLogs")
        if each["ResourceId"] == view.output("vpc_id")
    ]
    if not logs and not view.declared("aws:ec2/flowLog:FlowLog"):
        raise NotMadeError("flow logs were not asked for")
    return some(logs, f"flow log of {view.output('vpc_id')}")[0]


def _log_group(view: View) -> Any:
    name = _flow_log(view)["LogDestination"].removesuffix(":*").rpartition(":")[2]
    groups = view.aws.all("logs", "describe_log_groups", "logGroups", logGroupNamePrefix=name)
    return some([each for each in groups if each["logGroupName"] == name], f"log group {name}")[0]


@TOPIC.promise(
    "network.flow-logs",
    "The VPC's traffic is recorded, and not for ever",
    remedy="keep flow_logs_enabled true and flow_logs_retention_days set: CloudWatch keeps logs for ever by default",
)
def flow_logs(view: View) -> str:
    """Look for the log, its destination and the days that it is kept."""
    log, group = _flow_log(view), _log_group(view)
    days = group.get("retentionInDays")
    refuse([f"{log['FlowLogId']} is {log['FlowLogStatus']}"] if log["FlowLogStatus"] != "ACTIVE" else [])
    refuse([] if days else [f"log group {group['logGroupName']} keeps its records for ever"])
    return f"{log['TrafficType']} to {group['logGroupName']}, kept for {days} days"


@TOPIC.promise(
    "network.flow-logs-role",
    "Flow logs of this account may write the record",
    remedy="let the role trust vpc-flow-logs.amazonaws.com for this account, and write to the log group",
)
def flow_logs_role(view: View) -> str:
    """Evaluate the role's trust and its policies."""
    arn, group = _flow_log(view)["DeliverLogsPermissionArn"], _log_group(view)["arn"]
    name = arn.rpartition("/")[2]
    role = view.aws.ask("iam", "get_role", RoleName=name)["Role"]
    problems = []
    for statement in statements(role["AssumeRolePolicyDocument"]):
        if principals(statement) != ["Service: vpc-flow-logs.amazonaws.com"]:
            problems.append(f"{name} trusts {in_words(principals(statement))}")
        if condition(statement, "aws:SourceAccount") != [view.aws.account_id]:
            problems.append(f"{name} trusts other accounts' flow logs as well")
    documents = documents_of(view, name)
    target = f"{group.removesuffix(':*')}:log-stream:any"
    problems += [f"{name} may not {action}" for action in WRITING if not allows(documents, action, target)]
    refuse(problems)
    return f"{name} may write to the log group"
