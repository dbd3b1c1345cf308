"""The instance role's promises: a Session Manager shell, its own artifacts, its failures, and nothing else."""

from collections.abc import Iterable, Mapping
from typing import Any

from ._identity import is_own_identity
from ._outcome import NotMadeError, refuse, some
from ._policy import allows, condition, listed, principals, statements
from ._promise import Topic
from ._view import View, count, in_words

TOPIC = Topic("ha-web:index:LaunchTemplate")
BUCKETS = "ha-web:index:ArtifactBucket"

SESSION_MANAGER = (
    "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
)
"""What a Session Manager shell needs (Systems Manager user guide); none of it can be narrowed to a resource."""

READING = ("s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket")
COUNTING, NAMESPACE = "cloudwatch:PutMetricData", "ha-web/"
"""Boots that failed are counted, in a namespace that ends in the stack's name. CloudWatch knows no narrower resource
than a namespace, in a condition."""
USING_A_KEY = ("kms:Decrypt", "kms:DescribeKey")
GRANTING, FOR_AWS = "kms:CreateGrant", "kms:GrantIsForAWSResource"
"""EC2 opens a volume under a key by a grant that it gets in the name of who attaches it (EBS user guide)."""


def documents_of(view: View, role: str) -> list[Mapping[str, Any]]:
    """Return every policy document of a role, its own and the attached ones."""
    names = view.aws.all("iam", "list_role_policies", "PolicyNames", RoleName=role)
    own = [view.aws.ask("iam", "get_role_policy", RoleName=role, PolicyName=name)["PolicyDocument"] for name in names]
    attached = view.aws.all("iam", "list_attached_role_policies", "AttachedPolicies", RoleName=role)
    return own + [_attached(view, policy["PolicyArn"]) for policy in attached]


def _attached(view: View, arn: str) -> Any:
    version = view.aws.ask("iam", "get_policy", PolicyArn=arn)["Policy"]["DefaultVersionId"]
    return view.aws.ask("iam", "get_policy_version", PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]


@TOPIC.promise(
    "role.trust",
    "Only EC2 may act in the instances' role",
    remedy="let the role's trust policy name ec2.amazonaws.com alone",
)
def trust(view: View) -> str:
    """Read the role's trust policy."""
    name = view.output("role_name")
    found = statements(view.aws.ask("iam", "get_role", RoleName=name)["Role"]["AssumeRolePolicyDocument"])
    refuse(
        f"{name} may be assumed by {who}"
        for statement in some(found, "trust statement")
        if statement["Effect"] == "Allow"
        for who in principals(statement) or ["everyone who is not named"]
        if who != "Service: ec2.amazonaws.com"
    )
    return f"{name} trusts ec2.amazonaws.com"


@TOPIC.promise(
    "role.permissions",
    "The role allows what instances need, and no more",
    remedy="take the further permission away, or give it to a role of its own: what runs on an instance has them all",
)
def permissions(view: View) -> str:
    """Evaluate every statement of the role: a shell, reading artifacts, taking the own address and volume."""
    documents = some(documents_of(view, view.output("role_name")), "policy on the role")
    buckets = view.outputs_of(BUCKETS, "bucket_arn")
    allowed = [each for document in documents for each in statements(document) if each["Effect"] == "Allow"]
    foreign = [each for each in some(allowed, "permission") if not is_own_identity(view, each)]
    refuse(problem for statement in foreign for problem in _too_much(statement, buckets, NAMESPACE + view.name))
    actions = {action for statement in allowed for action in listed(statement, "Action")}
    return f"{count(len(actions), 'action')} in {count(len(documents), 'policy')}, none for more than it is there for"


def _too_much(statement: Mapping[str, Any], buckets: Iterable[str], namespace: str) -> list[str]:
    if "NotAction" in statement or "NotResource" in statement:
        return ["allows everything but what it names (NotAction or NotResource)"]
    resources = listed(statement, "Resource")
    problems = []
    for action in listed(statement, "Action"):
        if action in SESSION_MANAGER:
            continue
        if action == COUNTING and condition(statement, "cloudwatch:namespace") == [namespace]:
            continue
        if action in READING:
            problems += [f"allows {action} on {each}" for each in resources if not _in_a_bucket(each, buckets)]
        elif action in USING_A_KEY or (action == GRANTING and condition(statement, FOR_AWS) == ["true"]):
            problems += [f"allows {action} on {each}" for each in resources if "*" in each]
        else:
            problems.append(f"allows {action} on {in_words(resources)}")
    return problems


def _in_a_bucket(resource: str, buckets: Iterable[str]) -> bool:
    return any(resource == bucket or resource.startswith(f"{bucket}/") for bucket in buckets)


@TOPIC.promise(
    "role.session-manager",
    "A person gets a shell by Session Manager",
    remedy="leave the role's policy `session-manager` as LaunchTemplate makes it",
)
def session_manager(view: View) -> str:
    """Evaluate whether the role's policies allow every action of the agent."""
    name = view.output("role_name")
    documents = documents_of(view, name)
    refuse(f"{name} may not {action}" for action in SESSION_MANAGER if not allows(documents, action, "*"))
    return f"{count(len(SESSION_MANAGER), 'action')} allowed"


@TOPIC.promise(
    "role.reads-artifacts",
    "Instances may list and read their artifacts",
    remedy="hand the bucket's read_policy() to LaunchTemplate as one of its policies",
)
def reads_artifacts(view: View) -> str:
    """Evaluate whether some artifact bucket of the stack is readable."""
    buckets = view.outputs_of(BUCKETS, "bucket_arn")
    if not buckets:
        raise NotMadeError("the stack has no artifact bucket")
    documents = documents_of(view, view.output("role_name"))
    listable = [each for each in buckets if allows(documents, "s3:ListBucket", each)]
    readable = [arn for arn in listable if allows(documents, "s3:GetObject", _some_object(documents, arn))]
    return in_words(
        each.rpartition(":")[2] for each in some(readable, "artifact bucket that the role may list and read")
    )


def _some_object(documents: Iterable[Mapping[str, Any]], bucket: str) -> str:
    """Return the ARN of an object that the policies could be about: they may allow one prefix of a bucket alone."""
    named = [
        resource
        for document in documents
        for statement in statements(document)
        for resource in listed(statement, "Resource")
        if resource.startswith(f"{bucket}/")
    ]
    return (named[0] if named else f"{bucket}/*").replace("*", "any")
