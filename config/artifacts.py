"""The bucket that holds what the application serves."""

from typing import Annotated

from .constraints import between, count
from .section import Section
from .types import KmsKeyArn, ObjectVersion, PublicText, ReleaseKey, ReleaseVersion, S3Key, Sha256

RETENTION_DAYS = (1, 3650)
"""S3 names no maximum; ten years are beyond any rule that this project knows."""

ABORT_DAYS = (1, 365)
"""An upload that has not ended in a year will not."""

CONTENT_CHARACTERS = 65536
"""The content is kept in the stack's settings and state; what is longer is uploaded, not configured."""


class InitialObject(Section):
    """An object that the bucket has from the start, so that the first instances find something to serve."""

    key: S3Key
    """Where it is in the bucket, such as `releases/index.html`."""

    content: Annotated[PublicText, count(0, CONTENT_CHARACTERS, "characters", "it is kept in the stack's state")]
    """The object's text. Nothing secret: it is kept in the stack's state."""


class Release(Section):
    """What the instances run: one object of the bucket, exactly as it was uploaded."""

    version: ReleaseVersion
    """What it is called, such as `"1.4.2"`, in quotes. Instances know it as `HA_WEB_RELEASE_VERSION`."""

    key: ReleaseKey
    """Where it is in the bucket: `releases/<version>/<file name>`. A tar (`.tar`, `.tar.gz`, `.tgz`, `.tar.xz`,
    `.tar.zst`) is unpacked and its `install` run; any other file is one executable, which becomes a service."""

    object_version: ObjectVersion
    """The version id that S3 gave the upload: another one under the same key is not taken."""

    sha256: Sha256
    """SHA-256 of the file, as `sha256sum` prints it. What does not have it is not run."""


class Artifacts(Section):
    """The versioned, encrypted, private bucket of release artifacts."""

    removable: bool = False
    """Whether the bucket may be destroyed while objects are in it. True for a stack that comes and goes."""

    noncurrent_retention_days: Annotated[int, between(*RETENTION_DAYS, "days")] = 90
    """Days that an overwritten or deleted version can still be had back; S3 counts from then."""

    abort_upload_days: Annotated[int, between(*ABORT_DAYS, "days")] = 7
    """Days after which an upload that never ended is discarded (its parts are paid for)."""

    kms_key_arn: KmsKeyArn | None = None
    """KMS key that encrypts the objects; instances may use it to read them. By default S3's own key."""

    initial_object: InitialObject | None = None
    """An object to start with. Left out: an empty bucket."""

    release: Release | None = None
    """What the instances fetch, check, install and start at their first boot, after the packages and script of
    `instance.user_data` and before its services; docs/releases.md has the contract. A boot that fails is then
    told, and stops a running replacement of instances. `ha-web artifacts release` writes it here. Left out: nothing."""
