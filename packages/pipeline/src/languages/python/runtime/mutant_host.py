"""Runs inside a sandbox of its own: holds every mutant of the tool in one module and switches between them.

Whatever it says is the tool's word: it may only name tests that are worth running again, never that a mutant is noticed.
"""

import base64
import json
import marshal
import os
import resource
import sys

RUNTIME = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [RUNTIME, *(entry for entry in sys.path if entry != RUNTIME)]
from host_answer import Caller, leave, load_module  # noqa: E402
from host_frames import serve_frames  # noqa: E402
from tool_guard import Guard  # noqa: E402

del sys.path[0]
for name in ("machinist_wire", "tool_guard", "host_answer", "host_frames"):
    del sys.modules[name]

NO_MUTANT = -1
KNOWN_KILLABLE = 0
SPARE_FUEL = 1000
ENDLESS = 2**62


class OutOfFuel(BaseException):
    """The call burns more than any recorded call ever did."""


class MutantHost:
    """One instance of the tool, with one mutant switched on."""

    def __init__(self, settings, guard):
        self.settings = settings
        self.caller = Caller(guard, settings["paramNames"])
        self.function = None
        self.active = NO_MUTANT
        self.fuel = ENDLESS
        self.fuel_cap = SPARE_FUEL
        self.exhausted = False
        self.reached = set()
        self.load_reached = set()
        self.recorded = {}
        self.recording = None
        with open(settings["toolPath"], encoding="ascii") as file:
            self.code = marshal.loads(base64.b64decode(file.read()))

    def is_active(self, mutant):
        if self.active == NO_MUTANT:
            self.reached.add(mutant)
        return mutant == self.active

    def burn(self):
        self.fuel -= 1
        if self.fuel < 0:
            self.exhausted = True
            raise OutOfFuel

    def start_fuel(self):
        self.exhausted = False
        self.fuel = ENDLESS if self.active == NO_MUTANT else self.fuel_cap
        return self.fuel

    def learn_fuel(self, given):
        """Ten times what the unchanged tool ever needs is endless."""
        if self.active == NO_MUTANT:
            self.fuel_cap = max(self.fuel_cap, (given - self.fuel) * 10 + SPARE_FUEL)

    def load(self):
        return self.make_instance(NO_MUTANT)

    def make_instance(self, mutant):
        self.active = mutant
        self.reached = self.load_reached
        given = self.start_fuel()
        names = {self.settings["isActive"]: self.is_active, self.settings["burn"]: self.burn}
        try:
            _, self.function = load_module(self.code, self.settings["functionName"], names)
            if mutant == KNOWN_KILLABLE:
                self.function = refuse
            self.learn_fuel(given)
            return {"ok": True}
        except SystemExit as error:
            leave(error)
        except BaseException as error:
            self.function = None
            return self.caller.failure(error)

    def call(self, args):
        given = self.start_fuel()
        if self.active == NO_MUTANT:
            self.reached = set()
        reply = self.caller.call(self.function, args, self.exhaust)
        self.learn_fuel(given)
        return {"ok": False, "exhausted": True} if self.exhausted else reply

    def exhaust(self):
        """A mutant that eats all memory does not end either."""
        self.exhausted = True

    def answer(self, request):
        op = request.get("op")
        if op == "compare":
            return self.compare(request.get("mutant"), request.get("tests") or [])
        if op == "start":
            self.recording = [] if request.get("record") is True else None
            if self.recording is not None:
                self.recorded[request.get("test")] = self.recording
            return self.make_instance(request.get("mutant"))
        args = request.get("args")
        reply = self.call(args)
        if self.recording is not None:
            self.recording.append((args, json.dumps(reply), self.reached))
        return reply

    def compare(self, mutant, tests):
        """The first of `tests` in whose recorded calls the mutant changes an answer. A test without such a call cannot notice it."""
        is_loaded = mutant in self.load_reached
        is_reached = is_loaded
        for test in tests:
            calls = self.recorded.get(test, [])
            touched = [call for call in calls if mutant in call[2]]
            if not is_loaded and not touched:
                continue
            is_reached = True
            if self.differs_in(mutant, calls if is_loaded or self.settings["hasState"] else touched):
                return {"ok": True, "differs": test, "isReached": True}
        return {"ok": True, "isReached": is_reached}

    def differs_in(self, mutant, calls):
        if self.make_instance(mutant).get("ok") is not True:
            return True
        return any(json.dumps(self.call(args)) != outcome for args, outcome, _ in calls)


def refuse(*_args, **_named):
    raise RuntimeError("the known-killable mutant")


def main():
    settings = json.loads(sys.argv[1])
    sys.argv = [""]
    guard = Guard(settings["capabilities"])
    host = MutantHost(settings, guard)
    # A mutant that asks for too much gets a MemoryError, before the sandbox ends the whole process for it.
    resource.setrlimit(resource.RLIMIT_AS, (settings["memoryBytes"], settings["memoryBytes"]))
    serve_frames(settings, guard, host.load, host.answer)


main()
