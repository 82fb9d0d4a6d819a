import os
import sys

print(__name__, __file__, sys.argv, sys.flags, __spec__)
print(sys.path, sorted(name for name in os.environ), os.environ.get("PYTHONPATH"))
print([type(finder).__name__ for finder in sys.meta_path[-3:]], "sitecustomize" in sys.modules)
print(os.open(os.devnull, os.O_RDONLY), sys.dont_write_bytecode, sys.pycache_prefix)
for name in ("PYTHONPATH", "FORKSCOPE_PYTHON_FOLDER"):
    assert name not in os.environ
