"""Starts what runs programs, without putting its modules where programs find them.

`python .../verideck/sandbox DESCRIPTOR` is the fork server, `python .../verideck/sandbox FOLDER` a single program.
"""

import builtins
import importlib
import importlib.util
import sys
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType

PACKAGE = "_verideck_sandbox"
BUILTINS = dict(vars(builtins))


class Loader(SourceFileLoader):
    """Gives our modules builtins of their own: a program may replace those that it shares with everything else."""

    def exec_module(self, module: ModuleType) -> None:
        vars(module)["__builtins__"] = BUILTINS
        super().exec_module(module)


def main() -> None:
    """Load this folder as a package of its own name, so that no program's `import claims` meets our module."""
    folder = Path(__file__).parent
    spec = importlib.util.spec_from_file_location(
        PACKAGE, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    sys.path_importer_cache[str(folder)] = FileFinder(str(folder), (Loader, SOURCE_SUFFIXES))
    sys.modules[PACKAGE] = importlib.util.module_from_spec(spec)
    if sys.argv[1].isdecimal():
        importlib.import_module(f"{PACKAGE}.guard").main(int(sys.argv[1]))
    else:
        importlib.import_module(f"{PACKAGE}.single").main(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
