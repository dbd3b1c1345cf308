"""Values as they travel between a Pulumi program and its engine, and plain Python values.

Pulumi's own functions for this need an event loop and give back wrapper objects. Handlers want neither: a secret is
its value, a number without a fraction is an `int`, a file is its path.
"""

from collections.abc import Collection, Mapping
from typing import Any

from google.protobuf.struct_pb2 import ListValue, NullValue, Struct, Value
from pulumi.runtime.rpc import UNKNOWN

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"
_ASSET = "c44067f5952c0a294b673a41bacd8c17"
_ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"
_RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"


class UnknownValueError(ValueError):
    """A value that is not known yet arrived where everything must be known."""


def plain(value: Struct | ListValue | Value) -> Any:
    """Return what Pulumi sent as plain Python values, secrets unwrapped.

    Raises:
        UnknownValueError: a value inside is unknown; a rehearsal creates everything, so nothing should be.
    """
    if isinstance(value, Struct):
        return _plain_struct(value)
    if isinstance(value, ListValue):
        return [plain(item) for item in value.values]
    match value.WhichOneof("kind"):
        case "string_value":
            if value.string_value == UNKNOWN:
                raise UnknownValueError("holds a value that is not known")
            return value.string_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case "struct_value":
            return _plain_struct(value.struct_value)
        case "list_value":
            return plain(value.list_value)
        case _:
            return None


def _plain_struct(struct: Struct) -> Any:
    fields = struct.fields
    signature = fields[_SIGNATURE].string_value if _SIGNATURE in fields else None
    if signature in (_SECRET, _OUTPUT):
        if "value" not in fields:
            raise UnknownValueError("holds a value that is not known")
        return plain(fields["value"])
    if signature in (_ASSET, _ARCHIVE):
        return {key: plain(item) for key, item in fields.items() if key != _SIGNATURE}
    if signature == _RESOURCE:
        return plain(fields["id" if "id" in fields else "urn"])
    return {key: plain(item) for key, item in fields.items()}


def struct(values: Mapping[str, Any], secrets: Collection[str] = ()) -> Struct:
    """Return plain Python values as Pulumi expects them; what is None is left out, as the engine does.

    What is named in `secrets` is marked as secret as a whole.
    """
    fields = {
        key: _secret(value) if key in secrets else _value(value) for key, value in values.items() if value is not None
    }
    return Struct(fields=fields)


def _secret(value: Any) -> Value:
    return _value({_SIGNATURE: _SECRET, "value": value})


def _value(value: Any) -> Value:
    match value:
        case None:
            return Value(null_value=NullValue.NULL_VALUE)
        case bool():
            return Value(bool_value=value)
        case int() | float():
            return Value(number_value=value)
        case str():
            return Value(string_value=value)
        case Mapping():
            return Value(struct_value=struct(value))
        case list() | tuple():
            return Value(list_value=ListValue(values=[_value(item) for item in value]))
        case _:
            raise TypeError(f"no way to send a {type(value).__name__} to a Pulumi program")


def secret_names(values: Struct) -> frozenset[str]:
    """Return the names of the values that are secret, or hold a secret somewhere."""
    return frozenset(name for name, value in values.fields.items() if _holds_secret(value))


def _holds_secret(value: Value) -> bool:
    fields = value.struct_value.fields
    if _SIGNATURE in fields and fields[_SIGNATURE].string_value == _SECRET:
        return True
    return any(_holds_secret(each) for each in (*fields.values(), *value.list_value.values))
