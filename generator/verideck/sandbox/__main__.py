"""Starts what runs programs, without putting its modules where programs find them.

`python .../verideck/sandbox DESCRIPTOR` is the fork server, `python .../verideck/sandbox FOLDER` a single program.
"""

import importlib
import importlib.util
import sys
from pathlib import Path

PACKAGE = "_verideck_sandbox"


def main() -> None:
    """Load this folder as a package of its own name, so that no program's `import claims` meets our module."""
    folder = Path(__file__).parent
    spec = importlib.util.spec_from_file_location(
        PACKAGE, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    sys.modules[PACKAGE] = importlib.util.module_from_spec(spec)
    if sys.argv[1].isdecimal():
        importlib.import_module(f"{PACKAGE}.guard").main(int(sys.argv[1]))
    else:
        importlib.import_module(f"{PACKAGE}.single").main(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
