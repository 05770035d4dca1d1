"""Counts of several segments, merged, are the very bytes that their live texts would give."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.postings import merge_postings, open_postings, write_lexical_index

WORDS = ["mayor", "mayors", "bridge", "denied", "flood", "1,200", "Zoë", "東京"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
PARTS = st.lists(st.lists(st.tuples(TEXTS, st.booleans()), max_size=8), max_size=5)


def written(folder: Path) -> bytes:
    """All that stands in an index's folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


@given(PARTS)
def test_a_merge_writes_what_the_live_texts_alone_would_give(
    parts: list[list[tuple[str, bool]]],
) -> None:
    with TemporaryDirectory() as root:
        opened = []
        for number, documents in enumerate(parts):
            folder = Path(root) / str(number)
            write_lexical_index(folder, [text for text, _ in documents])
            live = np.array([is_live for _, is_live in documents], dtype=np.bool_)
            opened.append((open_postings(folder), None if live.all() else live))
        merge_postings(Path(root) / "merged", opened)
        kept = [text for documents in parts for text, is_live in documents if is_live]
        write_lexical_index(Path(root) / "afresh", kept)
        assert written(Path(root) / "merged") == written(Path(root) / "afresh")
