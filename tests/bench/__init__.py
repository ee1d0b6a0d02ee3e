"""Measurements that print a report and assert nothing about time: `python -m tests.bench`."""
