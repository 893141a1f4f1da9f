"""Run as a process of its own: takes limits upon itself, then becomes the program that is named.

Called with seconds of the processor, bytes of memory, bytes of the largest file, and the program with its arguments.
"""

import ctypes
import os
import resource
import signal
import sys

_PR_SET_PDEATHSIG = 1
NICENESS = 10


def main() -> None:
    """Set the limits and go on as the program."""
    seconds, memory, largest = (int(one) for one in sys.argv[1:4])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    # Pages are more urgent than conversions.
    os.nice(NICENESS)
    if sys.platform == "linux":
        # Whoever kills the worker ends what it was converting, too.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    os.execv(sys.argv[4], sys.argv[4:])


if __name__ == "__main__":
    main()
