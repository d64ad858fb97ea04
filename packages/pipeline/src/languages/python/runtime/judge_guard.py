"""The second wall around the suites: what a test never needs is refused from the moment the guard is closed."""

import errno
import os
import sys

REFUSED_EVENTS = {
    "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "pty.spawn", "os.kill", "os.killpg",
    "signal.pthread_kill", "subprocess.Popen", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "os.link",
    "os.symlink", "os.truncate", "sys.addaudithook", "_thread.start_new_thread",
}  # fmt: skip
REFUSED_PREFIXES = ("socket.", "ctypes.", "cpython.", "shutil.", "tempfile.")
WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def close(settings):
    """From here on the process may read, compute, and speak to the tool's pipes. Cannot be undone."""
    pipes = settings["pipes"]
    writable = {os.devnull, *(f"{pipes}/{name}" for name in ("tool/requests", "mutants/requests", "control/requests", "control/replies"))}
    # Kept apart from `os`, whose attributes a test could replace.
    abspath, fsdecode = os.path.abspath, os.fsdecode

    getframe = sys._getframe
    suites = settings["root"] + "/tests/"

    def hook(event, args):
        if event.startswith("gc.get_"):
            # Hypothesis asks too, for its own random generators.
            if getframe(1).f_code.co_filename.startswith(suites):
                raise PermissionError(errno.EACCES, f"a test may not do this: {event}")
        elif event == "open":
            path, flags = args[0], args[2]
            if isinstance(path, int):
                return
            place = abspath(fsdecode(path))
            writes = isinstance(flags, int) and bool(flags & WRITE_FLAGS)
            if place.startswith("/proc/") or (writes and place not in writable):
                raise PermissionError(errno.EACCES, f"a test may not open {place}")
        elif event == "socket.__new__":
            pass  # An event loop wakes itself through a pair of sockets; connecting one is refused.
        elif event in REFUSED_EVENTS or event.startswith(REFUSED_PREFIXES):
            raise PermissionError(errno.EACCES, f"a test may not do this: {event}")

    sys.addaudithook(hook)
