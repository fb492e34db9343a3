"""The command `thaw` of the wheel: it becomes the program that lies beside this file."""
import os
import sys


def main():
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "program", "thaw")
    try:
        if not os.access(program, os.X_OK):  # an installer that ignores the modes of a wheel's files
            os.chmod(program, 0o755)
        os.execv(program, [program] + sys.argv[1:])
    except OSError as problem:
        print("thaw: %s cannot be started: %s; install the wheel again" % (program, problem.strerror), file=sys.stderr)
        return 3
