"""A process that does the same work again and again in forks of itself, each struck once.

It reads one JSON object a line and answers each with one. What is slow, importing and compiling,
is done once; a fork is traced from the moment at which its work begins, so that the first call
that is struck is the first call of the work.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any


def keep_some(folder: str) -> None:
    """Keep three results, each of two files, the second made of the first and so on."""
    from toolkit.kept import Kept, MadeOf

    kept, content = Kept(Path(folder)), "0"
    for number in range(3):
        made_of = MadeOf(f"topics.{number}", "x:y", {"counts": content}, {"k": number}, "c", {})

        def build(draft: Path, number: int = number) -> None:
            (draft / "numbers.txt").write_text(f"{number} 1 2\n" * 50, encoding="utf-8")
            (draft / "below").mkdir()
            (draft / "below" / "more.bin").write_bytes(bytes(range(256)))

        content = kept.make(made_of, build).content


def command(*arguments: str) -> None:
    """Call the command line, without figures, which take longer than all the rest."""
    run: Any = importlib.import_module("toolkit.experiment.run")  # a function is named so, too
    run.draw_figures = lambda *_: []
    from toolkit.cli import app

    app([*arguments])


def ended_by(work: Callable[..., None], arguments: list[str], ready: int, told: Path) -> None:
    """Do the work in this fork and end with its status; never return."""
    status = 70
    try:
        out = os.open(told, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.read(ready, 1)
        from toolkit.errors import ToolkitError

        try:
            work(*arguments)
            status = 0
        except ToolkitError as error:
            print(f"toolkit: {error}", file=sys.stderr)
            status = 1
        except SystemExit as error:
            status = error.code if isinstance(error.code, int) else 1
        except BaseException:  # noqa: BLE001  (a driver says whatever went wrong)
            import traceback

            traceback.print_exc()
        sys.stdout.flush()
    finally:
        os._exit(status)


def strike(request: dict[str, Any]) -> dict[str, Any]:
    """Do work in a fork, struck as the request says; tell how it ended and what was traced."""
    with tempfile.TemporaryDirectory() as place:
        told, traced = Path(place, "told"), Path(place, "traced")
        os.environ.update(request.get("environment", {}))
        read, write = os.pipe()
        if request.get("here"):  # so that forks find everything imported and compiled
            with contextlib.suppress(SystemExit), contextlib.redirect_stdout(sys.stderr):
                globals()[request["work"]](*request["arguments"])
            return {}
        if (pid := os.fork()) == 0:
            ended_by(globals()[request["work"]], request["arguments"], read, told)
        tracer = None
        if "strace" in request:
            options = ["-f", "-qq", "-y", "-o", str(traced), *request["strace"], "-p", str(pid)]
            tracer = subprocess.Popen(["strace", *options], stderr=subprocess.DEVNULL)
            while "TracerPid:\t0\n" in Path(f"/proc/{pid}/status").read_text(encoding="utf-8"):
                if tracer.poll() is not None:
                    break
        os.write(write, b".")
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if tracer:
            tracer.wait()
        for pipe in (read, write):
            os.close(pipe)
        trace = traced.read_text(encoding="utf-8", errors="replace") if tracer else ""
        said = told.read_text(encoding="utf-8", errors="replace")
        return {"status": status, "said": said, "trace": trace}


def main() -> None:
    """Answer until the other end is closed."""
    for module in sys.argv[1:]:
        importlib.import_module(module)
    for line in sys.stdin:
        print(json.dumps(strike(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
