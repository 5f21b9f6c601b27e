"""What all tests share: Hypothesis sets no deadline, since a busy machine would fail tests that have no fault."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("zongjie", deadline=None)
settings.load_profile("zongjie")

# Most tests are of what a run makes, not of how: they save the start of processes. Those of engines name one.
os.environ.setdefault("ZONGJIE_ENGINE", "serial")
