"""Stage 1: the files of a project: card files and snippets decoded, images checked.

sources  card files and snippets
images   the files that card files show
"""

from verideck.read.images import read_images
from verideck.read.sources import FORBIDDEN, MAX_LINE, bare, read

__all__ = ["FORBIDDEN", "MAX_LINE", "bare", "read", "read_images"]
