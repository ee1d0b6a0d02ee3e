"""The flows that come with the product, read once for all tests: reading them takes half a second."""

from __future__ import annotations

from flows.codec import load
from flows.library import shipped
from flows.model import Flow

FLOWS: dict[str, Flow] = {process_type: load(text) for process_type, text in shipped().items()}
