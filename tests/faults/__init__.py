"""What tries to break the language, many times over: `python -m tests.faults`."""
