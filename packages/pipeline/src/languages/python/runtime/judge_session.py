"""Runs the suites of one job under pytest, with the gate's own configuration and nobody else's."""

import json
import os
import sys

import judge_guard
from judge_plugin import JudgePlugin
from tool_stubs import install_tool

# Built in, and of no use to a gate: each would only widen what a test can reach.
UNUSED_PLUGINS = (
    "cacheprovider", "doctest", "unittest", "nose", "junitxml", "pastebin", "stepwise", "setuponly", "setupplan", "faulthandler",
    "legacypath", "freeze_support", "debugging", "tmpdir", "monkeypatch", "logging", "recwarn",
)  # fmt: skip


def pytest_arguments(settings):
    disabled = [word for name in UNUSED_PLUGINS for word in ("-p", f"no:{name}")]
    return [
        "-c", f"{settings['runtime']}/pytest.ini", "--rootdir", settings["root"], "--noconftest", "--import-mode=importlib",
        "--strict-markers", "-q", "--no-header", "--no-summary", "--capture=sys", "--tb=short", "-p", "_hypothesis_pytestplugin",
        *disabled, *(f"{settings['root']}/{name}" for name in settings["testFiles"]),
    ]  # fmt: skip


def configure_hypothesis(settings, job):
    import hypothesis
    from hypothesis.internal.conjecture import engine

    phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
    if job["shrinks"]:
        # A counter instead of the library's clock: the same failure is told with the same values on every machine.
        engine.MAX_SHRINKS = 200
        engine.MAX_SHRINKING_SECONDS = 3600
        phases.append(hypothesis.Phase.shrink)
    checks = [hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.data_too_large]
    hypothesis.settings.register_profile(
        "machinist", derandomize=True, database=None, deadline=None, max_examples=job["maxExamples"], phases=phases,
        suppress_health_check=checks, print_blob=False, report_multiple_bugs=False,
    )  # fmt: skip
    hypothesis.settings.load_profile("machinist")
    return hypothesis.settings.get_profile("machinist")


def prepare(settings, job, client_factory=None):
    """Everything before pytest starts; returns the client and the plugin's profile."""
    client = install_tool(settings, job)
    profile = configure_hypothesis(settings, job)
    return client, profile


def run(settings, job, report_descriptor):
    """Runs one job and writes its report; returns the exit code: 0 when every test passed."""
    os.environ.clear()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    import pytest

    client, profile = prepare(settings, job)
    stream = os.fdopen(report_descriptor, "wb", buffering=0)

    def send(message):
        stream.write(json.dumps(message).encode("ascii") + b"\n")

    plugin = JudgePlugin(settings, job, profile, client, send)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    judge_guard.close(settings)
    status = int(pytest.main(pytest_arguments(settings), plugins=[plugin]))
    # 1 is "some test failed", which the plugin knows better; 5 is "no test", which the files' own lines tell.
    code = 0 if status in {0, 1} and plugin.failed == 0 and not plugin.problems else 1
    send({"kind": "session", "tests": plugin.count, "modules": plugin.modules(), "exit": code})
    sys.stderr.flush()
    return code
