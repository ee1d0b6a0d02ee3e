"""The `converse` command: a file per command."""
