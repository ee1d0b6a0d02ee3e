"""Sentences as vectors: all-MiniLM-L6-v2 by ONNX, on one thread, without torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from runtime.understanding.weights import Weights

WIDTH = 384
MAX_TOKENS = 128
KEPT_VECTORS = 8192
"""1.5 KB each: a dozen megabytes keep every example of a few hundred intents."""

Vectors = NDArray[np.float32]


class Encoder:
    """Safe to share between threads."""

    def __init__(self, weights: Weights) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            weights.graph.read_bytes(), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(weights.tokenizer))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        self._kept: Callable[[str], Vectors] = lru_cache(KEPT_VECTORS)(self._vector)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of length one, `[len(texts), 384]`: two texts' dot product is their meanings' cosine."""
        if not texts:
            return np.empty((0, WIDTH), np.float32)
        return np.vstack([self._kept(text) for text in texts])

    def _vector(self, text: str) -> Vectors:
        # One by one: the graph quantizes by the range of all it is given, so in a batch a text's vector would
        # depend on its neighbours (cosine 0.95 to itself), and a batch of a hundred is no faster.
        ids = np.array([self._tokenizer.encode(text).ids], np.int64)
        (vectors,) = self._session.run(["vectors"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        vector: Vectors = vectors[0]
        vector.setflags(write=False)
        return vector
