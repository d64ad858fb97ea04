"""Runs inside the tool's sandbox: one call of the tool, and what comes of it, as plain data."""

import builtins
import json
import os
import sys
import types

from machinist_wire import MAX_DEPTH, MISSING, WireError, decode_value, encode_value

BUILTIN_ERRORS = {name for name in dir(builtins) if isinstance(getattr(builtins, name), type)}


class Caller:
    """Calls tools under one guard, which notes what their errors tell of refusals."""

    def __init__(self, guard, param_names):
        self.guard = guard
        self.param_names = param_names

    def call(self, function, tree, on_memory):
        """The answer to a call with encoded arguments. `on_memory` is called when memory ran out."""
        before = json.dumps(tree)
        args = decode_value(tree)
        if type(args) is not list:
            raise WireError("a call without an argument list")
        is_async = False
        try:
            result = self.invoke(function, args)
            is_async = type(result) is types.CoroutineType
            if is_async:
                result = run_coroutine(result)
            reply = encode_reply(result)
        except SystemExit as error:
            leave(error)
        except MemoryError as error:
            on_memory()
            reply = self.failure(error)
        except BaseException as error:
            reply = self.failure(error)
        return {**reply, "isAsync": is_async, **changed_arguments(before, args)}

    def invoke(self, function, args):
        """A left-out argument before a given one is skipped by naming those after it."""
        if function is None:
            raise TypeError("the tool is not loaded")
        if not any(argument is MISSING for argument in args):
            return function(*args)
        first = next(index for index, argument in enumerate(args) if argument is MISSING)
        names = positional_names(function) or self.param_names
        named = {names[index]: args[index] for index in range(first, len(args)) if args[index] is not MISSING}
        return function(*args[:first], **named)

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


def load_module(code, function_name, names):
    """Runs the tool's code in a fresh module that also holds `names`; returns the module's dictionary and the function."""
    module = types.ModuleType("tool")
    module.__file__ = "/tool/tool.py"
    module.__dict__.update(names)
    sys.modules["tool"] = module
    exec(code, module.__dict__)
    function = module.__dict__.get(function_name)
    if not callable(function):
        raise TypeError(f"{function_name} is {type(function).__name__}, not a function")
    return module.__dict__, function


def positional_names(function):
    code = getattr(function, "__code__", None)
    return code.co_varnames[: code.co_argcount] if type(code) is types.CodeType else None


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


def give_up_memory():
    os.write(2, b"Cannot allocate memory\n")
    os._exit(1)
