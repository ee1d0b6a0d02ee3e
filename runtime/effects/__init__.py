"""Effects carried out: a file per effect. Some are stored with the decision, some are rows that a worker attempts."""
