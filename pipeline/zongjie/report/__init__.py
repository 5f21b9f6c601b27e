"""The report: one HTML file that shows what a dataset holds, with every number one step from its words; offline."""
