"""The rules on the tool file: imports against dependencies and capabilities, forbidden constructs, export and arity."""

import ast
import re

from module_needs import CLOCK_METHODS, FREE, NEEDS, member_need, module_need
from source_file import FRAME_ATTRIBUTES, constant_text, dotted, imported_names, is_dunder, root_name

DUNDER_NAMES = {"__name__", "__doc__", "__all__", "__version__", "__author__", "__slots__", "__match_args__", "__debug__"}
DUNDER_ATTRIBUTES = {"__name__", "__doc__", "__qualname__", "__cause__", "__context__", "__notes__", "__members__", "__slots__"}
FORBIDDEN_NAMES = {
    "eval": ("construct.eval", "eval runs text as code"),
    "exec": ("construct.eval", "exec runs text as code"),
    "compile": ("construct.eval", "compile turns text into code"),
    "globals": ("construct.global-object", "globals reaches every name of the module by text"),
    "locals": ("construct.global-object", "locals reaches names by text"),
    "vars": ("construct.global-object", "vars reaches names by text"),
    "breakpoint": ("construct.process-internals", "breakpoint starts a debugger"),
    "exit": ("construct.process-internals", "exit ends the process"),
    "quit": ("construct.process-internals", "quit ends the process"),
    "__import__": ("construct.computed-import", "__import__ is not an import that can be read from the source"),
}
ATTRIBUTE_FUNCTIONS = {"getattr", "setattr", "delattr", "hasattr", "attrgetter", "methodcaller"}


class ToolRules:
    """Applies the rules to one file; `observed` holds the capabilities that the code reaches for."""

    def __init__(self, source, spec):
        self.source = source
        self.spec = spec
        self.observed = []
        self.imports = imported_names(source.tree)

    def run(self):
        self.check_exports()
        for node in ast.walk(self.source.tree):
            check = getattr(self, f"check_{type(node).__name__}", None)
            if check is not None:
                check(node)
        for line, text in self.source.comments:
            if re.search(r"pragma:\s*no\s*(?:cover|branch)", text):
                self.source.report("construct.coverage-ignore", line, "a comment hides code from the coverage")
            if re.search(r"#\s*(?:type:\s*ignore|mypy:|pyright:)", text):
                self.source.report("construct.type-suppression", line, "a comment silences the type checker")

    def use(self, capability, node, what):
        if capability not in self.observed:
            self.observed.append(capability)
        if capability not in self.spec["capabilities"]:
            message = f'{what} needs the capability "{capability}", which spec.json does not declare'
            self.source.report("capability.undeclared", node.lineno, message)

    def check_exports(self):
        name, wanted = self.spec["functionName"], self.spec["params"]
        defined = [node for node in self.source.tree.body if getattr(node, "name", None) == name]
        assigned = [
            node
            for node in self.source.tree.body
            if isinstance(node, (ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom)) and name in bound_by(node)
        ]
        for node in self.source.tree.body:
            if isinstance(node, ast.Assign) and any(dotted(target) == "__all__" for target in node.targets):
                listed = [constant_text(item) for item in getattr(node.value, "elts", [])]
                for other in [item for item in listed if item != name]:
                    self.source.report("shape.export-extra", node.lineno, f"the tool also exports {other}")
        if not defined:
            identifier = "shape.arity-unknown" if assigned else "shape.export-missing"
            message = f"the parameters of {name} cannot be read from the source" if assigned else f"the tool does not define {name}"
            self.source.report(identifier, assigned[-1].lineno if assigned else 1, message)
            return
        function = defined[-1]
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self.source.report("shape.not-a-function", function.lineno, f"{name} is not a function")
            return
        arguments = function.args
        taken = len(arguments.posonlyargs) + len(arguments.args)
        required = [default for default in arguments.kw_defaults if default is None]
        if taken != len(wanted) or arguments.vararg or arguments.kwarg or required:
            stated = f"{len(wanted)} ({', '.join(wanted)})"
            rest = "a rest parameter" if arguments.vararg or arguments.kwarg else str(taken)
            self.source.report("shape.arity", function.lineno, f"{name} takes {rest} where the spec states {stated}")

    def check_Import(self, node):
        for alias in node.names:
            self.check_module(node, alias.name, None)

    def check_ImportFrom(self, node):
        if node.level > 0:
            self.source.report("import.refused", node.lineno, "a relative import is outside the tool file")
            return
        for alias in node.names:
            self.check_module(node, node.module, alias.name)

    def check_module(self, node, module, name):
        kind, capabilities = module_need(module, None if name == "*" else name)
        shown = module if name is None else f"{module}.{name}"
        if name == "*" and kind == "needs" and module in {"os", "sys", "io", "pathlib", "types", "uuid", "os.path"}:
            kind = "refused"
        if kind == "refused":
            self.source.report("import.refused", node.lineno, f"{shown} reaches into the runtime")
        elif kind is None and module.split(".")[0] in self.spec["dependencies"]:
            self.source.report("dependency.unavailable", node.lineno, f"{module} is declared, but this gate runs tools without packages")
        elif kind is None:
            self.source.report("import.undeclared", node.lineno, f'the package {module} is imported but not declared in "dependencies"')
        for capability in capabilities:
            self.use(capability, node, shown)

    def check_Attribute(self, node):
        name = node.attr
        if name in FRAME_ATTRIBUTES:
            self.source.report("construct.process-internals", node.lineno, f".{name} reaches into the runtime")
        elif is_dunder(name) and not self.is_plain_dunder(node):
            self.source.report("construct.process-internals", node.lineno, f".{name} reaches into the runtime")
        elif not isinstance(node.ctx, ast.Load):
            self.check_patch(node, node)
        if name in CLOCK_METHODS and self.is_date(node.value):
            self.use("clock", node, f"{dotted(node) or name}")
        module, member = self.member_of(node)
        if module is not None:
            self.check_member(node, module, member)

    def member_of(self, node):
        """`(module, member)` when the attribute reads a member of an imported module."""
        path = dotted(node)
        if path is None:
            return None, None
        local, *rest = path.split(".")
        if local not in self.imports or not rest:
            return None, None
        module, member = self.imports[local]
        full = [*([module] if member is None else [f"{module}.{member}"]), *rest]
        return (".".join(full[:-1]), full[-1])

    def check_member(self, node, module, member):
        if f"{module}.{member}" in FREE or f"{module}.{member}" in NEEDS:
            return
        kind, capabilities = member_need(module, member)
        if kind == "refused":
            self.source.report("construct.process-internals", node.lineno, f"{module}.{member} reaches into the runtime")
        for capability in capabilities:
            self.use(capability, node, f"{module}.{member}")

    def is_date(self, node):
        module, member = self.imports.get(root_name(node) or "", (None, None))
        return module == "datetime"

    def is_plain_dunder(self, node):
        if node.attr in DUNDER_ATTRIBUTES:
            return True
        parent = self.source.parents.get(node)
        if node.attr == "__class__":
            return isinstance(parent, ast.Attribute) and parent.attr in {"__name__", "__qualname__"}
        # `super().__init__(...)` and its like.
        call = node.value
        return isinstance(call, ast.Call) and dotted(call.func) == "super" and node.attr not in {"__subclasses__", "__dict__", "__globals__"}

    def check_Name(self, node):
        name = node.id
        if is_dunder(name) and name not in DUNDER_NAMES and name not in FORBIDDEN_NAMES:
            self.source.report("construct.global-object", node.lineno, f"{name} reaches into the runtime")
            return
        parent = self.source.parents.get(node)
        module, member = self.imports.get(name, (None, None))
        if isinstance(node.ctx, ast.Load) and module in {"os", "sys", "io", "types"} and member is None:
            if not (isinstance(parent, ast.Attribute) and parent.value is node):
                self.source.report("construct.process-internals", node.lineno, f"{module} is taken whole, so what is read of it cannot be checked")
        if name in self.source.bound:
            return
        if name in FORBIDDEN_NAMES:
            identifier, message = FORBIDDEN_NAMES[name]
            self.source.report(identifier, node.lineno, message)
        elif name == "input":
            self.use("process", node, "input")
        elif name == "open":
            self.check_open(node, parent)
        elif name in ATTRIBUTE_FUNCTIONS and not (isinstance(parent, ast.Call) and parent.func is node):
            self.source.report("construct.global-object", node.lineno, f"{name} is taken whole, so what it reaches cannot be checked")

    def check_open(self, node, parent):
        mode = "w"
        if isinstance(parent, ast.Call) and parent.func is node:
            given = parent.args[1] if len(parent.args) > 1 else next((word.value for word in parent.keywords if word.arg == "mode"), None)
            mode = "r" if given is None else constant_text(given) or "w"
        self.use("fs_write" if set(mode) & set("wax+") else "fs_read", node, "open")

    def check_Call(self, node):
        name = (dotted(node.func) or "").split(".")[-1]
        if name not in ATTRIBUTE_FUNCTIONS:
            return
        given = node.args[:1] if name in {"attrgetter", "methodcaller"} else node.args[1:2]
        text = constant_text(given[0]) if given else None
        if text is None or "__" in text or any(part in FRAME_ATTRIBUTES for part in text.split(".")):
            self.source.report("construct.global-object", node.lineno, f"{name} reaches an attribute by a name that cannot be checked")
        elif name in {"setattr", "delattr"}:
            self.check_patch(node.args[0], node)

    def check_patch(self, target, node):
        """Assigning to an attribute of a built-in or of an imported module changes it for everybody."""
        name = root_name(target)
        path = dotted(target.value if isinstance(target, ast.Attribute) and target is node else target)
        if path is not None and (name in self.imports or (name in BUILTINS and name not in self.source.bound)):
            self.source.report("construct.prototype-patch", node.lineno, f"{path} is changed, which the tool does not own")


BUILTINS = frozenset(dir(__builtins__) if not isinstance(__builtins__, dict) else __builtins__)


def bound_by(node):
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return [alias.asname or alias.name for alias in node.names]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]
