"""The flows that are shipped: ready to use as they are, and a start for one's own."""

from __future__ import annotations

from importlib.resources import files


def shipped() -> dict[str, str]:
    """Process type → canonical YAML, in alphabetical order. Reads the package's own files, at each call."""
    sources = [source for source in files(__name__).iterdir() if source.name.endswith(".yaml")]
    return {
        source.name.removesuffix(".yaml"): source.read_text(encoding="utf-8")
        for source in sorted(sources, key=lambda source: source.name)
    }
