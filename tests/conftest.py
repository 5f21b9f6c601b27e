"""What all tests share: Hypothesis sets no deadline, since a busy machine would fail tests that have no fault."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("zongjie", deadline=None)
settings.load_profile("zongjie")
