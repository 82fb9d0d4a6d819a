"""A queue joins the processes of one program. Another program cannot be given it."""
from multiprocessing import Process, Queue
import pickle
import subprocess
import sys


def read(q):
    print("同一个程序的子进程得到:", q.get())


if __name__ == "__main__":
    q = Queue()
    q.put("消息1")
    p = Process(target=read, args=(q,))
    p.start()
    p.join()

    try:
        pickle.dumps(q)
    except RuntimeError as error:
        print("RuntimeError:", error, flush=True)
    stranger = "import sys; print('另一个程序只得到一段文字:', sys.argv[1])"
    subprocess.run([sys.executable, "-c", stranger, str(q)], check=True)
