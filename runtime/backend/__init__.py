"""The company's system, read and updated by `update_backend`."""
