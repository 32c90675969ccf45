"""`importsafety`, and `python -m importsafety`."""

from __future__ import annotations

import gc
import sys


def run() -> None:
    """The command line. What it loads stays, so the garbage collector does not go through it: a quarter of a start."""
    gc.disable()
    try:
        from importsafety.cli import main  # noqa: PLC0415
    except KeyboardInterrupt:
        sys.exit(130)  # nothing was begun yet; later each command says itself how far it came
    gc.freeze()
    gc.enable()
    main(prog_name="importsafety")


if __name__ == "__main__":
    run()
