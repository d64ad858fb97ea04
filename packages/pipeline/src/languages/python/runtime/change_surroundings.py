"""Runs inside the tool's sandbox before the tool is loaded: other surroundings than those of the tests.

Time zone, locale, directory and hash seed are set from outside.
"""

import os
import time


def change_surroundings(wanted):
    """Shifts the clock, seeds the random numbers, changes the names of host and process."""
    if wanted.get("clockShiftMs") is not None:
        shift_clock(wanted["clockShiftMs"])
    if wanted.get("randomSeed") is not None:
        import random

        random.seed(wanted["randomSeed"])
    if wanted.get("identity") is not None:
        change_identity(wanted["identity"])


def change_identity(name):
    pid, parent, uname = os.getpid() + 1000, os.getppid() + 1000, os.uname()
    os.getpid = lambda: pid
    os.getppid = lambda: parent
    os.uname = lambda: os.uname_result((uname.sysname, name, uname.release, uname.version, uname.machine))
    import platform

    platform.node = lambda: name


def shift_clock(shift_ms):
    seconds, nanoseconds = shift_ms / 1000, shift_ms * 1_000_000
    for name in ("time", "monotonic", "perf_counter", "process_time"):
        setattr(time, name, shifted(getattr(time, name), seconds))
        setattr(time, f"{name}_ns", shifted(getattr(time, f"{name}_ns"), nanoseconds))
    for name in ("localtime", "gmtime", "ctime"):
        setattr(time, name, at_present(getattr(time, name)))
    shift_dates(shift_ms)


def shifted(clock, shift):
    return lambda: clock() + shift


def at_present(convert):
    return lambda seconds=None: convert(time.time() if seconds is None else seconds)


def shift_dates(shift_ms):
    import datetime

    shift = datetime.timedelta(milliseconds=shift_ms)
    real_date, real_datetime = datetime.date, datetime.datetime

    class shifted_date(real_date):
        @classmethod
        def today(cls):
            present = real_datetime.now() + shift
            return cls(present.year, present.month, present.day)

    class shifted_datetime(real_datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.from_real(real_datetime.now(tz) + shift)

        @classmethod
        def utcnow(cls):
            return cls.from_real(real_datetime.utcnow() + shift)

        @classmethod
        def today(cls):
            return cls.now()

        @classmethod
        def from_real(cls, value):
            return cls.combine(value.date(), value.timetz())

    shifted_date.__name__ = shifted_date.__qualname__ = "date"
    shifted_datetime.__name__ = shifted_datetime.__qualname__ = "datetime"
    datetime.date, datetime.datetime = shifted_date, shifted_datetime
