"""The KPI ledger: codebooks of indicators, the panel of their values, and targets held against results."""
