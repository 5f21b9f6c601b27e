"""Engines: how tasks are worked through, here or in other processes. They know nothing of text."""

from __future__ import annotations

from zongjie.engine.cluster import Cluster
from zongjie.engine.processes import Limits, Processes
from zongjie.engine.serial import serial
from zongjie.engine.task import Begin, Engine, Recipe, Task, Work

__all__ = ["Begin", "Cluster", "Engine", "Limits", "Processes", "Recipe", "Task", "Work", "serial"]
