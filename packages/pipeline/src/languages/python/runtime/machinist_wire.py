"""The frames and values of the tool's pipes, as `core/gate/wire-codec.ts` defines them."""

import json
import math

MAX_FRAME_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 1000
MAX_INTEGER_DIGITS = 4000
SAFE_INTEGER = 2**53 - 1
SPECIAL_NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}


class WireError(Exception):
    """A value that is not plain data, or a frame that breaks the protocol."""


class Missing:
    """The place of an argument that was left out."""


MISSING = Missing()


def encode_value(value, path="value", depth=0):
    """Plain data as a JSON tree; raises WireError for anything else. Subclasses are not plain: they could answer for themselves."""
    if depth > MAX_DEPTH:
        raise WireError(f"{path[:60]}... is nested deeper than {MAX_DEPTH} levels or refers to itself")
    kind = type(value)
    if value is None or kind is str or kind is bool:
        return value
    if kind is int:
        return value if -SAFE_INTEGER <= value <= SAFE_INTEGER else encode_integer(value, path)
    if kind is float:
        return encode_float(value)
    if kind is list:
        return [encode_value(item, f"{path}[{index}]", depth + 1) for index, item in enumerate(value)]
    if kind is dict:
        return encode_fields(value, path, depth)
    if value is MISSING:
        return {"$": "undefined"}
    raise WireError(f"{path} is a {kind.__name__}{', a list is plain data' if kind is tuple else ''}")


def encode_integer(value, path):
    if value.bit_length() > MAX_INTEGER_DIGITS * 3:
        raise WireError(f"{path} is an integer of more than {MAX_INTEGER_DIGITS} digits")
    return {"$": "integer", "digits": str(value)}


def encode_float(value):
    if math.isnan(value):
        return {"$": "NaN"}
    if math.isinf(value):
        return {"$": "Infinity" if value > 0 else "-Infinity"}
    if value == 0 and math.copysign(1, value) < 0:
        return {"$": "-0"}
    return value


def encode_fields(value, path, depth):
    encoded = {}
    for key, item in value.items():
        if type(key) is not str:
            raise WireError(f"{path} has a key that is a {type(key).__name__}")
        encoded[key] = encode_value(item, f"{path}.{key}", depth + 1)
    return {"$": "object", "value": encoded} if "$" in encoded else encoded


def decode_value(tree):
    """The value behind encode_value's tree."""
    if isinstance(tree, list):
        return [decode_value(item) for item in tree]
    if not isinstance(tree, dict):
        return tree
    if "$" not in tree:
        return {key: decode_value(item) for key, item in tree.items()}
    tag = tree["$"]
    if tag == "undefined":
        return MISSING
    if tag == "object" and isinstance(tree.get("value"), dict):
        return {key: decode_value(item) for key, item in tree["value"].items()}
    if tag == "integer" and isinstance(tree.get("digits"), str):
        return decode_integer(tree["digits"])
    if isinstance(tag, str) and tag in SPECIAL_NUMBERS:
        return SPECIAL_NUMBERS[tag]
    raise WireError(f"unknown value form {str(tag)[:60]}")


def decode_integer(digits):
    if len(digits) > MAX_INTEGER_DIGITS or not digits.removeprefix("-").isdecimal() or not digits.isascii():
        raise WireError("an integer is not written in digits")
    return int(digits)


def encode_frame(message):
    """One message as a frame: four length bytes (big-endian), then JSON."""
    body = json.dumps(message, separators=(",", ":"), allow_nan=False).encode("ascii")
    if len(body) > MAX_FRAME_BYTES:
        raise WireError(f"a message of {len(body)} bytes is above the cap of {MAX_FRAME_BYTES}")
    return len(body).to_bytes(4, "big") + body


def read_frame_length(header):
    """The body length a header announces."""
    length = int.from_bytes(header, "big")
    if length > MAX_FRAME_BYTES:
        raise WireError(f"a frame announces {length} bytes, the cap is {MAX_FRAME_BYTES}")
    return length


def parse_frame_body(body):
    """The message of a frame's body."""
    try:
        message = json.loads(body.decode("utf-8"), parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        raise WireError("a frame is not JSON in UTF-8") from error
    if not isinstance(message, dict):
        raise WireError("a frame is not a JSON object")
    return message


def refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def apply_changes(before, after):
    """Gives the caller's own lists and dicts the contents that the tool left in its copies."""
    if type(before) is list and type(after) is list:
        kept = before[:]
        before[:] = [merge_item(kept[index] if index < len(kept) else MISSING, item) for index, item in enumerate(after)]
    elif type(before) is dict and type(after) is dict:
        kept = dict(before)
        before.clear()
        for key, item in after.items():
            before[key] = merge_item(kept.get(key, MISSING), item)


def merge_item(old, new):
    if type(old) is type(new) and type(old) in (list, dict):
        apply_changes(old, new)
        return old
    return new
