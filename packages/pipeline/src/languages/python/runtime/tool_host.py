"""Runs inside the tool's sandbox: loads the tool and answers calls. Whatever it says is the tool's word, never trusted."""

import base64
import json
import marshal
import os
import sys

RUNTIME = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [RUNTIME, *(entry for entry in sys.path if entry != RUNTIME)]
from change_surroundings import change_surroundings  # noqa: E402
from host_answer import Caller, give_up_memory, leave, load_module  # noqa: E402
from host_frames import serve_frames  # noqa: E402
from tool_guard import Guard  # noqa: E402

del sys.path[0]
for name in ("machinist_wire", "tool_guard", "host_answer", "host_frames", "change_surroundings"):
    del sys.modules[name]


class Host:
    """One loaded tool with its counters."""

    def __init__(self, settings, guard):
        self.settings = settings
        self.guard = guard
        self.caller = Caller(guard, settings["paramNames"])
        self.function = None
        self.counters = None
        self.totals = {}
        with open(settings["toolPath"], encoding="ascii") as file:
            # Compiled by the gate from the candidate's text, by this very interpreter.
            self.code = marshal.loads(base64.b64decode(file.read()))

    def load(self):
        """A fresh module; counters of earlier ones are kept."""
        self.keep_counters()
        try:
            module, self.function = load_module(self.code, self.settings["functionName"], {})
            self.counters = module.get(self.settings["coverageName"])
            return {"ok": True}
        except SystemExit as error:
            leave(error)
        except BaseException as error:
            return self.caller.failure(error)

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
        if op == "replay":
            return {"ok": True, "replies": [self.call(args) for args in request.get("calls", [])]}
        return self.call(request.get("args"))

    def call(self, args):
        return self.caller.call(self.function, args, give_up_memory)


def main():
    settings = json.loads(sys.argv[1])
    sys.argv = [""]
    guard = Guard(settings["capabilities"])
    host = Host(settings, guard)
    change_surroundings(settings["surroundings"])
    serve_frames(settings, guard, host.load, host.answer)


main()
