"""Prints what this interpreter is and which of the gate's packages it has, as one JSON document."""

import importlib.metadata
import json
import os
import sys


def version_of(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


json.dump(
    {
        "version": ".".join(map(str, sys.version_info[:3])),
        "supported": sys.version_info >= (3, 10),
        "executable": sys.executable,
        "prefixes": sorted({os.path.realpath(place) for place in (sys.prefix, sys.base_prefix, sys.exec_prefix)} | {sys.prefix}),
        "packages": {name: version_of(name) for name in sys.argv[1:]},
    },
    sys.stdout,
)
