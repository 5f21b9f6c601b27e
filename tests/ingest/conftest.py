"""Fixtures for the tests of reading."""

from __future__ import annotations

import pytest

from zongjie.config import Settings, load_settings


@pytest.fixture(scope="session")
def settings() -> Settings:
    return load_settings()
