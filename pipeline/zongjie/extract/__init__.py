"""Extraction: rules as data, one folder for each kind of finding."""
