"""Runs inside the tool's sandbox: loads the tool and answers calls. Whatever it says is the tool's word, never trusted."""

import base64
import builtins
import json
import marshal
import os
import sys
import types

RUNTIME = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, RUNTIME)
from machinist_wire import MAX_DEPTH, MISSING, WireError, decode_value, encode_frame, encode_value  # noqa: E402
from machinist_wire import parse_frame_body, read_frame_length  # noqa: E402
from tool_guard import Guard  # noqa: E402

sys.path.remove(RUNTIME)
for name in ("machinist_wire", "tool_guard"):
    del sys.modules[name]

BUILTIN_ERRORS = {name for name in dir(builtins) if isinstance(getattr(builtins, name), type)}


class Host:
    """One loaded tool and the way to it."""

    def __init__(self, settings, guard):
        self.settings = settings
        self.guard = guard
        self.function = None
        self.counters = None
        with open(settings["toolPath"], encoding="utf-8") as file:
            # Compiled by the gate from the candidate's text, by this very interpreter.
            self.code = marshal.loads(base64.b64decode(file.read()))
        self.totals = {}

    def load(self):
        """A fresh module; counters of earlier ones are kept."""
        self.keep_counters()
        module = types.ModuleType("tool")
        module.__file__ = "/tool/tool.py"
        sys.modules["tool"] = module
        name = self.settings["functionName"]
        try:
            exec(self.code, module.__dict__)
            self.counters = module.__dict__.get(self.settings["coverageName"])
            function = module.__dict__.get(name)
            if not callable(function):
                raise TypeError(f"{name} is {type(function).__name__}, not a function")
            self.function = function
            return {"ok": True}
        except SystemExit as error:
            leave(error)
        except BaseException as error:
            return self.failure(error)

    def keep_counters(self):
        counters, self.counters = self.counters, None
        if type(counters) is list:
            for index, count in enumerate(counters):
                if type(count) is int and count > 0:
                    self.totals[index] = self.totals.get(index, 0) + min(count, 2**40)

    def answer(self, request):
        op = request.get("op")
        if op == "reset":
            return self.load()
        if op == "finish":
            self.keep_counters()
            attempts = [{"capability": name, "detail": detail} for name, detail in self.guard.attempts.items()]
            return {"ok": True, "coverage": [[index, count] for index, count in self.totals.items()], "attempts": attempts}
        if op == "covered":
            return {"ok": True, "covered": self.take_covered()}
        return self.call(request)

    def take_covered(self):
        """Which counters moved since this was last asked."""
        counters = self.counters if type(self.counters) is list else []
        moved = [index for index, count in enumerate(counters) if type(count) is int and count > 0]
        for index in moved:
            self.totals[index] = self.totals.get(index, 0) + counters[index]
            counters[index] = 0
        return moved

    def call(self, request):
        before = json.dumps(request.get("args"))
        args = decode_value(request.get("args"))
        if type(args) is not list:
            raise WireError("a call without an argument list")
        is_async = False
        try:
            if self.function is None:
                raise TypeError("the tool is not loaded")
            result = invoke(self.function, args, self.settings["paramNames"])
            is_async = type(result) is types.CoroutineType
            if is_async:
                result = run_coroutine(result)
            reply = encode_reply(result)
        except SystemExit as error:
            leave(error)
        except MemoryError:
            give_up_memory()
        except BaseException as error:
            reply = self.failure(error)
        return {**reply, "isAsync": is_async, **changed_arguments(before, args)}

    def failure(self, error):
        """What was raised, as plain data. Everything about a hostile error may lie or raise."""
        self.guard.note_error(error)
        kinds = [kind.__name__ for kind in type(error).__mro__ if kind.__name__ in BUILTIN_ERRORS]
        described = {"name": type(error).__name__[:200], "message": message_of(error), "bases": kinds[:8]}
        try:
            code = error.code
        except BaseException:
            code = None
        return {"ok": False, "error": {**described, "code": code[:200]} if type(code) is str else described}


def invoke(function, args, names):
    """A left-out argument before a given one is skipped by naming those after it."""
    if not any(argument is MISSING for argument in args):
        return function(*args)
    first = next(index for index, argument in enumerate(args) if argument is MISSING)
    named = {names[index]: args[index] for index in range(first, len(args)) if args[index] is not MISSING}
    return function(*args[:first], **named)


def encode_reply(result):
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(limit + 4 * MAX_DEPTH)
    try:
        return {"ok": True, "value": encode_value(result, "the result")}
    except WireError as error:
        return {"ok": False, "notPlain": str(error)}
    except RecursionError:
        return {"ok": False, "notPlain": f"the result is nested deeper than {MAX_DEPTH} levels"}
    finally:
        sys.setrecursionlimit(limit)


def run_coroutine(coroutine):
    """A tool that never imported asyncio has nothing to wait for, and needs no event loop."""
    loops = sys.modules.get("asyncio")
    if loops is not None:
        return loops.run(coroutine)
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    raise RuntimeError("the coroutine waits for something outside asyncio")


def give_up_memory():
    os.write(2, b"Cannot allocate memory\n")
    os._exit(1)


def message_of(error):
    try:
        first = error.args[0] if type(error) is KeyError and len(error.args) == 1 else None
        text = first if type(first) is str else str(error)
    except BaseException:
        text = "(no message)"
    return text[:4000] if type(text) is str else "(no message)"


def changed_arguments(before, args):
    """A tool that changes what it was given must be seen to do so on the other side of the pipe."""
    try:
        after = encode_value(args)
        return {} if json.dumps(after) == before else {"args": after}
    except (WireError, RecursionError):
        return {}


def leave(error):
    code = error.code
    os._exit(code & 0xFF if type(code) is int else 0 if code is None else 1)


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


def open_link(path, flags):
    return path if isinstance(path, int) else os.open(path, flags)


def main():
    settings = json.loads(sys.argv[1])
    sys.argv = [""]
    guard = Guard(settings["capabilities"])
    host = Host(settings, guard)
    replies_path = settings["replies"]
    # Read-write, so that opening does not wait for the judge and its leaving does not look like an end.
    requests = open_link(settings["requests"], os.O_RDWR)
    guard.close()
    loaded = host.load()
    replies = replies_path if isinstance(replies_path, int) else guard.open_replies(replies_path)
    write_full(replies, reply_frame(loaded, 0))
    while True:
        request = parse_frame_body(read_full(requests, read_frame_length(read_full(requests, 4))))
        reply = host.answer(request)
        # The end of the run is told to the harness, not to the judge.
        target = 3 if request.get("op") == "finish" else replies
        write_full(target, reply_frame(reply, request.get("seq")))


main()
