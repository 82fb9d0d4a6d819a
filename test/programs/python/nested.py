import multiprocessing
import os
import subprocess
import sys


def grandchild(q):
    q.put("grandchild")


def child(q):
    process = multiprocessing.Process(target=grandchild, args=(q,))
    process.start()
    process.join()
    q.put("child")


if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    q = multiprocessing.Queue()
    process = multiprocessing.Process(target=child, args=(q,))
    process.start()
    print(q.get(), q.get(), flush=True)
    process.join()
    if sys.argv[1] == "fork":
        pid = os.fork()
        if pid == 0:
            print("forked", flush=True)
            os._exit(5)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
    code = "import sys, os; print(sys.argv, sorted(os.environ)); sys.exit(4)"
    for env in (None, {"A": "1"}, dict(os.environ)):
        print(subprocess.run([sys.executable, "-c", code, "x"], env=env).returncode, flush=True)
    opaque = "import sys; print(sys.argv, sys.path)"
    print(subprocess.run([sys.executable, "-I", "-S", "-c", opaque], capture_output=True).stdout, flush=True)
    print(os.system("%s -c 'print(6)'" % sys.executable), flush=True)
