"""`python -m zongjie.cli`: the same as the command `zongjie`."""

from zongjie.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
