"""A file for each customer, and none is closed: the kernel refuses the next one."""
import os
import resource


def log_of(customer):
    return open(os.devnull, "w")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))  # Not more than in the page, wherever it runs.
    print("main pid=%d" % os.getpid(), flush=True)
    logs = []
    for customer in range(1000):
        logs.append(log_of(customer))
    print("main done")
