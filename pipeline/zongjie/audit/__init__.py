"""The arithmetic audit: recomputes what a text itself allows, and says where its own figures do not agree.

Precision comes before recall: a statement is called inconsistent only where its wording ties the figures together and
no reading of them fits, rounding and truncation allowed.
"""
