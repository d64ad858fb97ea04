"""Runs in the judge's sandbox. The first process keeps the report's channel and nonce; a child of it runs the suites."""

import ctypes
import json
import os
import signal
import sys

CHANNEL = 3
PR_SET_DUMPABLE = 4
MAX_LINE_BYTES = 256 * 1024


def send(message):
    data = json.dumps(message).encode("ascii") + b"\n"
    while data:
        data = data[os.write(CHANNEL, data) :]


def run_child(settings, write_end):
    """Never returns: what runs below may be hostile, so it gets neither the channel nor the nonce."""
    code = 70
    try:
        os.close(CHANNEL)
        sys.path.insert(0, settings["runtime"])
        import judge_session

        code = judge_session.run(settings, write_end)
    except BaseException as error:  # noqa: BLE001
        sys.stderr.write(f"the judge could not run: {type(error).__name__}: {error}"[:500] + "\n")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def relay(read_end):
    """Passes the child's test lines on; returns its last word about modules, the number of tests, and what was malformed."""
    tests, end, problem = 0, None, None
    with os.fdopen(read_end, "rb") as stream:
        for line in iter(lambda: stream.readline(MAX_LINE_BYTES), b""):
            try:
                message = json.loads(line)
            except (ValueError, RecursionError):
                message = None
            kind = message.get("kind") if type(message) is dict else None
            if kind == "test" and end is None:
                tests += 1
                send(message)
            elif kind == "session" and end is None:
                end = message
            else:
                problem = "a line of the test process is malformed or comes after its end"
    return tests, end, problem


def run_suites(settings):
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read_end)
        os.set_inheritable(write_end, False)
        run_child(settings, write_end)
    os.close(write_end)
    tests, end, problem = relay(read_end)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if end is None:
        problem = problem or f"the test process ended with {signal_or_code(code)} before its report was whole"
    elif end.get("tests") != tests or end.get("exit") != code:
        problem = problem or "the test process ended in another way than it reported"
    return tests, end, problem, code


def signal_or_code(code):
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def main():
    nonce = sys.stdin.read()
    devnull = os.open(os.devnull, os.O_RDONLY)
    os.dup2(devnull, 0)
    # The child must not read this process's memory, which holds the nonce from here on.
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    with open(sys.argv[1], encoding="utf-8") as file:
        settings = json.load(file)
    settings["runtime"] = os.path.dirname(os.path.abspath(__file__))
    tests, end, problem, code = run_suites(settings)
    send(
        {
            "kind": "end",
            "nonce": nonce,
            "reason": "passed" if code == 0 and not problem else "failed",
            "tests": tests,
            "modules": end.get("modules", []) if end is not None else [],
            "errors": (problem or "")[:2000],
            "errorCount": 1 if problem else 0,
        }
    )
    os._exit(1 if code or problem else 0)


main()
