"""The dataset: what its tables are, how documents become rows, and how rows become files."""
