"""How many cases are tried: thousands in every run of the tests, a million in the long suite (`pytest -m long`)."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

EVERY = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
settings.register_profile("fuzz", deadline=None, suppress_health_check=EVERY, print_blob=True)


@pytest.fixture(scope="session")
def times() -> float:
    """By what the numbers of cases are multiplied: `ZONGJIE_FUZZ=0.1 pytest -m long tests/fuzz` for a tenth."""
    return float(os.environ.get("ZONGJIE_FUZZ", "1"))
