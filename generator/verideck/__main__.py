"""`verideck`, and `python -m verideck`."""

import os
import signal
import sys


def main() -> None:
    """The command line. Ctrl-C may come before the modules are loaded that know how to end."""
    open_streams()
    if sys.platform != "win32":
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # who starts it may ignore it, and bubblewrap would wait for ever
    try:
        from verideck.cli import main
    except KeyboardInterrupt:
        print("verideck: interrupted", file=sys.stderr)
        sys.exit(130)
    main()


def open_streams() -> None:
    """Those that whoever starts it has closed, as some daemons do: the next file would take the place of one."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 – it stays open


if __name__ == "__main__":
    main()
