"""Runs the suites under pytest, with the gate's own configuration and nobody else's."""

import json
import os
import sys

import judge_guard

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


def configure_hypothesis():
    import hypothesis
    from hypothesis.internal.conjecture import engine

    # A counter instead of the library's clock: the same failure is told with the same values on every machine.
    engine.MAX_SHRINKS = 200
    engine.MAX_SHRINKING_SECONDS = 3600
    phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate, hypothesis.Phase.shrink]
    checks = [hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.data_too_large, hypothesis.HealthCheck.filter_too_much]
    hypothesis.settings.register_profile(
        "machinist", derandomize=True, database=None, deadline=None, phases=phases, suppress_health_check=checks,
        print_blob=False, report_multiple_bugs=False,
    )  # fmt: skip
    hypothesis.settings.load_profile("machinist")
    return hypothesis.settings.get_profile("machinist")


def run(settings, report_descriptor):
    """Runs the suites and writes their report; returns the exit code: 0 when every test passed."""
    os.environ.clear()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    import pytest

    from judge_plugin import JudgePlugin
    from tool_stubs import Session

    session = Session(settings)
    session.install()
    stream = os.fdopen(report_descriptor, "wb", buffering=0)

    def send(message):
        stream.write(json.dumps(message).encode("ascii") + b"\n")

    plugin = JudgePlugin(settings, configure_hypothesis(), session, send)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    judge_guard.close(settings)
    status = int(pytest.main(pytest_arguments(settings), plugins=[plugin]))
    # 1 is "some test failed", which the plugin knows better; 5 is "no test", which the files' own lines tell.
    code = 0 if status in {0, 1} and plugin.failed == 0 and not plugin.problems else 1
    send({"kind": "session", "tests": plugin.count, "modules": plugin.modules(), "exit": code})
    sys.stderr.flush()
    return code
