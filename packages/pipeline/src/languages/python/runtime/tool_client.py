"""Runs in the judge's test process: calls the tool through its pipes. Everything it reads is hostile."""

import builtins
import errno
import json
import math
import os
import select
import time

from machinist_wire import (
    MISSING, WireError, apply_changes, decode_value, encode_frame, encode_value, parse_frame_body, read_frame_length,
)  # fmt: skip

GONE_FRAME_LENGTH = len(json.dumps({"gone": True}, separators=(",", ":")))
# More calls than this are not kept: they travel in one frame.
MAX_LOG_BYTES = 2 * 1024 * 1024
# Kept from before any test could replace it.
now = time.monotonic


class ToolFault(Exception):
    """The tool could not be asked, or what it said is no answer. `kind` is a fault kind of `judge-report.ts`."""

    def __init__(self, kind, call, detail):
        super().__init__(f"{call}: {detail}")
        self.fault = {"kind": kind, "call": call, "detail": detail[:500]}


class PipeEnd(Exception):
    """The tool can no longer be spoken to."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


class ToolClient:
    """The one connection of this process to the tool; it opens the pipes on first use."""

    def __init__(self, settings):
        self.settings = settings
        self.requests = self.replies = None
        self.sequence = 0
        self.fatal = None
        self.fresh = True
        self.faults = []
        self.calls = 0
        self.log = None
        self.logged_bytes = self.last_bytes = 0
        self.unseen = dict(enumerate(settings["exampleKeys"]))
        self.exercised = []

    def take_exercised(self):
        """Examples of the spec whose very call was made since this was last asked."""
        taken, self.exercised = self.exercised, []
        return taken

    def note_example(self, args):
        key = argument_key(args)
        for index in [index for index, wanted in self.unseen.items() if wanted == key]:
            del self.unseen[index]
            self.exercised.append(index)

    def take_faults(self):
        taken, self.faults = self.faults, []
        return taken

    def reset(self):
        """Gives the next test file a tool without the state of the last one."""
        if self.fresh:
            return
        self.fresh = True
        try:
            self.exchange({"op": "reset"}, "loading the tool again")
        except ToolFault:
            pass  # It is on record, and every later call repeats it.

    def begin(self, mutant, test, record):
        """Switches the process behind the pipes to a mutant; the log of its calls, or None when it does not load that way."""
        self.log, self.logged_bytes = ([] if record else None), 0
        reply = self.exchange({"op": "start", "mutant": mutant, "test": test, "record": record}, "loading a mutant")
        if reply.get("ok") is not True:
            return None
        return self.log if self.log is not None else []

    def call(self, args):
        """Calls the tool and returns or raises what it did; `(is_async, outcome)` where the outcome is a function."""
        shown = f"{self.settings['functionName']}({show_arguments(args)})"
        try:
            encoded = encode_value(list(args), "the argument list")
        except WireError as error:
            self.fail("argument-not-plain", shown, str(error))
        self.fresh = False
        self.calls += 1
        if self.unseen:
            self.note_example(args)
        reply = self.exchange({"op": "call", "args": encoded}, shown)
        if reply.get("exhausted") is True:
            self.fail("exhausted", shown, "the call does not end")
        if self.log is not None and self.logged_bytes < MAX_LOG_BYTES:
            self.logged_bytes += self.last_bytes
            self.log.append([encoded, reply])
        if type(reply.get("notPlain")) is str:
            self.fail("result-not-plain", shown, reply["notPlain"])
        try:
            outcome = read_result(reply)
            if "args" in reply:
                apply_changes(list(args), decode_value(reply["args"]))
        except WireError as error:
            self.fail("protocol", shown, str(error))
        return reply.get("isAsync") is True, outcome

    def exchange(self, message, call):
        if self.fatal is not None:
            # A new one each time: an error that is raised again drags its whole history along.
            self.fail(*self.fatal)
        try:
            if self.replies is None:
                self.connect()
            self.sequence += 1
            deadline = now() + self.settings["callMs"] / 1000
            self.assert_silent()
            self.write({**message, "seq": self.sequence}, deadline)
            reply = self.read_reply(deadline)
            if reply.get("seq") != self.sequence or type(reply.get("seq")) is not int:
                raise WireError("the tool answered another call than the one it was asked")
            return reply
        except PipeEnd as error:
            self.fail(error.kind, call, str(error))
        except WireError as error:
            self.fail("protocol", call, str(error))

    def fail(self, kind, call, detail):
        fault = ToolFault(kind, call, detail)
        self.faults.append(fault.fault)
        if not kind.endswith("-not-plain") and kind != "exhausted":
            self.fatal = (kind, call, detail)
        raise fault from None

    def connect(self):
        deadline = now() + self.settings["startMs"] / 1000
        self.replies = os.open(self.settings["replies"], os.O_RDONLY | os.O_NONBLOCK)
        first = self.read_some(1)
        while not first:
            # End-of-file means "not there yet" until the first byte has come.
            if now() > deadline:
                raise PipeEnd("gone", "the tool did not start")
            time.sleep(0.0005)
            first = self.read_some(1)
        hello = parse_frame_body(self.read_full(read_frame_length(first + self.read_full(3, deadline)), deadline))
        if hello.get("gone") is True:
            raise PipeEnd("gone", "the process of the tool ended before the first call")
        if hello.get("seq") != 0:
            raise WireError("the tool did not greet as it should")
        if hello.get("ok") is not True:
            error = hello.get("error") if type(hello.get("error")) is dict else {}
            raise PipeEnd("load-failed", f"the tool does not load: {error.get('name')}: {error.get('message')}"[:500])
        self.requests = os.open(self.settings["requests"], os.O_WRONLY | os.O_NONBLOCK)

    def assert_silent(self):
        """Between calls there is nothing to read, save the harness's word that the tool has ended."""
        early = self.read_some(4)
        if early is None:
            return
        if early == b"" or (len(early) == 4 and int.from_bytes(early, "big") == GONE_FRAME_LENGTH):
            raise PipeEnd("gone", "the process of the tool has ended")
        raise WireError("the tool answered before it was asked")

    def write(self, message, deadline):
        frame = encode_frame(message)
        while frame:
            try:
                frame = frame[os.write(self.requests, frame) :]
            except BlockingIOError:
                self.wait([], [self.requests], deadline, "the tool takes no request")
            except BrokenPipeError as error:
                raise PipeEnd("gone", "the process of the tool has ended") from error

    def read_reply(self, deadline):
        self.last_bytes = read_frame_length(self.read_full(4, deadline))
        reply = parse_frame_body(self.read_full(self.last_bytes, deadline))
        if reply.get("gone") is True:
            raise PipeEnd("gone", "the process of the tool ended during the call")
        return reply

    def read_full(self, length, deadline):
        parts = []
        while length > 0:
            part = self.read_some(length)
            if part == b"":
                raise PipeEnd("gone", "the process of the tool ended during the call")
            if part is None:
                self.wait([self.replies], [], deadline, "no answer within the time limit")
                continue
            parts.append(part)
            length -= len(part)
        return b"".join(parts)

    def read_some(self, length):
        """Bytes read, b"" at the end, None when there is nothing yet."""
        try:
            return os.read(self.replies, length)
        except OSError as error:
            if error.errno != errno.EAGAIN:
                raise
            return None

    @staticmethod
    def wait(reading, writing, deadline, late):
        left = deadline - now()
        if left <= 0:
            raise PipeEnd("hangs", late)
        select.select(reading, writing, [], left)


def read_result(reply):
    """The outcome of a call as a function that returns or raises it."""
    if reply.get("ok") is True and "value" in reply:
        value = decode_value(reply["value"])
        return lambda: value
    if reply.get("ok") is not False:
        raise WireError("an answer is neither a value nor an error")
    described = reply.get("error")
    if type(described) is not dict or type(described.get("name")) is not str or type(described.get("message")) is not str:
        raise WireError("an error without name or message")
    error = create_error(described)

    def throw():
        raise error

    return throw


def create_error(described):
    """An error of the same name below the same built-in error, and never one that would end the judge."""
    name, message, code = described["name"], described["message"], described.get("code")
    bases = described.get("bases") if type(described.get("bases")) is list else []
    base = next((kind for kind in map(builtin_error, bases) if kind is not None), Exception)
    kind = base if base.__name__ == name else type(name if name.isidentifier() else "Error", (base,), {})
    try:
        error = kind(message)
    except TypeError:
        error = Exception(message)
    if type(code) is str:
        error.code = code
    return error


def builtin_error(name):
    kind = getattr(builtins, name, None) if type(name) is str else None
    return kind if isinstance(kind, type) and issubclass(kind, Exception) else None


def argument_key(args):
    """The same text as `argument-key.ts` makes of equal argument lists."""
    given = list(args)
    while given and given[-1] is MISSING:
        given.pop()
    return json.dumps(plain_numbers(given), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def plain_numbers(value):
    """Whole floats without their fraction and no number outside JSON, as JavaScript writes them."""
    if type(value) is float:
        return None if not math.isfinite(value) else int(value) if value.is_integer() else value
    if type(value) is list:
        return [plain_numbers(item) for item in value]
    if type(value) is dict:
        return {key: plain_numbers(item) for key, item in value.items()}
    return None if value is MISSING else value


def show_arguments(args):
    shown = []
    for argument in args:
        try:
            shown.append(json.dumps(argument, ensure_ascii=False))
        except (TypeError, ValueError, RecursionError):
            shown.append(type(argument).__name__)
    return ", ".join(shown)[:120].encode("utf-8", "replace").decode()
