"""Starts the Python lab. Its lines live here, in __main__: so nothing else does, and no line can break the lab."""

if __name__ == "__main__":
    import sys

    import forkscope_lab

    forkscope_lab.main(sys.argv[1])
