"""Working processes: they end with their parent, also when that is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from running import until

PROGRAM = """
import os, sys, time
from pathlib import Path
from importsafety import workers
if __name__ == "__main__":
    pool = workers.pool(Path(sys.argv[1]), 1)
    print(pool.submit(os.getpid).result(), flush=True)
    time.sleep(600)
"""


def alive(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def test_no_process_outlives_a_parent_that_was_killed(home: Path, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(program), str(home)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert alive(child)
        os.kill(parent.pid, signal.SIGKILL)
    until(lambda: not alive(child))
