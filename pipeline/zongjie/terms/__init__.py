"""Dictionary analysis of a finished dataset: how often documents use the words of a concept, and in what context."""

from zongjie.terms.count import TermTables, count
from zongjie.terms.dictionary import Dictionary, DictionaryError, Entry, read_dictionary
from zongjie.terms.kwic import concordance

__all__ = ["Dictionary", "DictionaryError", "Entry", "TermTables", "concordance", "count", "read_dictionary"]
