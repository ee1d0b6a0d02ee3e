"""The document, its commands and its history, without a user interface."""
