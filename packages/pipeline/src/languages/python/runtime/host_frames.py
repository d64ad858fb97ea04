"""Runs inside the tool's sandbox: reads requests and writes answers, blocking, one at a time."""

import os

from machinist_wire import WireError, encode_frame, parse_frame_body, read_frame_length

HARNESS = 3
ASKED_BY_HARNESS = {"finish", "compare"}


def serve_frames(settings, guard, load, answer):
    """Closes the guard, greets with what `load` gives, and answers requests until the other side is gone."""
    # Read-write, so that opening does not wait for the judge and its leaving does not look like an end.
    requests = open_link(settings["requests"], os.O_RDWR)
    guard.close()
    greeting = load()
    replies = settings["replies"]
    if not isinstance(replies, int):
        replies = guard.open_replies(replies)
    write_full(replies, reply_frame(greeting, 0))
    while True:
        request = parse_frame_body(read_full(requests, read_frame_length(read_full(requests, 4))))
        reply = answer(request)
        # What the harness asks is answered to the harness, not to the judge.
        write_full(HARNESS if request.get("op") in ASKED_BY_HARNESS else replies, reply_frame(reply, request.get("seq")))


def open_link(path, flags):
    return path if isinstance(path, int) else os.open(path, flags)


def read_full(descriptor, length):
    parts = []
    while length > 0:
        part = os.read(descriptor, length)
        if not part:
            os._exit(0)
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def write_full(descriptor, data):
    while data:
        data = data[os.write(descriptor, data) :]


def reply_frame(message, sequence):
    try:
        return encode_frame({"seq": sequence, **message})
    except (WireError, ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, WireError) else "the result cannot be sent"
        return encode_frame({"seq": sequence, "ok": False, "notPlain": reason})
