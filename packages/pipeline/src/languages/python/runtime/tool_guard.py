"""The second wall around a tool: audit hooks that refuse what its spec does not declare. The sandbox is the first."""

import errno
import os
import sys

OUTSIDE_FOLDERS = ("/scratch", "/tmp")
READ_EVENTS = {"os.listdir", "os.scandir", "os.walk", "os.fwalk", "glob.glob", "glob.glob/2"}
WRITE_EVENTS = {
    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "os.link", "os.symlink", "os.truncate",
    "os.utime", "os.mknod", "shutil.rmtree", "shutil.move", "shutil.copyfile", "shutil.copytree", "tempfile.mkstemp", "tempfile.mkdtemp",
}  # fmt: skip
PROCESS_EVENTS = {
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "pty.spawn", "os.kill",
    "os.killpg", "signal.pthread_kill",
}  # fmt: skip
ENVIRONMENT_EVENTS = {"os.putenv", "os.unsetenv"}
REFUSED_PREFIXES = ("ctypes.", "gc.get_", "cpython.")
REFUSED_EVENTS = {"sys.addaudithook", "sys.settrace", "sys.setprofile", "sys._getframe", "sys._current_frames", "_thread.start_new_thread"}
# Standard modules look at their caller's frame to name what they make; those calls come from the standard library's own files.
REFUSED_MODULES = {"ctypes", "_ctypes", "gc", "inspect", "importlib.machinery", "multiprocessing", "_posixsubprocess"}
NET_ERRORS = {errno.ENETUNREACH, errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL, -2, -3}


class Guard:
    """Notes and refuses attempts from the moment it is closed; audit hooks cannot be taken away again."""

    def __init__(self, capabilities):
        self.attempts = {}
        closed = busy = False
        declared = frozenset(capabilities)
        library = tuple({os.path.realpath(entry) + "/" for entry in sys.path if entry})
        readable = (*library, "/tool/", "/usr/share/zoneinfo", "/etc/localtime")
        attempts = self.attempts
        reply_path = None
        getframe = sys._getframe

        def refuse(capability, detail):
            attempts.setdefault(capability, str(detail)[:200])
            raise PermissionError(errno.EACCES, f"the tool may not do this here ({detail})"[:300])

        def check_open(path, flags):
            writes = bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND))
            if isinstance(path, int):
                if writes and path > 2:
                    refuse("process", f"descriptor {path}")
                return
            place = os.path.abspath(os.fsdecode(path))
            if not writes and place.startswith(readable):
                return
            if place == reply_path and writes:
                return
            capability = "fs_write" if writes else "fs_read"
            inside = place.startswith(OUTSIDE_FOLDERS)
            allowed = capability in declared or (not writes and "fs_write" in declared)
            if not allowed or not inside:
                refuse(capability, place)

        def hook(event, args):
            nonlocal busy
            # What the hook itself does is audited too.
            if not closed or busy:
                return
            busy = True
            try:
                judge(event, args)
            finally:
                busy = False

        def judge(event, args):
            if event == "open":
                check_open(args[0], args[2] if isinstance(args[2], int) else 0)
            elif event in READ_EVENTS:
                place = os.path.abspath(os.fsdecode(args[0])) if args and isinstance(args[0], (str, bytes)) else "."
                if not f"{place}/".startswith(readable) and not ({"fs_read", "fs_write"} & declared):
                    refuse("fs_read", place)
            elif event in WRITE_EVENTS:
                if "fs_write" not in declared:
                    refuse("fs_write", event)
            elif event in PROCESS_EVENTS:
                if "process" not in declared:
                    refuse("process", event)
            elif event.startswith("socket."):
                if "net" not in declared and "clock" not in declared or event == "socket.connect":
                    attempts.setdefault("net", event)
                if "net" not in declared and "clock" not in declared:
                    refuse("net", event)
            elif event in ENVIRONMENT_EVENTS:
                if "env" not in declared:
                    refuse("env", event)
            elif event == "import":
                if args[0] in REFUSED_MODULES and getframe(2).f_globals.get("__name__") == "tool":
                    refuse("process", f"import of {args[0]}")
            elif event.startswith(REFUSED_PREFIXES) or event in REFUSED_EVENTS:
                if event != "sys._getframe" or not getframe(2).f_code.co_filename.startswith(library):
                    refuse("process", event)

        def close():
            nonlocal closed
            if "env" not in declared:
                os.environ.clear()
            closed = True

        def open_replies(path):
            nonlocal reply_path
            reply_path = path
            try:
                return os.open(path, os.O_WRONLY)
            finally:
                reply_path = None

        self.close = close
        self.open_replies = open_replies
        sys.addaudithook(hook)

    def note_error(self, error):
        """Refusals of the sandbox itself, as far as errors tell of them."""
        number = getattr(error, "errno", None) if isinstance(error, OSError) else None
        if number in NET_ERRORS:
            self.attempts.setdefault("net", errno.errorcode.get(number, "no network"))
        if number == errno.EROFS:
            self.attempts.setdefault("fs_write", str(getattr(error, "filename", ""))[:200])
