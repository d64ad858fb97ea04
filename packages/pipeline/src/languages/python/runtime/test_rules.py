"""The test-quality rules on one suite."""

import ast
import re

from list_tests import list_tests, mark_name
from source_file import FRAME_ATTRIBUTES, constant_text, dotted, imported_names, is_dunder, root_name
from test_assertions import check_assertions
from test_properties import check_property, is_property, trace_of
from test_reach import TestReach

PURE_MODULES = set(
    """__future__ math cmath json re string itertools functools collections collections.abc decimal fractions datetime statistics
    typing dataclasses enum copy operator textwrap unicodedata calendar base64 hashlib binascii struct ipaddress uuid numbers html
    asyncio urllib.parse bisect heapq difflib colorsys zoneinfo""".split()
)
HYPOTHESIS_MODULES = {"hypothesis", "hypothesis.strategies", "hypothesis.stateful"}
FORBIDDEN_NAMES = {
    "eval", "exec", "compile", "__import__", "globals", "locals", "vars", "open", "input", "breakpoint", "exit", "quit", "setattr",
    "delattr", "memoryview", "__builtins__", "__loader__", "__spec__", "__file__",
}  # fmt: skip
DUNDER_ATTRIBUTES = {"__name__", "__doc__", "__cause__", "__context__", "__notes__"}
OWN_TRUTH = {"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__bool__", "__contains__", "__instancecheck__", "__hash__", "__len__", "__del__"}
PYTEST_MEMBERS = {"raises", "approx", "param", "fixture", "fail", "warns", "mark.parametrize", "mark.usefixtures", "mark.filterwarnings"}
PYTEST_SKIPS = {"skip", "xfail", "importorskip", "mark.skip", "mark.skipif", "mark.xfail"}
MOCKS = {"monkeypatch", "mocker", "MonkeyPatch"}
CLOCK_MEMBERS = {"now", "utcnow", "today"}


class TestRules:
    """`tests` are the declared ones; `can_run` is False when the suite needs a module that the judge does not have."""

    def __init__(self, source, function_name, policy):
        self.source = source
        self.function_name = function_name
        self.policy = policy
        self.imports = imported_names(source.tree)
        self.reach = TestReach(source, self.imports, function_name)
        self.tests = []
        self.traces = []
        self.can_run = True

    def run(self):
        self.tests = list_tests(self.source)
        for node in ast.walk(self.source.tree):
            check = getattr(self, f"check_{type(node).__name__}", None)
            if check is not None:
                check(node)
        for test in self.tests:
            self.check_test(test)
        self.traces = [trace_of(self, test) for test in self.tests]
        for line, text in self.source.comments:
            if re.search(r"pragma:\s*no\s*(?:cover|branch)", text):
                self.report("tests.coverage-ignore", line, "a comment hides code from the coverage")

    def report(self, identifier, line, message):
        self.source.report(identifier, line, message)

    def check_test(self, test):
        name = f'test "{test.name}"'
        node = test.node
        if isinstance(node, ast.AsyncFunctionDef):
            self.report("tests.modifier", node.lineno, f"{name} is asynchronous, which the runner skips; use asyncio-free code")
        if test.count is None:
            self.report("tests.not-listable", node.lineno, f"{name}: how many tests this makes cannot be told from the source")
        if any(argument.arg in MOCKS for argument in node.args.args):
            self.report("tests.mock", node.lineno, f"{name} takes a fixture that replaces code; the tool runs in another process, where it has no effect")
        if not self.reach.asserts(node):
            # Where the spec promises that the tool never raises, calling it is a check already.
            if not (self.policy["neverThrows"] and is_property(self, test) and self.reach.uses_tool(node)):
                self.report("tests.no-assertion", node.lineno, f"{name} asserts nothing")
        elif not self.reach.uses_tool(node):
            self.report("tests.tool-not-called", node.lineno, f"{name} never calls the tool")
        else:
            check_assertions(self, test)
        check_property(self, test)

    def check_Import(self, node):
        for alias in node.names:
            self.check_module(node, alias.name, None)

    def check_ImportFrom(self, node):
        for alias in node.names:
            self.check_module(node, "." * node.level + (node.module or ""), alias.name)

    def check_module(self, node, module, name):
        if module in {"unittest.mock", "mock"} or (module == "unittest" and name == "mock"):
            self.report("tests.mock", node.lineno, "the suite imports a mocking library; the tool runs in another process, where it has no effect")
        full = f"{module}.{name}"
        known = {*PURE_MODULES, *HYPOTHESIS_MODULES, "pytest"}
        allowed = module in known or full in known or (module == "tool" and name in {None, self.function_name})
        if not allowed:
            self.report("tests.import-refused", node.lineno, f"the suite imports {module if name is None else full}")
            self.can_run = False

    def check_Attribute(self, node):
        name = node.attr
        if name in FRAME_ATTRIBUTES or (is_dunder(name) and name not in DUNDER_ATTRIBUTES) or name.startswith(("_hypothesis", "_pytest")):
            self.report("tests.forbidden-construct", node.lineno, f"a test uses .{name}")
        elif not isinstance(node.ctx, ast.Load) and self.is_foreign(node.value):
            own = root_name(node) in self.reach.tool_modules | self.reach.tool_names
            self.report("tests.mock" if own else "tests.forbidden-construct", node.lineno, f"a test changes {dotted(node) or name}")
        module, member = self.imports.get(root_name(node) or "", (None, None))
        if module == "datetime" and name in CLOCK_MEMBERS:
            self.report("tests.forbidden-construct", node.lineno, "a test reads the clock")
        if module == "hypothesis" and name in {"register_profile", "load_profile"}:
            self.report("tests.run-options", node.lineno, f"settings.{name} changes how every property runs")
        self.check_pytest(node)

    def is_foreign(self, node):
        return root_name(node) in self.imports

    def check_pytest(self, node):
        parent = self.source.parents.get(node)
        if isinstance(parent, ast.Attribute) and parent.value is node:
            return
        member = self.reach.pytest_member(node)
        if member in PYTEST_SKIPS:
            self.report("tests.modifier", node.lineno, f"a test is marked {member}")
        elif member is not None and member not in PYTEST_MEMBERS:
            self.report("tests.forbidden-construct", node.lineno, f"a test uses pytest.{member}")

    def check_Name(self, node):
        name = node.id
        if isinstance(node.ctx, ast.Load):
            self.check_pytest(node)
            foreign = name in FORBIDDEN_NAMES and name not in self.source.bound
            if foreign or (is_dunder(name) and name not in {"__name__", "__doc__"}):
                self.report("tests.forbidden-construct", node.lineno, f"a test uses {name}")
            return
        self.check_binding(node, name)

    def check_binding(self, node, name):
        if name in self.reach.tool_names | self.reach.tool_modules:
            self.report("tests.mock", node.lineno, f"{name} is given another meaning")
        elif name in {"pytestmark", "__test__"}:
            self.report("tests.modifier", node.lineno, f"{name} decides which tests run")
        elif name.startswith("pytest_") or name in {"collect_ignore", "collect_ignore_glob"} or name in self.reach.pytest_names:
            self.report("tests.forbidden-construct", node.lineno, f"{name} reaches into the runner")

    def check_FunctionDef(self, node):
        self.check_binding(node, node.name)
        if node.name in OWN_TRUTH:
            self.report("tests.forbidden-construct", node.lineno, f"{node.name} lets a value decide for itself what it equals")
        for decorator in node.decorator_list:
            call = decorator.func if isinstance(decorator, ast.Call) else decorator
            has_params = isinstance(decorator, ast.Call) and any(word.arg in {"params", "autouse"} for word in decorator.keywords)
            if self.reach.pytest_member(call) == "fixture" and has_params:
                self.report("tests.not-listable", node.lineno, "a fixture multiplies or surrounds tests; write the cases as parametrize")

    check_AsyncFunctionDef = check_FunctionDef

    def check_ClassDef(self, node):
        self.check_binding(node, node.name)

    def check_Call(self, node):
        name = dotted(node.func)
        if name == "getattr" and (len(node.args) < 2 or "__" in (constant_text(node.args[1]) or "__")):
            self.report("tests.forbidden-construct", node.lineno, "getattr reaches an attribute by a name that cannot be checked")
        elif name == "type" and len(node.args) == 3:
            self.report("tests.forbidden-construct", node.lineno, "a class is built at run time")
        for word in node.keywords:
            if word.arg == "marks":
                for mark in ast.walk(word.value):
                    if isinstance(mark, (ast.Attribute, ast.Call)) and mark_name(mark) in {"skip", "skipif", "xfail"}:
                        self.report("tests.modifier", node.lineno, f"a case is marked {mark_name(mark)}")
                        break
