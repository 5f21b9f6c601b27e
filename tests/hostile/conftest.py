"""One run of the whole pipeline over a folder of every hostile file, in a process of limited memory and time."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hostile_folder import Written, fill, read

MEMORY = 3 << 30  # bytes of address space; the packages alone take 1.2 GB of it
SECONDS = 400  # of processor time, many times what the run needs
CHILD = """
import resource, sys
folder, out, memory, seconds = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
import zongjie
zongjie.run(folder, out, themes=False, reuse=False, learned=False)
"""


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    pytest.importorskip("resource")
    folder, out = tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("out") / "dataset"
    fill(folder)
    command = [sys.executable, "-c", CHILD, str(folder), str(out), str(MEMORY), str(SECONDS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-6000:]
    return read(out)
