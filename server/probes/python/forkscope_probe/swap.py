"""Puts hooks into functions of the standard library by giving them new code.

The function stays the object it was: identity, pickling, tracebacks and `inspect.getsource` are as before. A patch is a
dict of statements to insert:

    enter    at the start             end      where the body falls off its end
    returns  at every return; the value is RESULT
    before   {statement: insertion}   after    {statement: insertion}
    fail     on any exception         leave    however it ends
    unless   {statement: (condition, insertion)}: where the condition holds, it has done the statement's work; otherwise
             the insertion, then the statement. The condition is not guarded.
    handled  True: HANDLE is the object's handle; for an object without one the function runs unpatched

In an insertion PROBE is the module of hooks, OP and FAST are variables of the function, initially None and False.
Each insertion is guarded: a hook that raises does not harm the program.
"""
import ast
import copy
import marshal
import os
import sys
import types
import zlib

_PLACE = "\0forkscope"
_NAMES = {name: "_forkscope_" + name.lower() for name in ("OP", "FAST", "HANDLE", "RESULT")}
#: The identity of this version of the file: patched code in the cache is valid only for it.
_OURS = os.stat(__file__)
_VERSION = "%d %d" % (_OURS.st_size, _OURS.st_mtime_ns)

cache_folder = None


class _Names(ast.NodeTransformer):
    """Replaces the short names in an insertion by the variables' names."""

    def visit_Name(self, node):
        if node.id == "PROBE":
            return ast.Constant(_PLACE)
        node.id = _NAMES.get(node.id, node.id)
        return node


def _statements(text, anchor):
    """The guarded statements of an insertion, placed at the line of `anchor`."""
    guard = ast.parse(
        "try:\n    pass\n"
        "except Exception as _forkscope_error:\n"
        "    try:\n        PROBE.failed(_forkscope_error)\n"
        "    except Exception:\n        pass\n"
    ).body[0]
    guard.body = ast.parse(text).body
    guard = _Names().visit(guard)
    return [_placed(guard, anchor)]


def _placed(tree, anchor):
    for node in ast.walk(tree):
        if hasattr(node, "lineno") or isinstance(node, (ast.expr, ast.stmt, ast.excepthandler)):
            node.lineno = node.end_lineno = anchor.lineno
            node.col_offset = node.end_col_offset = anchor.col_offset
    return tree


class _Insert(ast.NodeTransformer):
    """Inserts around matching statements and before returns; leaves nested functions unchanged."""

    def __init__(self, patch):
        self.returns = patch.get("returns")
        self.around = [
            (_shape(pattern), place, text, pattern)
            for place in ("before", "after", "unless")
            for pattern, text in patch.get(place, {}).items()
        ]
        self.found = set()

    def visit_FunctionDef(self, node):
        return node

    visit_Lambda = visit_AsyncFunctionDef = visit_ClassDef = visit_FunctionDef

    def generic_visit(self, node):
        super().generic_visit(node)
        if not isinstance(node, ast.stmt):
            return node
        dumped = ast.dump(node) if self.around else ""
        before, after = [], []
        for shape, place, text, pattern in self.around:
            if dumped == shape:
                self.found.add((place, pattern))
                if place == "unless":
                    node = self.unless(text, node)
                    continue
                (before if place == "before" else after).extend(_statements(text, node))
        if isinstance(node, ast.Return) and self.returns:
            value = node.value or _placed(ast.Constant(None), node)
            keep = ast.Assign([ast.Name(_NAMES["RESULT"], ast.Store())], value)
            ast.copy_location(keep, node)
            _placed(keep.targets[0], node)
            again = ast.copy_location(ast.Return(_placed(ast.Name(_NAMES["RESULT"], ast.Load()), node)), node)
            return before + [keep] + _statements(self.returns, node) + [again]
        return before + [node] + after if before or after else node

    @staticmethod
    def unless(text, node):
        condition, insertion = text
        test = _placed(_Names().visit(ast.parse("not (" + condition + ")", mode="eval").body), node)
        return ast.copy_location(ast.If(test, _statements(insertion, node) + [node], []), node)


def _is_docstring(statement):
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _shape(text):
    return ast.dump(ast.parse(text).body[0])


def _patched(function, patch):
    """The tree of a function with its insertions; None if it is not the function that the patch was made for."""
    insert = _Insert(patch)
    own = [statement for statement in copy.deepcopy(function.body) if not _is_docstring(statement)]
    plain = _as_it_was(own) if patch.get("handled") else []
    body = []
    for statement in function.body:
        result = insert.visit(statement)
        body.extend(result if isinstance(result, list) else [result])
    wanted = {(place, pattern) for _, place, _, pattern in insert.around}
    if patch.get("any"):
        if wanted and not insert.found:
            return None
    elif insert.found != wanted:
        return None
    docstring = []
    if _is_docstring(body[0]):
        docstring, body = body[:1], body[1:]
    first, last = body[0] if body else docstring[0], body[-1] if body else docstring[0]
    if "end" in patch:
        body = body + _statements(patch["end"], last)
    if "fail" in patch:
        again = _placed(ast.Raise(None, None), last)
        handler = ast.ExceptHandler(_placed(ast.Name("BaseException", ast.Load()), last), None, [])
        handler.body = _statements(patch["fail"], last) + [again]
        body = [ast.copy_location(ast.Try(body, [ast.copy_location(handler, last)], [], []), first)]
    if "leave" in patch:
        body = [ast.copy_location(ast.Try(body, [], [], _statements(patch["leave"], last)), first)]
    start = [_placed(_Names().visit(ast.parse(text).body[0]), first) for text in ("OP = None", "FAST = False")]
    if "FAST" not in str(patch):
        del start[1]
    enter = _statements(patch["enter"], first) if "enter" in patch else []
    function.body = docstring + plain + start + enter + body
    return function


def _as_it_was(body):
    """The function's own statements, for objects without a handle.

    The handle is read once from the object. No class has the attribute: that would make reading it ten times as slow
    (3.11, 3.12). An object made before the probe started has none, and is treated like one that is not watched.
    """
    first, last = body[0], body[-1]
    again = [] if isinstance(last, ast.Return) else [_placed(ast.Return(None), last)]
    text = "try:\n    HANDLE = self._forkscope\nexcept Exception:\n    HANDLE = None\nif HANDLE is None: pass"
    find, choose = (_placed(_Names().visit(statement), first) for statement in ast.parse(text).body)
    choose.body = body + again
    return [find, choose]


def _build(path, filename, patches):
    """Compiles the patched functions of a file: {"Class.function": [code, ...]}."""
    with open(path, "rb") as file:
        tree = ast.parse(file.read())
    module = ast.Module([], [])

    def collect(statements, prefix, into):
        for node in statements:
            if isinstance(node, ast.ClassDef):
                inner = ast.ClassDef(**{field: getattr(node, field, []) for field in node._fields})
                inner.body, inner.decorator_list = [], []
                inner.bases, inner.keywords = [], []
                collect(node.body, prefix + node.name + ".", inner.body)
                if inner.body:
                    into.append(ast.copy_location(inner, node))
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and prefix + node.name in patches:
                patched = _patched(node, patches[prefix + node.name])
                if patched is not None:
                    into.append(patched)
            elif isinstance(node, (ast.If, ast.Try)):
                for block in (node.body, node.orelse):
                    collect(block, prefix, into)

    collect(tree.body, "", module.body)
    code = compile(ast.fix_missing_locations(module), filename, "exec", dont_inherit=True)
    found = {}

    def gather(code, prefix):
        for const in code.co_consts:
            if isinstance(const, types.CodeType):
                name = prefix + const.co_name
                if name in patches:
                    found.setdefault(name, []).append(const)
                else:
                    gather(const, name + ".")

    gather(code, "")
    return found


def _codes(path, filename, patches):
    """The patched code of a file, from the cache if it is there."""
    stat = os.stat(path)
    mark = "%s %d %d %d %s %r" % (path, stat.st_size, stat.st_mtime_ns, sys.flags.optimize, _VERSION, patches)
    name = "%s-%s-%08x.hooks" % (sys.implementation.cache_tag, sys.hexversion, zlib.crc32(mark.encode()))
    cached = cache_folder and os.path.join(cache_folder, name)
    if cached:
        try:
            fd = os.open(cached, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                status = os.fstat(fd)
                if status.st_uid == os.getuid() and not status.st_mode & 0o022:
                    stored, codes = marshal.loads(os.read(fd, status.st_size))
                    if stored == mark:
                        return codes
            finally:
                os.close(fd)
        except (OSError, ValueError, EOFError, TypeError):
            pass
    codes = _build(path, filename, patches)
    if cached:
        try:
            part = "%s.%d" % (cached, os.getpid())
            fd = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            try:
                os.write(fd, marshal.dumps((mark, codes)))
            finally:
                os.close(fd)
            os.replace(part, cached)
        except OSError:
            pass
    return codes


def _function(module, name):
    """The plain function with a dotted name; None where there is none."""
    holder = module
    *path, last = name.split(".")
    for part in path:
        holder = vars(holder).get(part)
        if not isinstance(holder, type):
            return None
    found = vars(holder).get(last)
    if isinstance(found, (staticmethod, classmethod)):
        found = found.__func__
    if isinstance(found, property):
        found = found.fget
    return found if isinstance(found, types.FunctionType) else None


def swap(module, patches, hooks):
    """Gives the named functions of a module their hooked code. Returns the names of those that could not be hooked."""
    functions = {name: _function(module, name) for name in patches}
    filenames = [function.__code__.co_filename for function in functions.values() if function]
    path = getattr(module.__spec__, "origin", None)
    if not filenames or not path or not path.endswith(".py"):
        return list(patches)
    codes = _codes(path, filenames[0], patches)
    missing = []
    for name, function in functions.items():
        for code in codes.get(name, ()):
            old = function.__code__ if function else None
            if old and old.co_firstlineno == code.co_firstlineno and old.co_freevars == code.co_freevars:
                consts = tuple(hooks if const == _PLACE and type(const) is str else const for const in code.co_consts)
                function.__code__ = code.replace(co_consts=consts)
                break
        else:
            missing.append(name)
    return [name for name in missing if not patches[name].get("optional")]
