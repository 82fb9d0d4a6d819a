from multiprocessing import Process
import time


def run_proc():
    for i in range(20):
        print("子进程运行中 %d" % i, flush=True)
        time.sleep(0.3)


if __name__ == "__main__":
    p = Process(target=run_proc)
    print("start之前 is_alive:", p.is_alive())
    p.start()
    print("子进程 pid=%d" % p.pid)
    print("start之后 is_alive:", p.is_alive())
    p.join(1)  # waits one second at most; the child lives on
    print("join(1)之后 is_alive:", p.is_alive())
    p.terminate()
    p.join()
    print("terminate、join之后 is_alive:", p.is_alive(), "exitcode:", p.exitcode)
