from multiprocessing import Process, parent_process
import os
import time


def run_proc():
    """子进程需要执行的代码"""
    print("子进程运行中，pid=%d，父进程pid=%d..." % (os.getpid(), parent_process().pid))
    time.sleep(1)
    print("子进程将要结束...")


if __name__ == "__main__":
    print("父进程pid: %d" % os.getpid())
    p = Process(target=run_proc)
    p.start()
    print("父进程启动的子进程pid: %d" % p.pid)
