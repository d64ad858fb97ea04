"""The module `tool` as the suites see it: calls go to the tool, to a mutant, or to a deliberately broken tool."""

import json
import sys
import types

from machinist_wire import MISSING
from tool_client import ToolClient


class CanaryError(Exception):
    """What the throwing canary raises."""

    code = "CANARY"


class Session:
    """Where calls go at present, and the ways to send them elsewhere."""

    def __init__(self, settings):
        self.settings = settings
        self.tool = ToolClient({**settings, **pipes_of(settings, "tool")})
        self.mutants = ToolClient({**settings, **pipes_of(settings, "mutants"), "exampleKeys": []})
        self.answer = self.tool.call

    def take_faults(self):
        return [*self.tool.take_faults(), *self.mutants.take_faults()]

    def use_canary(self, name):
        canary = create_canary(name, self.settings["constant"])
        is_async = self.settings["isAsync"]
        self.answer = lambda args: (is_async, lambda: canary(args))

    def use_mutant(self, mutant, test, record):
        """Lets calls go to a mutant (-1: the unchanged tool beside the mutants). The log of calls; None: it does not even load."""
        self.answer = self.mutants.call
        return self.mutants.begin(mutant, test, record)

    def install(self):
        """Puts the stub where `import tool` finds it."""
        name = self.settings["functionName"]
        module = types.ModuleType("tool")
        module.__dict__[name] = create_stub(self, name, self.settings["paramNames"], self.settings["isAsync"])
        module.__all__ = [name]
        sys.modules["tool"] = module


def pipes_of(settings, name):
    return {"requests": f"{settings['pipes']}/{name}/requests", "replies": f"{settings['pipes']}/{name}/replies"}


def create_canary(name, constant):
    """A deliberately broken tool; `constant` is JSON."""

    def throws(args):
        raise CanaryError("canary")

    canaries = {
        "throws": throws,
        "undefined": lambda args: None,
        "constant": lambda args: json.loads(constant),
        "identity": lambda args: args[0] if args else None,
    }
    return canaries[name]


def create_stub(session, name, param_names, is_async):
    """The function that stands in for the tool's."""

    def arrange(args, kwargs):
        given = list(args)
        unknown = [key for key in kwargs if key not in param_names[len(given) :]]
        if unknown:
            raise TypeError(f"{name}() got an unexpected keyword argument {unknown[0]!r}")
        if kwargs:
            last = max(param_names.index(key) for key in kwargs)
            given += [kwargs.get(key, MISSING) for key in param_names[len(given) : last + 1]]
        return given

    def stub(*args, **kwargs):
        called_async, outcome = session.answer(arrange(args, kwargs))
        return settle_later(outcome) if called_async or is_async else outcome()

    stub.__name__ = stub.__qualname__ = name
    stub.__module__ = "tool"
    return stub


async def settle_later(outcome):
    return outcome()
