"""Which line of the program's own code is running: not the standard library's, not a package's, not ours."""
import os
import sys
from _weakref import ref
from types import FunctionType

from . import log

_STDLIB = os.path.dirname(os.__file__) + os.sep
_HERE = os.path.dirname(os.path.abspath(__file__))
_PACKAGES = (os.sep + "site-packages" + os.sep, os.sep + "dist-packages" + os.sep)

#: By id of a code object: (a weak reference that removes the entry; is it the program's; is it the standard library's;
#: the instructions that have a number).
_codes = {}
_numbers = {}
_epoch = 0
_getframe = sys._getframe
_cwd = os.getcwd


def _learn(code):
    name = code.co_filename
    is_package = any(part in name for part in _PACKAGES)
    is_stdlib = not is_package and (name.startswith((_STDLIB, "<frozen", _HERE)) or _is_made_from_text(name))

    def forget(_, key=id(code), codes=_codes, numbers=_numbers):
        for lasti in codes.pop(key)[3]:
            numbers.pop((key, lasti), None)

    known = _codes[id(code)] = (ref(code, forget), not is_stdlib and not is_package, is_stdlib, [])
    return known


def _is_made_from_text(name):
    """Whether a library has made the code, e.g. the methods of a proxy, and not the command line (`-c`)."""
    return name == "<string>" and hasattr(sys.modules.get("__main__"), "__file__")


def site():
    """The number of the innermost line of the program's own code; 0 where there is none."""
    frame = _getframe(2)
    while frame is not None:
        code = frame.f_code
        known = _codes.get(id(code)) or _learn(code)
        if known[1]:
            if _epoch != log.epoch:
                _forget()
            return _numbers.get((id(code), frame.f_lasti)) or _number(code, frame.f_lasti, frame.f_lineno)
        frame = frame.f_back
    return 0


def _forget():
    """Forgets the numbers of lines after a fork: the child writes its lines to its own log."""
    global _epoch
    _numbers.clear()
    _epoch = log.epoch


def _number(code, lasti, line):
    number = len(_numbers) + 1
    if number > 100_000:
        return 0
    _numbers[(id(code), lasti)] = number
    _codes[id(code)][3].append(lasti)
    file = code.co_filename
    if not file.startswith("<"):
        file = os.path.abspath(file)
    name = getattr(code, "co_qualname", code.co_name).replace("<locals>.", "")
    log.tell(define="site", number=number, file=file, line=line or 1, function=name[:200])
    return number


def raised_at(trace):
    """The number of the innermost line of the program's own code in a traceback; 0 where there is none."""
    found = None
    while trace is not None:
        if is_own_code(trace.tb_frame.f_code):
            found = trace
        trace = trace.tb_next
    if found is None:
        return 0
    if _epoch != log.epoch:
        _forget()
    code = found.tb_frame.f_code
    return _numbers.get((id(code), found.tb_lasti)) or _number(code, found.tb_lasti, found.tb_lineno)


def is_own_call():
    """True when the program's own code called the hooked function."""
    frame = _getframe(2).f_back
    if frame is None:
        return False
    code = frame.f_code
    return (_codes.get(id(code)) or _learn(code))[1]


def is_own_code(code):
    return (_codes.get(id(code)) or _learn(code))[1]


def made_by_library(thing, depth=2):
    """True when the library made an object for its own use; the object's own methods and the context are skipped."""
    # Not by their `self`: reading the locals of a frame keeps them alive until the frame ends (before 3.13).
    members = [member for kind in type(thing).__mro__ for member in vars(kind).values()]
    methods = {member.__code__ for member in members if type(member) is FunctionType}
    frame = _getframe(depth)
    while frame is not None:
        code = frame.f_code
        if code not in methods and not code.co_filename.endswith("multiprocessing/context.py"):
            return (_codes.get(id(code)) or _learn(code))[2]
        frame = frame.f_back
    return True


def maker():
    """The file of the library that asked for a lock, past the lock's own constructors."""
    frame = _getframe(2)
    while frame is not None and frame.f_code.co_filename.endswith(
        ("multiprocessing/synchronize.py", "multiprocessing/context.py")
    ):
        frame = frame.f_back
    return "" if frame is None else frame.f_code.co_filename


def is_library_code(code):
    return (_codes.get(id(code)) or _learn(code))[2]


def called_from(parts):
    """True when the hooked function was called from one of the files whose names hold `parts`."""
    frame = _getframe(2).f_back
    if frame is None:
        return False
    code = frame.f_code
    is_own = (_codes.get(id(code)) or _learn(code))[1]
    return not is_own and any(part in code.co_filename for part in parts)
