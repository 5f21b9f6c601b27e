"""Problems: stated shortcomings, difficulties and obstacles."""
