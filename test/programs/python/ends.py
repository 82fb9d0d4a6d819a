import atexit
import multiprocessing
import os
import signal
import sys
import time


def last(word):
    print("last", word, flush=True)


def daemon():
    time.sleep(60)


def dies():
    os.kill(os.getpid(), signal.SIGSEGV)


def leaves():
    atexit.register(last, "never said")
    os._exit(9)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    atexit.register(last, "word")
    multiprocessing.Process(target=daemon, daemon=True).start()
    for target in (dies, leaves):
        process = multiprocessing.Process(target=target)
        process.start()
        process.join()
        print(process.exitcode, flush=True)
    word = sys.argv[1]
    if word == "kill":
        for process in multiprocessing.active_children():
            process.kill()
            process.join()
        os.kill(os.getpid(), signal.SIGTERM)
    sys.exit({"text": "a message", "number": 3}[word])
