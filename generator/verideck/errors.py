"""What can be broken about the environment. An author's mistake is a `Diagnostic`, never an exception.

VerideckError          the door prints its message, without a traceback, and exits with 3
├── ProjectError       there is no project here (the door exits with 2)
├── InterpreterError   the deck's interpreter cannot be started or lacks what the deck preloads
├── SandboxError       the fork server died, or a program could not be forked safely
├── LockError          the lock cannot be read, or may not be changed
└── PackError          the package cannot be written
"""


class VerideckError(Exception):
    """A message for people, with a way out."""


class ProjectError(VerideckError):
    """No folder from here up has settings for verideck."""


class InterpreterError(VerideckError):
    """The deck's interpreter cannot be started or lacks what the deck preloads."""


class SandboxError(VerideckError):
    """The fork server died, or a program could not be forked safely."""


class LockError(VerideckError):
    """The lock cannot be read, or may not be changed."""


class PackError(VerideckError):
    """The package cannot be written."""
