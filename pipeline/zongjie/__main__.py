"""`python -m zongjie` is the command `zongjie`."""

from zongjie.cli import main

raise SystemExit(main())
