"""Reading: files of every kind to sources of text, each failure a row with a reason."""

from zongjie.ingest.corpus import Item, items
from zongjie.ingest.loading import load, read_bytes
from zongjie.ingest.readers import READERS, Reader

__all__ = ["READERS", "Item", "Reader", "items", "load", "read_bytes"]
