"""Ready, running, waiting: one burner more than there are cores, a sleeper, and one who waits for a message."""
from multiprocessing import Process, Queue, cpu_count
import time


def burn(seconds):
    end = time.time() + seconds
    while time.time() < end:
        pass


def wait_for_message(q):
    print("等到了:", q.get())


if __name__ == "__main__":
    q = Queue()
    burners = min(cpu_count() + 1, 20)
    processes = [Process(target=burn, name="计算%d" % n, args=(0.8,)) for n in range(burners)]
    processes.append(Process(target=time.sleep, name="睡眠", args=(0.8,)))
    processes.append(Process(target=wait_for_message, name="等消息", args=(q,)))
    for p in processes:
        p.start()
    print("核数 %d，计算的进程 %d，等待的进程 2" % (cpu_count(), burners))
    print("pids: %s" % [p.pid for p in processes])
    time.sleep(0.7)
    q.put("消息1")
    for p in processes:
        p.join()
    print("退出码:", [p.exitcode for p in processes])
