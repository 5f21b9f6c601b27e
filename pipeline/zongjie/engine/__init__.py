"""Engines: how the items of a corpus are worked through. They know nothing of text."""

from zongjie.engine.serial import Recipe, map_in_order

__all__ = ["Recipe", "map_in_order"]
