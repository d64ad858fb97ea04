"""The gate's own pytest plugin: owns what is run and how, and tells of every test once."""

import re

import hypothesis
import pytest
from hypothesis.errors import FailedHealthCheck, Unsatisfiable
from hypothesis.statistics import collector
from serve_repeats import Repeats

MAX_MESSAGE_LENGTH = 2000
LEAST_EXAMPLES = 100
MOST_EXAMPLES = 1000
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")


class JudgePlugin:
    """One line for each test, then repeats for the gate; `modules` at the end."""

    def __init__(self, settings, profile, session, send):
        self.settings = settings
        self.profile = profile
        self.session = session
        self.client = session.tool
        self.send = send
        self.states = {}
        self.is_over = False
        self.count = 0
        self.failed = 0
        self.problems = {}
        self.collected = {}
        self.failed_files = set()
        self.current_file = None
        self.reports = []
        self.error_text = ""
        self.properties = []
        self.is_starved = False
        self.calls_before = 0

    def pytest_collectreport(self, report):
        if report.failed:
            self.problems.setdefault(self.file_of(report.nodeid), message_of(report))

    def pytest_collection_modifyitems(self, items):
        for item in items:
            self.collected.setdefault(self.file_of(item.nodeid), []).append(item)
            self.own_settings(item)

    def own_settings(self, item):
        """A suite may ask for more examples, never for fewer, and for nothing else."""
        function = getattr(item, "obj", None)
        if not getattr(function, "is_hypothesis_test", False):
            return
        target = getattr(function, "__func__", function)
        asked = getattr(target, "_hypothesis_internal_use_settings", None)
        wanted = asked.max_examples if isinstance(asked, hypothesis.settings) else LEAST_EXAMPLES
        examples = max(LEAST_EXAMPLES, min(wanted, MOST_EXAMPLES))
        target._hypothesis_internal_use_settings = hypothesis.settings(self.profile, max_examples=examples)
        target._hypothesis_internal_use_seed = self.settings["propertySeed"]
        target._hypothesis_internal_use_reproduce_failure = None

    @staticmethod
    def file_of(nodeid):
        return nodeid.split("::", 1)[0]

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item):
        file = self.file_of(item.nodeid)
        if file != self.current_file:
            self.client.reset()
        self.session.take_faults()
        self.current_file = file
        self.reports, self.error_text, self.properties, self.is_starved = [], "", [], False
        self.calls_before = self.count_calls()
        yield
        self.tell(item, file)

    def count_calls(self):
        return self.client.calls

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtestloop(self, session):
        yield
        if self.states and not self.problems:
            self.is_over = True
            Repeats(self, self.session, list(self.states)).serve()

    def repeat(self, item, run_protocol):
        """Runs a test once more; why it failed, or None when it passed."""
        self.reports, self.error_text, self.is_starved = [], "", False
        self.session.take_faults()
        run_protocol(item, log=False, nextitem=None)
        faults = self.session.take_faults()
        if faults:
            return f"{faults[0]['call']}: {faults[0]['detail']}"
        failed = not self.is_starved and any(report.failed for report in self.reports)
        return (self.error_text or "it failed") if failed else None

    @pytest.hookimpl(hookwrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem):
        with collector.with_value(self.note_property):
            yield

    def note_property(self, statistics):
        """How much of a property was about the tool: runs, inputs thrown away, calls."""
        cases = [case["status"] for phase in statistics.values() if isinstance(phase, dict) for case in phase.get("test-cases", [])]
        skips = cases.count("invalid")
        calls = self.count_calls()
        self.properties.append({"runs": len(cases) - skips, "skips": skips, "calls": calls - self.calls_before})
        self.calls_before = calls

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        outcome = yield
        self.reports.append(outcome.get_result())
        if call.excinfo is not None and self.error_text == "":
            self.error_text = describe(call.excinfo.value)
            self.is_starved = isinstance(call.excinfo.value, (Unsatisfiable, FailedHealthCheck))

    def tell(self, item, file):
        faults = self.session.take_faults()
        skipped = any(report.skipped or hasattr(report, "wasxfail") for report in self.reports)
        failed = any(report.failed for report in self.reports) or not self.reports
        if self.is_starved and not faults:
            # A property without inputs proves nothing, and says nothing against the tool either.
            failed = False
            self.properties = self.properties or [{"runs": 0, "skips": 1, "calls": 0}]
            self.properties[-1]["runs"] = 0
        state = "failed" if failed or faults else "skipped" if skipped else "passed"
        message = self.error_text if state == "failed" else ""
        if state == "failed":
            self.failed += 1
            self.failed_files.add(file)
        if state == "failed" and message == "" and faults:
            message = f"{faults[0]['call']}: {faults[0]['detail']}"
        self.count += 1
        self.states[item] = {"passed": "pass", "failed": "fail"}.get(state, "skip")
        self.send(
            {
                "kind": "test",
                "file": file,
                "name": " > ".join(item.nodeid.split("::")[1:]),
                "line": item.location[1] + 1,
                "state": state,
                "inverted": any(hasattr(report, "wasxfail") for report in self.reports),
                "durationMs": round(sum(report.duration for report in self.reports) * 1000, 3),
                "message": message,
                "faults": faults[:3],
                "exercised": self.client.take_exercised(),
                "properties": self.properties[:1000],
            }
        )

    def modules(self):
        """What each file came to; a file whose collection failed says why."""
        told = []
        for file in self.settings["testFiles"]:
            message = self.problems.get(file, "")
            if message == "" and file not in self.collected:
                message = f"No test suite found in {file}"
            state = "failed" if message or file in self.failed_files else "passed"
            told.append({"file": file, "state": state, "message": message})
        rest = [text for file, text in self.problems.items() if file not in self.settings["testFiles"]]
        if rest:
            told[0]["message"] = told[0]["message"] or rest[0]
        return told


def describe(error):
    """What an error says, with its notes (the falsifying example) and without addresses, which differ from run to run."""
    try:
        notes = [note for note in getattr(error, "__notes__", []) if type(note) is str]
        text = "; ".join([f"{type(error).__name__}: {error}", *notes])
    except BaseException:
        text = type(error).__name__
    return clean(text)


def clean(text):
    single = re.sub(r"\s*\n\s*", " ", ADDRESS.sub("0x...", text))
    return single[:MAX_MESSAGE_LENGTH].encode("utf-8", "replace").decode()


def message_of(report):
    text = str(report.longrepr) if report.longrepr is not None else "collection failed"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    said = [line.removeprefix("E").strip() for line in lines if line.startswith("E ")]
    return clean("; ".join(said or lines[-3:]))
