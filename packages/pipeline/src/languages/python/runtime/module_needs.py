"""What a tool needs to import or use a name of the standard library."""

FREE = set(
    """__future__ abc array ast base64 binascii bisect calendar cmath codecs collections collections.abc colorsys configparser
    contextlib contextvars copy csv dataclasses datetime decimal difflib email email.message email.policy email.utils enum fnmatch
    fractions functools graphlib gzip hashlib heapq hmac html html.entities html.parser ipaddress itertools json json.decoder keyword
    math numbers ntpath operator posixpath pprint quopri re reprlib shlex statistics string stringprep struct textwrap token
    tokenize tomllib types typing unicodedata urllib urllib.parse uuid warnings weakref xml xml.etree xml.etree.ElementTree
    xml.sax.saxutils bz2 lzma zlib zoneinfo io os os.path pathlib sys errno""".split()
)
BY_CAPABILITY = {
    "fs": "shutil tempfile glob fileinput linecache mmap dbm sqlite3 zipfile tarfile",
    "net": """socket ssl http http.client http.server urllib.request urllib.error urllib.robotparser ftplib smtplib imaplib poplib
        nntplib telnetlib socketserver xmlrpc xmlrpc.client select selectors webbrowser""",
    "process": "subprocess signal pty getopt argparse cmd readline",
    "env": "platform getpass pwd grp sysconfig locale",
    "clock": "time sched timeit asyncio",
    "random": "random secrets",
}
NEEDS = {name: capability for capability, names in BY_CAPABILITY.items() for name in names.split()}
REFUSED = set(
    """builtins importlib imp ctypes gc inspect traceback code codeop runpy pkgutil zipimport site atexit faulthandler tracemalloc
    pdb bdb cProfile profile pstats trace threading concurrent multiprocessing queue resource fcntl termios tty marshal pickle
    pickletools copyreg shelve symtable compileall py_compile distutils ensurepip venv unittest doctest test idlelib tkinter turtle
    dis opcode logging syslog audit tool modulefinder antigravity this""".split()
)
PURE_PATHS = {"PurePath", "PurePosixPath", "PureWindowsPath"}
OS_FREE = {"sep", "linesep", "fspath", "fsencode", "fsdecode", "path", "altsep", "pathsep", "extsep", "curdir", "pardir", "PathLike", "name"}
OS_PATH_READS = {"exists", "isfile", "isdir", "islink", "getsize", "getmtime", "getatime", "getctime", "realpath", "samefile", "lexists", "ismount"}
OS_ENVIRONMENT = {"environ", "environb", "getenv", "getenvb", "putenv", "unsetenv", "getcwd", "getcwdb", "getlogin", "uname", "getuid", "cpu_count"}
OS_READS = {"listdir", "scandir", "stat", "lstat", "walk", "access", "readlink", "fwalk", "statvfs"}
OS_WRITES = {
    "mkdir", "makedirs", "remove", "unlink", "rmdir", "removedirs", "rename", "renames", "replace", "link", "symlink", "truncate",
    "chmod", "chown", "utime", "mkfifo", "mknod", "open", "write", "fdopen",
}  # fmt: skip
OS_PROCESS = {"system", "popen", "fork", "forkpty", "kill", "killpg", "getpid", "getppid", "wait", "waitpid", "nice", "startfile"}
SYS_FREE = {"maxsize", "float_info", "int_info", "version_info", "byteorder", "maxunicode", "hash_info"}
CLOCK_METHODS = {"now", "utcnow", "today"}


def module_need(module, name):
    """`(kind, capabilities)` of importing `name` (or None: the module) from `module`; kind None when it is no module known here."""
    if name is not None and f"{module}.{name}" in FREE | NEEDS.keys():
        return module_need(f"{module}.{name}", None)
    root = module.split(".")[0]
    if module in NEEDS or root in NEEDS:
        capability = NEEDS.get(module) or NEEDS[root]
        return "needs", ["fs_read", "fs_write"] if capability == "fs" else [capability]
    if root in REFUSED or (root.startswith("_") and root != "__future__"):
        return "refused", []
    if module not in FREE:
        return None, []
    return ("needs", []) if name is None else member_need(module, name)


def member_need(module, name):
    """What the member `name` of a free module needs."""
    if module == "os":
        return os_need(name)
    if module == "os.path":
        return "needs", ["fs_read"] if name in OS_PATH_READS else []
    if module == "sys":
        return ("needs", []) if name in SYS_FREE else ("refused", [])
    if module == "pathlib":
        return "needs", [] if name in PURE_PATHS else ["fs_read", "fs_write"]
    if module == "io" and name in {"open", "FileIO", "open_code"}:
        return "needs", ["fs_read", "fs_write"]
    if module == "uuid" and name in {"uuid1", "uuid4", "getnode"}:
        return "needs", ["random"]
    if module == "types" and name in {"FunctionType", "CodeType", "LambdaType", "CellType", "MethodType", "ModuleType"}:
        return "refused", []
    if module in {"codecs", "gzip", "bz2", "lzma", "tokenize"} and name in {"open", "GzipFile", "BZ2File", "LZMAFile"}:
        return "needs", ["fs_read", "fs_write"]
    return "needs", []


def os_need(name):
    if name in OS_FREE:
        return "needs", []
    for names, capability in (
        (OS_ENVIRONMENT, "env"),
        (OS_READS, "fs_read"),
        (OS_WRITES, "fs_write"),
        (OS_PROCESS, "process"),
        ({"urandom", "getrandom"}, "random"),
        ({"times"}, "clock"),
    ):
        if name in names:
            return "needs", [capability]
    return ("needs", ["process"]) if name.startswith(("exec", "spawn", "posix_spawn")) else ("refused", [])
