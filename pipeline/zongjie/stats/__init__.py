"""Statistics of a finished dataset: prevalence, trends, effects, keyness, networks, cross tables, answered problems.

`compute` makes all tables by one column and `write` puts them in a folder; each table can be had by itself::

    data = read(Path("out"))
    years = group(data, "year")
    prevalence(data, years)
"""

from __future__ import annotations

from zongjie.resampling import ratio_intervals, share_intervals
from zongjie.stats.answers import answered
from zongjie.stats.build import Results, compute
from zongjie.stats.contrasts import effects
from zongjie.stats.cooccurrence import networks
from zongjie.stats.crossing import cramers_v, cross_tables
from zongjie.stats.data import Data, read
from zongjie.stats.files import folder_of, write
from zongjie.stats.findings import findings
from zongjie.stats.grouping import Grouping, columns, group
from zongjie.stats.keywords import keyness, log_likelihood, log_ratio
from zongjie.stats.sampling import Count
from zongjie.stats.shares import prevalence
from zongjie.stats.significance import adjusted, cochran_armitage, mann_kendall
from zongjie.stats.trends import trend

__all__ = [
    "Count",
    "Data",
    "Grouping",
    "Results",
    "adjusted",
    "answered",
    "cochran_armitage",
    "columns",
    "compute",
    "cramers_v",
    "cross_tables",
    "effects",
    "findings",
    "folder_of",
    "group",
    "keyness",
    "log_likelihood",
    "log_ratio",
    "mann_kendall",
    "networks",
    "prevalence",
    "ratio_intervals",
    "read",
    "share_intervals",
    "trend",
    "write",
]
