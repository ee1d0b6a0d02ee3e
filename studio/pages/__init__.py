"""One file per route. Pages ask services and never the database."""
