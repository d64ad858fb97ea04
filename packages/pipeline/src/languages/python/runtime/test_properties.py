"""Rules on Hypothesis properties, and what a test says of the spec."""

import ast

from source_file import constant_text, dotted


def origin_of(rules, node):
    """`hypothesis.given` for whatever name the suite gave it."""
    path = dotted(node.func if isinstance(node, ast.Call) else node)
    if path is None:
        return None
    local, *rest = path.split(".")
    module, member = rules.imports.get(local, (None, None))
    if module is None or not module.startswith("hypothesis"):
        return None
    return ".".join([module, *([member] if member else []), *rest])


def decorators_of(rules, test):
    return [(origin_of(rules, item), item) for item in test.node.decorator_list]


def is_property(rules, test):
    return any(origin == "hypothesis.given" for origin, _ in decorators_of(rules, test))


def check_property(rules, test):
    """A property uses what it is given, and runs often enough."""
    if not is_property(rules, test):
        return
    node = test.node
    decorated = decorators_of(rules, test)
    given = [item for origin, item in decorated if origin == "hypothesis.given" and isinstance(item, ast.Call)]
    names = {argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]} - {"self"}
    used = {inner.id for statement in node.body for inner in ast.walk(statement) if isinstance(inner, ast.Name)}
    if given and names and not names & used:
        rules.report("tests.property-empty", node.lineno, f'test "{test.name}": the property never uses its inputs')
    for origin, item in decorated:
        if origin in {"hypothesis.seed", "hypothesis.reproduce_failure"}:
            rules.report("tests.run-options", item.lineno, f"@{origin.split('.')[-1]} chooses the values itself")
        if origin == "hypothesis.settings" and isinstance(item, ast.Call):
            check_settings(rules, item)


def check_settings(rules, call):
    for word in call.keywords:
        if word.arg != "max_examples":
            continue
        least = rules.policy["runs"]
        asked = word.value.value if isinstance(word.value, ast.Constant) and type(word.value.value) is int else None
        if asked is None:
            rules.report("tests.too-few-runs", call.lineno, "how often the property runs is not written as a number")
        elif asked < least:
            rules.report("tests.too-few-runs", call.lineno, f"the property runs {asked} times, the policy asks for {least}")


def trace_of(rules, test):
    """What the test says of the spec, in no particular language."""
    words = [*(group.name for group in test.groups), test.node.name, *documentation(test)]
    return {
        "title": " > ".join(words).replace("_", " "),
        "strings": strings_below(rules, test)[:500],
        "asserts": (rules.reach.asserts(test.node) or is_property(rules, test)) and rules.reach.uses_tool(test.node),
        "isProperty": is_property(rules, test),
    }


def documentation(test):
    return [text for owner in (*test.groups, test.node) if (text := ast.get_docstring(owner)) is not None]


def strings_below(rules, test):
    """Every text written in the test, its tables, and the helpers and values that it names."""
    found, seen = [], set()

    def visit(node):
        for inner in ast.walk(node):
            text = constant_text(inner)
            if text is not None:
                found.append(text[:300])
            if isinstance(inner, ast.Name) and inner.id not in seen:
                seen.add(inner.id)
                target = rules.reach.helpers.get(inner.id) or rules.reach.values.get(inner.id)
                if target is not None:
                    visit(target)

    for owner in (*test.groups, test.node):
        for item in owner.decorator_list:
            visit(item)
    visit(test.node)
    return found
