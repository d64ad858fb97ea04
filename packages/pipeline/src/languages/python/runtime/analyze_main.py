"""Reads a candidate as text: findings, declared tests, capabilities, and the tool with counters. Prints one JSON document."""

import base64
import json
import marshal
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from instrument import Instrumenter  # noqa: E402
from source_file import SourceFile  # noqa: E402
from test_rules import TestRules  # noqa: E402
from tool_rules import ToolRules  # noqa: E402
from weave_mutants import Weaver, has_state  # noqa: E402


def analyze(request):
    spec = request["spec"]
    tool = SourceFile(request["toolFile"], request["files"][request["toolFile"]])
    result = {"observed": [], "isAsync": False, "tool": None, "mutants": None, "tests": [], "traces": [], "testsCanRun": True}
    if tool.tree is not None:
        rules = ToolRules(tool, spec)
        rules.run()
        result["observed"] = rules.observed
        result["isAsync"] = any(type(node).__name__ == "AsyncFunctionDef" and node.name == spec["functionName"] for node in tool.tree.body)
        result["tool"] = prepare(tool, request["coverageName"])
        result["mutants"] = None if result["tool"] is None else weave(tool, request["switches"])
    findings = tool.findings
    for name in request["testFiles"]:
        suite = SourceFile(name, request["files"][name])
        if suite.tree is None:
            result["testsCanRun"] = False
        else:
            rules = TestRules(suite, spec["functionName"], request["policy"])
            rules.run()
            result["tests"] += [test.as_json(name) for test in rules.tests]
            result["traces"] += [{"file": name, **trace} for trace in rules.traces]
            result["testsCanRun"] = result["testsCanRun"] and rules.can_run
            if not rules.tests:
                suite.report("tests.none", 1, "the suite holds no test")
        findings = findings + suite.findings
    return {**result, "findings": unique(findings)}


def unique(findings):
    """The same said twice of one line is said once."""
    seen = {}
    for finding in findings:
        seen.setdefault((finding["id"], finding["file"], finding["line"], finding["message"]), finding)
    return list(seen.values())


def prepare(tool, coverage_name):
    instrumenter = Instrumenter(coverage_name)
    try:
        return {"code": pack(instrumenter.run(tool.tree)), "places": instrumenter.places}
    except (SyntaxError, ValueError) as error:
        tool.report("shape.syntax-error", getattr(error, "lineno", None) or 1, getattr(error, "msg", str(error)))
        return None


def weave(tool, switches):
    weaver = Weaver(switches["isActive"], switches["burn"], tool.text)
    code = pack(weaver.run(tool.tree))
    return {"code": code, "mutants": weaver.mutants, "equivalent": 0, "hasState": has_state(tool.tree)}


def pack(tree):
    code = compile(tree, "/tool/tool.py", "exec", dont_inherit=True, optimize=0)
    return base64.b64encode(marshal.dumps(code)).decode("ascii")


with open(sys.argv[1], encoding="utf-8") as file:
    given = json.load(file)
try:
    answer = analyze(given)
except RecursionError:
    problem = {"id": "shape.syntax-error", "file": given["toolFile"], "line": 1, "message": "a file is nested too deeply to be read"}
    answer = {"findings": [problem], "tests": [], "traces": [], "observed": [], "isAsync": False, "tool": None, "mutants": None, "testsCanRun": False}
json.dump(answer, sys.stdout)
