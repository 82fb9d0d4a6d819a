"""A file for each customer, closed before the next is opened: a thousand files, one at a time."""
import os


def write_for(customer):
    with open(os.devnull, "w") as log:
        return log.write("customer %d\n" % customer)


if __name__ == "__main__":
    print("main pid=%d" % os.getpid())
    before = len(os.listdir("/dev/fd"))
    written = sum(write_for(customer) for customer in range(1000))
    print("wrote %d characters, %d files more are open" % (written, len(os.listdir("/dev/fd")) - before))
