import numpy as np

# region make
counts = np.arange(3)
scaled = counts * 0.5
# endregion

# claim: integers
assert counts.dtype.kind == "i"

# claim: floats
assert scaled.dtype == np.float64

# claim: shape
assert scaled.shape == (3,)
