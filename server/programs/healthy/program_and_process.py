"""One program on disk; every run of it is a process with a PID of its own."""
import os
import subprocess
import sys
import time


def run_copy(number):
    print("第%s个进程 pid=%d 程序=%s" % (number, os.getpid(), os.path.basename(__file__)))
    time.sleep(1)


if __name__ == "__main__":
    if sys.argv[1:]:
        run_copy(sys.argv[1])
    else:
        copies = [subprocess.Popen([sys.executable, __file__, str(n)]) for n in (1, 2, 3)]
        print("一个程序，%d个进程，pids: %s" % (len(copies), [copy.pid for copy in copies]), flush=True)
        for copy in copies:
            copy.wait()
        print("退出码:", [copy.returncode for copy in copies])
