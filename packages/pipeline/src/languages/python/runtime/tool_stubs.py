"""The module `tool` as the suites see it: a stub that calls through the pipes, or a deliberately broken tool."""

import json
import sys
import types

from tool_client import ToolClient, create_stub


def install_tool(settings, job):
    """Puts the job's `tool` where an import finds it; returns the client, or None for a canary."""
    name = settings["functionName"]
    module = types.ModuleType("tool")
    client = None
    if job["canary"] is None:
        client = ToolClient(settings)
        function = create_stub(client, name, settings["paramNames"], settings["isAsync"])
    else:
        function = create_canary(name, job["canary"], settings)
    module.__dict__[name] = function
    module.__all__ = [name]
    sys.modules["tool"] = module
    return client


class CanaryError(Exception):
    """What the throwing canary raises."""

    code = "CANARY"


def create_canary(name, kind, settings):
    constant = json.dumps(settings["constant"])

    def answer(args):
        if kind == "throws":
            raise CanaryError("canary")
        if kind == "constant":
            return json.loads(constant)
        return args[0] if kind == "identity" and args else None

    def stub(*args, **kwargs):
        return answer([*args, *kwargs.values()])

    async def async_stub(*args, **kwargs):
        return answer([*args, *kwargs.values()])

    function = async_stub if settings["isAsync"] else stub
    function.__name__ = function.__qualname__ = name
    return function
