"""A pretend conversation: one contact, several processes, everything the runtime would store, and a clock of its own.

It decides nothing by itself: `decide` and `conversation` do. Scenarios and the sandbox are played here.
"""
