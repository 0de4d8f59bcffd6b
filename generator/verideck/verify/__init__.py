"""Stage 5: holds a note's expectations against what its programs did. The only place that makes a `Verified`."""

from verideck.verify.found import found
from verideck.verify.outcome import verify
from verideck.verify.renew import renewed_example, renewed_output
from verideck.verify.repeated import unstable
from verideck.verify.uncited import uncited_failures

__all__ = ["found", "renewed_example", "renewed_output", "uncited_failures", "unstable", "verify"]
