"""Short text that shows a value: exact built-in types only, so that no code of the program runs."""
from itertools import islice
from types import BuiltinFunctionType, FunctionType, MethodType

_NAME = type.__dict__["__name__"].__get__
LIMIT = 180


def preview(value):
    """At most about 180 characters."""
    kind = type(value)
    if kind is int and -(1 << 63) < value < 1 << 63:
        return int.__repr__(value)
    if kind is str and len(value) < 60:
        return repr(value)
    text = _show(value, 3)
    return text if len(text) <= LIMIT else text[: LIMIT - 1] + "…"


def shown(value):
    """The preview of a value, as the bytes of a record."""
    return fitted(preview(value))


def fitted(text):
    """A text as the bytes of a record, cut where it is too long."""
    text = text.encode("utf-8", "replace")
    return text if len(text) <= 184 else text[:180].decode("utf-8", "ignore").encode() + b"\xe2\x80\xa6"


def call(args, kwargs):
    """The arguments of a call, without the parentheses."""
    if args == () and kwargs == {}:
        return ""
    parts = [_show(value, 2) for value in args[:12]] if type(args) in (tuple, list) else [_show(args, 2)]
    if type(kwargs) is dict:
        parts += ["%s=%s" % (name, _show(value, 2)) for name, value in list(kwargs.items())[:12] if type(name) is str]
    text = ", ".join(parts)
    return text if len(text) <= LIMIT else text[: LIMIT - 1] + "…"


def name_of(function):
    """A function's own name; for anything else the name of its type."""
    for _ in range(4):
        kind = type(function)
        if kind in (FunctionType, BuiltinFunctionType):
            return function.__qualname__.replace("<locals>.", "")[:200]
        if kind is MethodType:
            function = function.__func__
        elif isinstance(function, type):
            return _NAME(function)[:200]
        elif _NAME(kind) == "partial" and kind.__module__ == "functools":
            function = function.func
        else:
            break
    return _NAME(type(function))[:200]


def error(exception, traceback=None):
    """An exception as text. The message comes from its arguments: an exception's own __str__ is the program's code."""
    kind = type(exception)
    try:
        args = exception.args
    except Exception:
        args = ()
    if kind.__str__ in (Exception.__str__, BaseException.__str__) and len(args) == 1 and type(args[0]) is str:
        message = args[0]
    elif kind.__module__ == "builtins":
        message = str(exception)
    else:
        message = ", ".join(_show(arg, 2) if type(arg) is not str else arg[:500] for arg in args[:5])
    return {"name": _NAME(kind)[:200], "message": message[:4000], "traceback": traceback}


def _show(value, depth):
    kind = type(value)
    if kind is str:
        return repr(value) if len(value) <= 120 else repr(value[:120]) + "…"
    if kind is bytes:
        return repr(value) if len(value) <= 60 else repr(value[:60]) + "…"
    if kind is int:
        return int.__repr__(value) if value.bit_length() < 300 else "<int of %d bits>" % value.bit_length()
    if kind in (float, bool, complex) or value is None:
        return repr(value)
    if kind in (tuple, list, set, frozenset):
        return _sequence(value, kind, depth)
    if kind is dict:
        if depth == 0:
            return "{…}"
        pairs = [
            _show(key, depth - 1) + ": " + _show(value[key], depth - 1) if _plain(key) else "…"
            for key in islice(value, 8)
        ]
        return "{" + _joined(pairs, value) + "}"
    if kind in (FunctionType, BuiltinFunctionType, MethodType):
        return name_of(value)
    if isinstance(value, type):
        return _NAME(value)
    return "<" + _NAME(kind) + ">"


def _plain(key):
    """Whether a lookup of the key calls no __hash__ or __eq__ of the program."""
    return type(key) in (str, int, float, bytes, bool) or key is None


def _sequence(value, kind, depth):
    left, right = {tuple: "()", list: "[]"}.get(kind, "{}")
    if not value:
        return left + right if kind in (tuple, list) else _NAME(kind) + "()"
    if depth == 0:
        return left + "…" + right
    parts = [_show(item, depth - 1) for item in islice(value, 8)]
    if kind is tuple and len(parts) == 1:
        return "(" + parts[0] + ",)"
    return left + _joined(parts, value) + right


def _joined(parts, value):
    return ", ".join(parts if len(parts) == len(value) else parts + ["…"])
