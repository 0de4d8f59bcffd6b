"""Whether an exception is the one that `raises=` names."""

from __future__ import annotations

from verideck.model import Raised


def is_named(name: str, raised: Raised) -> bool:
    """Whether the exception or one of its base classes is called `name`, by its last component.

    What stands before the last dot is how the author's program imports the class (`tf.errors.NotFoundError`); the
    class itself knows only where it was defined (`tensorflow.python.framework.errors_impl`). So it takes no part.
    """
    return short_name(name) in {short_name(base) for base in (raised.type, *raised.bases)}


def short_name(name: str) -> str:
    return name.rpartition(".")[2]
