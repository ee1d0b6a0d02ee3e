"""The queue that wakes workers: the only importer of arq."""
