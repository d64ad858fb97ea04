"""Runs in the judge's test process after the ordinary run: answers the gate's requests to repeat one test."""

import os

import hypothesis
from _pytest.runner import runtestprotocol
from machinist_wire import encode_frame, parse_frame_body, read_frame_length
from tool_client import ToolFault

LONGEST_MESSAGE = 300


class Repeats:
    """The tests of the ordinary run, in its order, ready to be run again."""

    def __init__(self, plugin, session, items):
        self.plugin = plugin
        self.session = session
        self.items = items
        # The ends of these pipes are named from the gate's side.
        folder = f"{session.settings['pipes']}/control"
        self.reading = os.open(f"{folder}/requests", os.O_RDWR)
        self.writing = os.open(f"{folder}/replies", os.O_RDWR)

    def serve(self):
        """Tells the gate which tests there are, then repeats tests until it is told to stop."""
        for item in self.items:
            stop_shrinking(item)
        self.send({"seq": 0, "tests": [{"file": self.plugin.file_of(item.nodeid), "state": self.plugin.states[item]} for item in self.items]})
        while True:
            request = parse_frame_body(self.read(read_frame_length(self.read(4))))
            index = request.get("test")
            if request.get("op") != "run" or type(index) is not int or not 0 <= index < len(self.items):
                return
            self.send({"seq": request.get("seq"), **self.answer(self.items[index], request)})

    def answer(self, item, request):
        log = None
        if "canary" in request:
            self.session.use_canary(request["canary"])
        else:
            is_recorded = request.get("record") is True
            self.session.take_faults()
            try:
                log = self.session.use_mutant(request["mutant"], request["test"], is_recorded)
            except ToolFault as fault:
                return {"state": "failed", "message": str(fault)[:LONGEST_MESSAGE]}
            if log is None:
                return {"state": "failed", "message": "the tool does not load"}
        message = self.plugin.repeat(item, runtestprotocol)
        repeated = {"state": "passed" if message is None else "failed", "message": (message or "")[:LONGEST_MESSAGE]}
        return {**repeated, "calls": log} if log is not None and request.get("record") is True else repeated

    def send(self, message):
        data = encode_frame(message)
        while data:
            data = data[os.write(self.writing, data) :]

    def read(self, length):
        parts = []
        while length > 0:
            part = os.read(self.reading, length)
            parts.append(part)
            length -= len(part)
        return b"".join(parts)


def stop_shrinking(item):
    """A repeated test that fails need not look for smaller values; the values themselves stay the same."""
    target = getattr(getattr(item, "obj", None), "__func__", getattr(item, "obj", None))
    if getattr(target, "is_hypothesis_test", False):
        phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
        target._hypothesis_internal_use_settings = hypothesis.settings(target._hypothesis_internal_use_settings, phases=phases)
