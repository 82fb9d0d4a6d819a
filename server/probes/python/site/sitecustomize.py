"""Runs in every observed Python before its program: starts the probe, then the sitecustomize that this one shadows."""


def _start():
    import os
    import sys

    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != here]
    try:
        home = os.environ["FORKSCOPE_PYTHON_HOME"]
        sys.path.insert(0, home)
        prefix, writes = sys.pycache_prefix, sys.dont_write_bytecode
        cache = os.environ.get("FORKSCOPE_PYTHON_CACHE")
        sys.pycache_prefix, sys.dont_write_bytecode = cache, not cache
        try:
            import forkscope_probe
        finally:
            sys.path.remove(home)
            sys.pycache_prefix, sys.dont_write_bytecode = prefix, writes
        forkscope_probe.start(here)
    except Exception:
        pass


def _chain():
    """Without a shadowed sitecustomize: raises the same ImportError that `site` expects and ignores."""
    import sys
    from importlib.machinery import PathFinder

    sys.modules.pop("sitecustomize", None)
    spec = PathFinder.find_spec("sitecustomize")
    if spec is None:
        raise ImportError("No module named 'sitecustomize'", name="sitecustomize")
    from importlib.util import module_from_spec

    module = module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


_start()
_chain()
