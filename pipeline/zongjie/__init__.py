"""zongjie (总结): a folder of Chinese work summaries into a dataset whose every value points to its proof."""
