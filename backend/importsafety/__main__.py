"""`python -m importsafety`."""

from importsafety.cli import main

if __name__ == "__main__":
    main(prog_name="importsafety")
