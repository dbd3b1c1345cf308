"""The load balancer's promises on the log of its requests, and the bucket that keeps it."""

from . import _bucket
from ._outcome import NotKeptError, NotMadeError, refuse, some
from ._policy import admitted, condition, listed, principals
from ._promise import Topic
from ._view import View, in_words
from .balancer import attributes_of

TOPIC = Topic("ha-web:index:LoadBalancer")
DELIVERY = "Service: logdelivery.elasticloadbalancing.amazonaws.com"


def _log_bucket(view: View) -> str:
    """Return the bucket of the access logs."""
    found = attributes_of(view)
    if found.get("access_logs.s3.enabled") == "true":
        return found["access_logs.s3.bucket"]
    declared = view.declared("aws:lb/loadBalancer:LoadBalancer")
    if any((each.inputs.get("accessLogs") or {}).get("enabled") for each in declared):
        raise NotKeptError("access logs are off")
    raise NotMadeError("access logs were not asked for")


@TOPIC.promise(
    "logs.on",
    "Every request is logged, in a bucket of this account",
    remedy="keep the load balancer's access logs enabled, into the bucket that LoadBalancer makes",
)
def logged(view: View) -> str:
    """Read the attributes, and look for the bucket."""
    name = _log_bucket(view)
    own = [each["Name"] for each in view.aws.ask("s3", "list_buckets")["Buckets"]]
    refuse([] if name in own else [f"{name} is no bucket of this account"])
    return name


@TOPIC.promise(
    "logs.encryption",
    "The log bucket is encrypted by S3's own keys",
    remedy="set AES256: load balancers cannot deliver into a bucket under a KMS key, and say nothing about it",
)
def encryption(view: View) -> str:
    """Read the bucket's default encryption."""
    kind = _bucket.encryption(view, _log_bucket(view)).get("SSEAlgorithm", "none")
    refuse([] if kind == "AES256" else [f"encryption is {kind}"])
    return str(kind)


@TOPIC.promise(
    "logs.policy",
    "Only load balancers of this account deliver logs",
    remedy="admit the log delivery service alone, to s3:PutObject under AWSLogs/<account>, for this account",
)
def policy(view: View) -> str:
    """Evaluate every statement of the bucket's policy that allows something."""
    name, account = _log_bucket(view), view.aws.account_id
    statements = some(admitted(_bucket.policy(view, name)), "statement that lets access logs in")
    place = f"arn:aws:s3:::{name}/AWSLogs/{account}/*"
    problems = []
    for each in statements:
        who = principals(each)
        problems += [f"it admits {in_words(who)}"] if who != [DELIVERY] else []
        problems += [f"it allows {action}" for action in listed(each, "Action") if action != "s3:PutObject"]
        problems += [f"it opens {where}" for where in listed(each, "Resource") if where != place]
        if condition(each, "aws:SourceAccount") != [account]:
            problems.append("other accounts' load balancers may deliver as well")
    refuse(problems)
    return f"into AWSLogs/{account} of {name}"


@TOPIC.promise(
    "logs.private",
    "The log bucket is private and takes TLS alone",
    remedy="block all four kinds of public access, turn ACLs off, and refuse aws:SecureTransport=false",
)
def private(view: View) -> str:
    """Read the public access block, the ownership controls and the policy."""
    name = _log_bucket(view)
    _bucket.refuse_public(view, name)
    _bucket.refuse_plain_http(view, name)
    return "public access blocked, ACLs off, plain HTTP refused"


@TOPIC.promise(
    "logs.expiry",
    "Logs are removed when their time is over",
    remedy="keep the bucket's lifecycle rule: a busy site writes gigabytes of logs a day",
)
def expiry(view: View) -> str:
    """Look for the rule that expires objects."""
    rules = _bucket.lifecycle(view, _log_bucket(view))
    days = [each["Expiration"]["Days"] for each in rules if "Days" in each.get("Expiration", {})]
    return f"after {min(some(days, 'rule that expires logs'))} days"
