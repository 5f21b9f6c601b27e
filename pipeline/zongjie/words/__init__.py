"""Terms that a corpus uses and the segmenter does not know, proposed for a person to accept."""

from zongjie.words.discover import Term, discover
from zongjie.words.sheet import accept, userdict, write

__all__ = ["Term", "accept", "discover", "userdict", "write"]
