"""The sandbox: flows tried in a pretend conversation, before anyone is written to."""
