"""Themes: what sentences, activities and problems have in common, as a fold from tables to tables.

Rows become units (`units`, `content`), units a sparse matrix (`vectorize`), the matrix themes (`model`), and themes get
names (`label`) and figures (`coherence`); `fold` puts the steps together. Importing this loads no scikit-learn.
"""

from __future__ import annotations

from zongjie.themes.fold import ThemeTables, discover, fit

__all__ = ["ThemeTables", "discover", "fit"]
