from multiprocessing import Process, current_process
import time


def run_proc(name, age, **kwargs):
    print("%s运行中，name=%s，age=%d，kwargs=%s" % (current_process().name, name, age, kwargs))
    time.sleep(1)


if __name__ == "__main__":
    p = Process(group=None, target=run_proc, name="子进程1", args=("test", 18), kwargs={"m": 20})
    print("start之前: name=%s pid=%s" % (p.name, p.pid))
    p.start()
    print("start之后: name=%s pid=%s" % (p.name, p.pid))
    p.join()
    print("exitcode=%d" % p.exitcode)
