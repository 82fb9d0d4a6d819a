"""Prints the line tables of many code objects, and their lines as the interpreter reads them."""

import argparse
import ast
import decimal
import dis
import inspect
import json
import sys
import types
import typing


def codes_of(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from codes_of(constant)


def ranges_of(code):
    if hasattr(code, "co_lines"):
        return [list(one) for one in code.co_lines()]
    starts = list(dis.findlinestarts(code))
    ends = [start for start, _ in starts[1:]] + [len(code.co_code)]
    return [[start, end, line] for (start, line), end in zip(starts, ends)]


for module in (argparse, ast, decimal, dis, inspect, typing, types):
    with open(module.__file__, encoding="utf-8") as source:
        tree = compile(source.read(), module.__file__, "exec")
    for code in codes_of(tree):
        table = code.co_linetable if sys.version_info >= (3, 10) else code.co_lnotab
        print(json.dumps({"first": code.co_firstlineno, "table": table.hex(), "ranges": ranges_of(code)}))
