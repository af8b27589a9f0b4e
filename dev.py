"""Set up an environment from the lock files and run the project in it.

    python3 dev.py demo      run the experiment on the built-in sample corpus
    python3 dev.py test      run the tests; further arguments go to pytest
    python3 dev.py check     formatting, lint and types
    python3 dev.py bench     what the toolkit's loops cost beside plain ones, in ratios
    python3 dev.py validity  the simulations in full, 4,000 data sets a design; an hour or so
    python3 dev.py faults    killed, refused and damaged everywhere, in full; an hour or more
    python3 dev.py lock      write both lock files anew; further arguments go to uv

Needs Python 3.11 or later and nothing else; uv is used where it is found.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
DEMO_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"  # all that DEMO_LOCK holds, at the same versions
# Tests whose long form the environment asks for: their folder, and the variable and its value.
LONG_FORMS = {
    "bench": ("tests/benchmarks", "TOOLKIT_BENCHMARK", "1"),
    "validity": ("tests/validity", "TOOLKIT_VALIDITY", "4000"),
    "faults": ("tests/faults", "TOOLKIT_FAULTS", "1"),
}
VERSION = ".".join(map(str, sys.version_info[:3]))


def main() -> int:
    """Do what the command line asks for and return the exit status of the child."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=["demo", "test", "check", *LONG_FORMS, "lock"])
    parser.add_argument(
        "--venv",
        metavar="DIR",
        default=os.environ.get("TOOLKIT_VENV") or ROOT / ".venv",
        help="the folder of the environment (else $TOOLKIT_VENV, else .venv)",
    )
    known, further = parser.parse_known_args()
    if sys.version_info < (3, 11):
        sys.exit(f"dev.py needs Python 3.11 or later and this is Python {VERSION}.")
    if known.command == "lock":
        return write_locks(further)
    if known.command == "check":
        if further:
            parser.error(f"check takes no further arguments, and got '{' '.join(further)}'")
        return check(Path(known.venv).absolute())
    if known.command == "test":
        python = set_up(Path(known.venv).absolute(), DEV_LOCK)
        # A chosen test starts faster, and can be debugged, in one process.
        return run(python, "-m", "pytest", *(further or ["-n", "2"]))
    if known.command in LONG_FORMS:
        python = set_up(Path(known.venv).absolute(), DEV_LOCK)
        folder, name, value = LONG_FORMS[known.command]
        os.environ.setdefault(name, value)
        return run(python, "-m", "pytest", folder, "-q", "-s", "--timeout=0", *further)
    python = set_up(Path(known.venv).absolute(), DEMO_LOCK)
    toolkit = python.with_name(python.name.replace("python", "toolkit"))
    return run(toolkit, "run", Path("experiments", "sample.toml"), *further)


def check(folder: Path) -> int:
    """Check formatting, lint and types, all three even where one fails."""
    python = set_up(folder, DEV_LOCK)
    tools = (["ruff", "format", "--check"], ["ruff", "check"], ["mypy"])
    return max([run(python, "-m", *tool) for tool in tools])


def write_locks(further: list[str]) -> int:
    """Resolve pyproject.toml for every platform, naming no package index."""
    uv = shutil.which("uv")
    if uv is None:
        sys.exit(
            "dev.py lock needs uv, which is not on the PATH: install it with 'pip install uv'."
        )
    resolve = [uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
    resolve += ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"]
    resolve += ["--custom-compile-command", "python3 dev.py lock", "--group", "build"]
    resolve += [*further, "pyproject.toml"]
    same = ["--extra", "dev", "--constraint", DEMO_LOCK.name]
    return run(*resolve, "-o", DEMO_LOCK.name) or run(*resolve, *same, "-o", DEV_LOCK.name)


def set_up(folder: Path, lock: Path) -> Path:
    """Return the Python of an environment that holds the lock's packages and the project."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "toolkit-stamp.txt"
    installed = stamp.read_text(encoding="utf-8") if stamp.is_file() else None
    ready = installed in (fingerprint(lock), fingerprint(DEV_LOCK))
    if ready and python.is_file():
        return python
    print(f"Setting up {folder}, once; it can take two minutes ...", flush=True)
    create(folder, python, made_here=installed is not None)
    stamp.write_text("", encoding="utf-8")  # ours, and unfinished
    uv = shutil.which("uv")
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    # As pip does it: else every process compiles what it imports, where that may not be kept.
    quick = ("pip", "install", "--quiet", "--compile-bytecode", "--python", python)
    if not (uv and install(lock, uv, *quick)):
        if uv:  # it does not read pip's configuration, where a mirror may be named
            print("uv did not succeed, so pip is tried.", flush=True)
        if not install(lock, *pip):
            sys.exit(f"The packages of {lock.name} could not be installed: the reason is above.")
    stamp.write_text(fingerprint(lock), encoding="utf-8")
    return python


def fingerprint(lock: Path) -> str:
    """Digest all that the content of an environment depends on."""
    # pyproject.toml names the commands; the project is installed by reference to its folder.
    parts = [lock.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), os.fsencode(ROOT)]
    digests = [hashlib.sha256(part).hexdigest() for part in [*parts, VERSION.encode()]]
    return hashlib.sha256(" ".join(digests).encode()).hexdigest()


def create(folder: Path, python: Path, *, made_here: bool) -> None:
    """Make an empty environment, or keep one of this very Python to install into."""
    settings = folder / "pyvenv.cfg"
    lines = settings.read_text(encoding="utf-8").splitlines() if settings.is_file() else []
    same = any(line.startswith("version") and line.endswith(f" {VERSION}") for line in lines)
    fits = same and python.is_file()
    if folder.is_dir() and not (made_here or fits) and any(folder.iterdir()):
        sys.exit(
            f"'{folder}' holds something else than an environment of Python {VERSION}: "
            "remove it, or name another folder with --venv."
        )
    if run(sys.executable, "-m", "venv", *([] if fits else ["--clear"]), folder):
        sys.exit(f"'{folder}' could not be made an environment: the reason is above.")


def install(lock: Path, *installer: str | Path) -> bool:
    """Install the packages by their hashes, then the project, which fetches nothing more."""
    # The lock brings setuptools: built in isolation, the project would fetch it unpinned.
    project = ("--no-deps", "--no-build-isolation", "--editable", ROOT)
    return not (run(*installer, "--require-hashes", "-r", lock) or run(*installer, *project))


def run(*command: str | Path) -> int:
    """Run a command in the project's folder and return its exit status."""
    interrupted = False
    with subprocess.Popen([str(part) for part in command], cwd=ROOT) as child:
        while True:
            try:
                status = child.wait()
                break
            except KeyboardInterrupt:  # the child got it too, and may have something to tidy
                interrupted = True
    status = 128 - status if status < 0 else status  # ended by a signal, in the shell's numbers
    if interrupted:
        sys.exit(status or 130)
    return status


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
