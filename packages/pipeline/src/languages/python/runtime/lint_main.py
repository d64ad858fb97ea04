"""Runs pyflakes and bandit over the files named on the command line; prints their findings as one JSON document."""

import ast
import json
import logging
import sys


def run_pyflakes(name):
    from pyflakes import checker

    with open(name, encoding="utf-8") as file:
        tree = ast.parse(file.read(), name)
    for message in checker.Checker(tree, name).messages:
        yield {"file": name, "line": message.lineno, "code": type(message).__name__, "message": message.message % message.message_args, "grave": is_grave(message)}


def is_grave(message):
    return not type(message).__name__.startswith(("Unused", "ImportStarUsage", "RedefinedWhileUnused", "FStringMissing"))


def run_bandit(names):
    logging.disable(logging.CRITICAL)
    from bandit.core import config, manager

    checks = manager.BanditManager(config.BanditConfig(), "file", ignore_nosec=True)
    checks.discover_files(names)
    checks.run_tests()
    for issue in checks.get_issue_list():
        grave = issue.severity in {"MEDIUM", "HIGH"} and issue.confidence in {"MEDIUM", "HIGH"}
        yield {"file": issue.fname.removeprefix("./"), "line": issue.lineno, "code": issue.test_id, "message": issue.text, "grave": grave}


def main(tool, *suites):
    found = [finding for name in (tool, *suites) for finding in run_pyflakes(name)]
    json.dump(found + list(run_bandit([tool])), sys.stdout)


main(*sys.argv[1:])
