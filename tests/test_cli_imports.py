"""`toolkit --help` answers at once: nothing heavy is imported before it is needed."""

import json
import subprocess
import sys

import pytest

HEAVY = ["numpy", "pandas", "sklearn", "scipy", "matplotlib", "pyarrow"]

REPORT = f"""
print("loaded", json.dumps([name for name in {HEAVY} if name in sys.modules]))
"""
HELP = """
from toolkit.cli import main
sys.argv = ["toolkit", *{arguments}]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
else:
    raise AssertionError("the command line did not end")
"""


def loaded(code):
    """Run code in a fresh process; return the heavy packages it imported and all it printed."""
    run = subprocess.run(
        [sys.executable, "-c", f"import json, sys\n{code}{REPORT}"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    *printed, last = run.stdout.splitlines()
    return json.loads(last.removeprefix("loaded ")), "\n".join(printed)


def test_the_package_itself_imports_nothing_heavy():
    assert loaded("import toolkit")[0] == []


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"]], ids=" ".join)
def test_help_imports_nothing_heavy(arguments):
    heavy, printed = loaded(HELP.format(arguments=arguments))
    assert heavy == []
    assert "Usage:" in printed


def test_the_check_finds_what_is_imported():
    assert loaded("import toolkit.counts.counts")[0] == ["numpy", "scipy"]
