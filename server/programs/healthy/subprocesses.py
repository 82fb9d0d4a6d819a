"""Children that run programs of their own: fed through a pipe, read through a pipe, waited for."""
import subprocess
import sys

UPPER = "import sys; print(sys.stdin.read().upper(), end='')"
SLOW = "import os, sys, time; time.sleep(0.5); print('pid=%d' % os.getpid()); sys.exit(int(sys.argv[1]))"

if __name__ == "__main__":
    print(subprocess.run([sys.executable, "-c", UPPER], input="hello", capture_output=True, text=True).stdout)
    children = [
        subprocess.Popen([sys.executable, "-c", SLOW, str(code)], stdout=subprocess.PIPE, text=True)
        for code in (0, 1, 2)
    ]
    for child in children:
        answer, _ = child.communicate()
        print("said %r, is pid=%d, ended with %d" % (answer.strip(), child.pid, child.returncode))
