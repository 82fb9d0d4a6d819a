"""Myth: after terminate() the process is gone. It may still count as alive, and stays a zombie (僵尸) until join."""
from multiprocessing import Process, set_start_method
import time


def state_of(pid):
    """The kernel's letter: S sleeps, Z zombie; None where it is gone or nobody tells."""
    try:
        with open("/proc/%d/stat" % pid) as stat:
            return stat.read().rsplit(")", 1)[1].split()[0]
    except OSError:
        return None


if __name__ == "__main__":
    set_start_method("fork")
    first, second = [Process(target=time.sleep, args=(60,)) for _ in range(2)]
    for p in (first, second):
        p.start()
    print("pids: %s" % [first.pid, second.pid])
    time.sleep(0.5)

    first.terminate()
    print("terminate之后马上问 is_alive:", first.is_alive())  # True or False: a race
    first.join()

    second.terminate()
    time.sleep(0.3)
    print("join之前 状态: %s" % state_of(second.pid))
    second.join()
    print("join之后 状态: %s exitcode: %d" % (state_of(second.pid), second.exitcode))
