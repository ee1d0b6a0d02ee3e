"""Waking workers through Redis. Nothing else in the house imports arq."""
