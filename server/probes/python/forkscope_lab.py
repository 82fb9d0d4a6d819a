"""The Python lab's main process: runs one line at a time, in its main thread, and reports the outcome.

Lines come from the server over the Unix socket that the first argument names, as JSON: {"line": 1, "code": "..."}. What
they do is reported through the probe's log, in order with all other facts. A line that blocks delays the next one.
"""
import ast
import json
import linecache
import os
import socket
import sys
import traceback

MAX_VALUE = 2000
MAX_TRACEBACK = 16_000


def main(path):
    control = socket.socket(socket.AF_UNIX)
    control.connect(path)
    os.register_at_fork(after_in_child=control.close)
    control.sendall(json.dumps({"forkscope": 1, "lab": True, "pid": os.getpid()}).encode() + b"\n")
    sys.argv[:] = [""]
    namespace = vars(sys.modules["__main__"])
    namespace.pop("forkscope_lab", None)
    prepare(namespace)
    for request in requests(control):
        run(request["line"], request["code"], namespace)


def prepare(namespace):
    """The names that every line may use."""
    import concurrent.futures
    import multiprocessing
    import random
    import threading
    import time

    import forkscope_workloads

    for name in multiprocessing.__all__:
        if name != "freeze_support":
            namespace[name] = getattr(multiprocessing, name)
    for module in (multiprocessing, os, random, sys, threading, time, concurrent.futures):
        namespace[module.__name__.partition(".")[0]] = module
    namespace["concurrent"] = concurrent
    namespace["Thread"] = threading.Thread
    namespace["sleep"] = time.sleep
    namespace["ProcessPoolExecutor"] = concurrent.futures.ProcessPoolExecutor
    namespace["ThreadPoolExecutor"] = concurrent.futures.ThreadPoolExecutor
    for name, value in vars(forkscope_workloads).items():
        if getattr(value, "__module__", None) == "forkscope_workloads":
            namespace[name] = value


def requests(control):
    """The server's messages, until it closes the connection. An interrupt between two lines interrupts nothing."""
    rest = b""
    while True:
        try:
            data = control.recv(65536)
        except KeyboardInterrupt:
            continue
        if not data:
            return
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            yield json.loads(line)


def run(number, code, namespace):
    tell({"type": "line.started", "line": number})
    told = {"type": "line.finished", "line": number}
    names = []
    leave = None
    try:
        body, last, names = prepared(code, number)
        exec(body, namespace)
        value = eval(last, namespace) if last else None
        told["outcome"] = "ok"
        if value is not None:
            told["value"] = repr(value)[:MAX_VALUE]
    except KeyboardInterrupt as error:
        told.update(outcome="interrupted", error=described(error))
    except SystemExit as error:
        leave = error
        told["outcome"] = "ok"
    except BaseException as error:
        told.update(outcome="error", error=described(error))
    told["binds"] = bindings(names, namespace)
    try:
        sys.stdout.flush()
    finally:
        tell(told)
    if leave is not None:
        raise leave


def prepared(code, number):
    """The compiled line: its statements, its last expression if it ends with one, and the names that it assigns."""
    filename = "<line %d>" % number
    linecache.cache[filename] = (len(code), None, code.splitlines(True), filename)
    tree = ast.parse(code, filename)
    names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = compile(ast.Expression(tree.body.pop().value), filename, "eval")
    return compile(tree, filename, "exec"), last, names


def described(error):
    """The error as the program would print it, without the lab's own frames."""
    try:
        is_ours = isinstance(error, SyntaxError) and str(error.filename).startswith("<line ")
        frames = None if is_ours else error.__traceback__
        while frames is not None and frames.tb_frame.f_code.co_filename == __file__:
            frames = frames.tb_next
        text = "".join(traceback.format_exception(type(error), error, frames))
        return {"name": type(error).__name__, "message": str(error)[:4000], "traceback": text[-MAX_TRACEBACK:]}
    except Exception:
        return {"name": type(error).__name__, "message": "the error can't be shown"}


def bindings(names, namespace):
    """The names whose objects have a key in facts."""
    found = {name: probe.key_of(namespace[name]) for name in names if name in namespace} if probe else {}
    return [{"name": name, "kind": kind[0], "id": kind[1]} for name, kind in found.items() if kind]


def tell(fact):
    if probe:
        probe.log.tell(**fact, proc=probe.log.own_key())


try:
    import forkscope_probe as probe
except ImportError:
    probe = None
