# What tools import most: checking this once fills the type checker's cache.
import base64, binascii, bisect, calendar, collections.abc, csv, dataclasses, datetime, decimal, difflib, enum, fractions  # noqa: E401
import functools, hashlib, heapq, hmac, html, ipaddress, itertools, json, math, operator, os, pathlib, re, statistics, string  # noqa: E401
import struct, sys, textwrap, time, typing, unicodedata, urllib.parse, uuid, random, io, copy, contextlib, abc, zoneinfo  # noqa: E401
