"""Measurements on public corpora, which lie beside the project and are never copied into it."""
