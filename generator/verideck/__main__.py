"""`verideck`, and `python -m verideck`."""

import signal
import sys


def main() -> None:
    """The command line. Ctrl-C may come before the modules are loaded that know how to end."""
    if sys.platform != "win32":
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # who starts it may ignore it, and bubblewrap would wait for ever
    try:
        from verideck.cli import main
    except KeyboardInterrupt:
        print("verideck: interrupted", file=sys.stderr)
        sys.exit(130)
    main()


if __name__ == "__main__":
    main()
