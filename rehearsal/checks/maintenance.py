"""The failover record's promises on its last resort: a page in S3 for when no instance answers."""

from typing import Any

from ._outcome import NotMadeError, refuse, some
from ._policy import admitted, listed, principals
from ._promise import Topic
from ._view import View, count, in_words
from .failover import host_of_the_instances, pair_of

TOPIC = Topic("ha-web:index:FailoverRecord")
WEBSITE = "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration"


def _bucket(view: View) -> str:
    """Return the name of the page's bucket: by it, and by no other, S3 answers for the host."""
    if not view.declared(WEBSITE):
        raise NotMadeError("no maintenance page was given")
    return str(view.output("record_name"))


def _pages(view: View) -> dict[str, str]:
    """Return the key of what a website answers at its top and everywhere else."""
    website = view.aws.ask("s3", "get_bucket_website", Bucket=_bucket(view))
    return {
        "index": website.get("IndexDocument", {}).get("Suffix", ""),
        "error": website.get("ErrorDocument", {}).get("Key", ""),
    }


@TOPIC.promise(
    "maintenance.chain",
    "The name leads to the instances, then to the page",
    remedy="keep the name's two alias records: PRIMARY to the instances' name, with their health, SECONDARY to S3",
)
def chain(view: View) -> str:
    """Follow the alias records of the name."""
    name, origin = _bucket(view), host_of_the_instances(view)
    targets = {role: record.get("AliasTarget", {}) for role, record in pair_of(view, name).items()}
    led = {role: each.get("DNSName", "no other name").rstrip(".") for role, each in targets.items()}
    problems = [] if led["PRIMARY"] == origin else [f"PRIMARY leads to {led['PRIMARY']}, not {origin}"]
    if not targets["PRIMARY"].get("EvaluateTargetHealth"):
        problems.append(f"PRIMARY ignores the health of {origin}: the page never comes up")
    region = view.aws.region
    wanted = (f"s3-website-{region}.", f"s3-website.{region}.")
    problems += [] if led["SECONDARY"].startswith(wanted) else [f"SECONDARY leads to {led['SECONDARY']}, not to S3"]
    refuse(problems)
    return f"{name} to {origin}, else to {led['SECONDARY']}"


@TOPIC.promise(
    "maintenance.page",
    "The page answers under every path",
    remedy="keep the website's index and error document, and the object that both name",
)
def page(view: View) -> str:
    """Fetch what the website answers at its top and everywhere else."""
    name, pages = _bucket(view), _pages(view)
    refuse(f"there is no {kind} document" for kind, key in pages.items() if not key)
    sizes = []
    for key in dict.fromkeys(pages.values()):
        answer = view.aws.client("s3").get_object(Bucket=name, Key=key)
        size = len(answer["Body"].read())
        refuse([] if answer["ContentType"].startswith("text/html") else [f"{key} is {answer['ContentType']}"])
        refuse([] if size else [f"{key} is empty"])
        sizes.append(f"{key} ({count(size, 'byte')})")
    return in_words(sizes)


@TOPIC.promise(
    "maintenance.readers",
    "Everybody reads the page, and nothing else",
    remedy="let the bucket's policy admit everyone to s3:GetObject of the page alone, and keep its ACLs off",
)
def readers(view: View) -> str:
    """Evaluate the bucket's policy, and what keeps a policy for everybody from working."""
    name = _bucket(view)
    open_to_all = [f"arn:{view.aws.partition}:s3:::{name}/{key}" for key in dict.fromkeys(_pages(view).values()) if key]
    policy = view.aws.ask("s3", "get_bucket_policy", Bucket=name)["Policy"]
    statements = some(admitted(policy), "statement that lets readers in")
    problems = []
    for each in statements:
        problems += [f"it admits {in_words(principals(each))}"] if principals(each) != ["*"] else []
        problems += [f"it allows {action}" for action in listed(each, "Action") if action != "s3:GetObject"]
        problems += [f"it opens {place}" for place in listed(each, "Resource") if place not in open_to_all]
        problems += ["it asks for conditions"] if each.get("Condition") else []
    read = {place for each in statements for place in listed(each, "Resource")}
    problems += [f"nobody may read {place}" for place in open_to_all if place not in read]
    refuse([*problems, *_blocked(view, name)])
    return f"{name}: {in_words(_pages(view).values())}"


def _blocked(view: View, name: str) -> list[str]:
    """Return what S3 does to a policy for everybody in a bucket that is closed to such."""
    found: Any = view.aws.ask("s3", "get_public_access_block", Bucket=name)["PublicAccessBlockConfiguration"]
    problems = (
        ["RestrictPublicBuckets is on: nobody but this account reads it"] if found["RestrictPublicBuckets"] else []
    )
    return problems + [f"{key} is off" for key in ("BlockPublicAcls", "IgnorePublicAcls") if not found[key]]
