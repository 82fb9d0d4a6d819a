"""Four times more busy processes than cores: most of them stand in line (就绪态) most of the time."""
from multiprocessing import Process, cpu_count
import os
import time


def burn(seconds):
    print("burner pid=%d" % os.getpid(), flush=True)
    end = time.time() + seconds
    while time.time() < end:
        pass


if __name__ == "__main__":
    burners = [Process(target=burn, args=(28,)) for _ in range(min(4 * cpu_count(), 60))]
    for p in burners:
        p.start()
    for p in burners:
        p.join()
