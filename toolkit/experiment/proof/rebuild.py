"""Rebuild the environment of the archive that this file lies in, and verify its run there.

    python3 rebuild.py                 everything, into the folder "environment" beside this file
    python3 rebuild.py --venv FOLDER   into another folder

Needs Python and a package index, nothing else. It changes nothing outside of its own folder and
of FOLDER. The exit status is 0 if the run is equal, or equal within 1e-6.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
RUN = "from toolkit.cli import main; main()"


def main() -> int:
    """Make the environment if it is not there, and verify."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--venv", default=str(HERE / "environment"), help="its folder")
    known, further = parser.parse_known_args()
    about = json.loads((HERE / "archive.json").read_text(encoding="utf-8"))
    warn_of_python(about["python"])
    folder = Path(known.venv).absolute()
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    done = folder / "toolkit-rebuilt.txt"
    if not done.is_file() or done.read_text(encoding="utf-8") != wanted():
        if folder.is_dir() and any(folder.iterdir()) and not done.is_file():
            say(f"rebuild.py: {folder} holds something else; name another folder with --venv")
            return 1
        set_up(folder, python, done)
        done.write_text(wanted(), encoding="utf-8")
    use_package(python)
    say(f"Verifying {about['run']} in {folder} ...")
    return call(python, "-P", "-c", RUN, "verify", HERE, *further)


def warn_of_python(made: str) -> None:
    """Say so where this is another Python than the run was made with."""
    here = ".".join(map(str, sys.version_info[:2]))
    if here != made:
        say(f"The run was made with Python {made} and this is {here}: numbers may differ, or a")
        say(f"package may not be had for it. If it fails, run: python{made} rebuild.py")


def wanted() -> str:
    """Digest all that the content of the environment depends on."""
    files = [HERE / name for name in ("requirements.lock", "requirements.txt")]
    raw = b"".join(path.read_bytes() for path in files if path.is_file())
    return hashlib.sha256(raw + sys.version.encode()).hexdigest()


def set_up(folder: Path, python: Path, done: Path) -> None:
    """Make an empty environment, and install into it exactly what the run was made with."""
    say(f"Making the environment in {folder}; it can take some minutes ...")
    require(call(sys.executable, "-m", "venv", "--clear", folder), "no environment could be made")
    done.write_text("", encoding="utf-8")  # ours, and unfinished
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    lock, further = HERE / "requirements.lock", HERE / "requirements.txt"
    if lock.is_file():
        require(call(*pip, "--require-hashes", "-r", lock), "the packages could not be installed")
    if further.read_text(encoding="utf-8"):
        require(call(*pip, "--no-deps", "-r", further), "the packages could not be installed")


def use_package(python: Path) -> None:
    """Let the environment find this package where it lies in the archive."""
    place = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"],
        check=True, capture_output=True, encoding="utf-8",
    ).stdout.strip()  # fmt: skip
    Path(place, "toolkit.pth").write_text(f"{HERE / 'package'}\n", encoding="utf-8")


def call(*command: str | Path) -> int:
    """Run a command and return its exit status; the tests' own settings of Python have no part."""
    apart = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
    return subprocess.run([str(part) for part in command], check=False, env=apart).returncode


def require(status: int, failure: str) -> None:
    """End here if a command has failed."""
    if status:
        say(f"rebuild.py: {failure}; the reason is above")
        sys.exit(1)


def say(line: str) -> None:
    """Tell the user."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
