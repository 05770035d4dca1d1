"""A small model with random weights, saved as sentence-transformers saves models."""

import string
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from transformers import BertConfig, BertModel, BertTokenizer

DIMENSION = 32
WINDOW = 24
QUERY_PROMPT = "query: "
PASSAGE_PROMPT = "passage: "


def save_tiny_bert(folder: Path, *, pooling: str = "mean", seed: int = 7) -> Path:
    """Saves the model; its window is `WINDOW`, and it has prompts."""
    torch.manual_seed(seed)
    letters = [*string.ascii_lowercase, *string.digits, *string.punctuation]
    words = ["the", "rain", "denied", "involvement", "query", "passage"]
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *words]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    vocabulary |= {f"##{letter}": len(pieces) + n for n, letter in enumerate(letters)}
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=DIMENSION,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder)
    BertTokenizer(vocab=vocabulary, do_lower_case=True).save_pretrained(folder)
    transformer = Transformer(str(folder), max_seq_length=WINDOW)
    model = SentenceTransformer(
        modules=[transformer, Pooling(DIMENSION, pooling_mode=pooling), Normalize()],
        prompts={"query": QUERY_PROMPT, "document": PASSAGE_PROMPT},
        device="cpu",
    )
    saved = folder / "saved"
    model.save_pretrained(str(saved), create_model_card=False)
    return saved
