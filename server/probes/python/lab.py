"""Starts the Python lab. Lines run in this module, __main__; all else is in another one, where no line can break it."""

if __name__ == "__main__":
    import sys

    import forkscope_lab

    forkscope_lab.main(sys.argv[1])
