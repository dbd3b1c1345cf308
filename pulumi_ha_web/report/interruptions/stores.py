"""What changes interrupt, or destroy, where something is kept."""

from ..model import Change
from .rule import (
    DELETED,
    EITHER,
    GONE,
    REPLACED,
    Effect,
    Interruption,
    Rule,
    named,
    value,
)

HARMLESS = "s3.BucketOwnershipControls s3.BucketServerSideEncryptionConfiguration s3.BucketLifecycleConfiguration"


def _volume(change: Change) -> Interruption:
    # https://docs.aws.amazon.com/ebs/latest/userguide/ebs-deleting-volume.html
    if value(change, "finalSnapshot") is True:
        return Interruption(
            effect=Effect.DOWN,
            text="the volume's data is left as a snapshot alone; the new volume does not have it",
            short="a volume's data is left as a snapshot alone",
        )
    return Interruption(
        effect=Effect.LOST,
        text="all data on the volume is lost, unless there is a snapshot",
        short="a volume's data is lost",
        many="the data of {} volumes is lost",
    )


def _bucket(change: Change) -> Interruption:
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html
    name = named(change, "the bucket", "bucket", "id")
    if value(change, "forceDestroy") is True:
        return Interruption(
            effect=Effect.LOST,
            text=f"{name} goes with every object and version in it",
            short="a bucket's objects are lost",
            many="the objects of {} buckets are lost",
        )
    return Interruption(
        effect=Effect.DOWN,
        text=f"AWS refuses to delete {name} while there is anything in it, and the deployment stops there",
        short="a bucket that is not empty stops the deployment",
    )


def _log_group(change: Change) -> Interruption:
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
    name = named(change, "the log group", "name")
    if value(change, "skipDestroy") is True:
        return Interruption(effect=Effect.NOTICE, text=f"{name} stays in the account, and nobody's stack knows of it")
    return Interruption(
        effect=Effect.LOST,
        text=f"{name} goes with all logs in it",
        short="logs are lost",
    )


RULES = (
    Rule(kinds="ec2.Volume", ops=GONE, find=_volume),
    Rule(
        kinds="ec2.VolumeAttachment",
        ops=GONE,
        effect=Effect.DOWN,
        text=f"the volume is pulled from its instance, {EITHER}",
        short="a volume is pulled from its instance",
        many="{} volumes are pulled from their instances",
    ),
    Rule(kinds="s3.Bucket s3.BucketV2", ops=GONE, find=_bucket),
    Rule(
        kinds="s3.BucketObject s3.BucketObjectv2",
        ops=DELETED,
        effect=Effect.BRIEF,
        text="the object is gone; where the bucket keeps versions, it can be brought back",
        short="an object is deleted",
        many="{} objects are deleted",
    ),
    Rule(
        kinds="s3.BucketObject s3.BucketObjectv2", ops=REPLACED, part=True, text="the object may be missing in between"
    ),
    Rule(
        kinds="s3.BucketVersioning",
        ops=GONE,
        part=True,
        text=f"what is overwritten cannot be brought back, {EITHER}",
    ),
    Rule(
        kinds="s3.BucketPolicy s3.BucketPublicAccessBlock",
        ops=GONE,
        part=True,
        text=f"the bucket is without it, {EITHER}",
    ),
    Rule(
        kinds="s3.BucketWebsiteConfiguration",
        ops=GONE,
        effect=Effect.BRIEF,
        part=True,
        text=f"the bucket serves no pages, {EITHER}",
    ),
    Rule(kinds="cloudwatch.LogGroup", ops=GONE, find=_log_group),
    # https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
    Rule(
        kinds="kms.Key",
        ops=GONE,
        effect=Effect.LOST,
        text="what is encrypted with the key can be read by nobody, once the waiting period of its deletion has ended",
        short="an encryption key is deleted",
    ),
    # None of these is of this project's components; programs around them have them.
    Rule(
        kinds="rds.Instance rds.Cluster dynamodb.Table efs.FileSystem docdb.Cluster elasticache.ReplicationGroup "
        "opensearch.Domain ecr.Repository secretsmanager.Secret",
        ops=GONE,
        effect=Effect.LOST,
        text="what it holds is lost, as far as there is no snapshot or copy",
        short="stored data is lost",
    ),
)
