"""`python .../verideck/sandbox DESCRIPTOR`: starts the server without putting its modules where programs find them."""

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
    importlib.import_module(f"{PACKAGE}.server").main(int(sys.argv[1]))


if __name__ == "__main__":
    main()
