"""The channels: a folder each. Nobody else names one."""
