"""States as `pulumi stack export` writes them, made for tests."""

from typing import Any

SIGNATURE, SECRET = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"
SALT = "v1:c2FsdA==:v1:bm9uY2U=:Y2hlY2s="
CIPHER = "v1:Y2lwaGVy:dGV4dA=="
MASK = {SIGNATURE: SECRET, "plaintext": '"[secret]"'}
Json = dict[str, Any]


def encrypted(text: str = CIPHER) -> Json:
    return {SIGNATURE: SECRET, "ciphertext": text}


def shown(plaintext: str) -> Json:
    return {SIGNATURE: SECRET, "plaintext": plaintext}


def resource(token: str, name: str, *, custom: bool = True, **more: Any) -> Json:
    return {"urn": f"urn:pulumi:dev::shop::{token}::{name}", "type": token, "custom": custom, **more}


def stack_of(**outputs: Any) -> Json:
    return resource("pulumi:pulumi:Stack", "shop-dev", custom=False, outputs=outputs)


def exported(*resources: Json, **more: Any) -> Json:
    providers = {"type": "passphrase", "state": {"salt": SALT}}
    return {"version": 3, "deployment": {"secrets_providers": providers, "resources": list(resources), **more}}
