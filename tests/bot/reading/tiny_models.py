"""Reader models with random weights, small enough to make in a test, saved as users save theirs."""

import string
from pathlib import Path

import torch
from transformers import (
    BertConfig,
    BertForQuestionAnswering,
    BertForSequenceClassification,
    BertTokenizer,
    PreTrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    RobertaConfig,
    RobertaForQuestionAnswering,
    RobertaTokenizer,
    XLMRobertaConfig,
    XLMRobertaForQuestionAnswering,
    XLMRobertaTokenizer,
)

POSITIONS = 64
"""Two more than the models can take, for RoBERTas count from 2. Two sentences need several
windows."""

_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_ROBERTAS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")


def save_answering_bert(folder: Path, *, seed: int = 7) -> Path:
    """An extractive model with WordPiece, as BERT."""
    return save(folder, BertForQuestionAnswering, bert_config(), bert_tokenizer(), seed=seed)


def save_classifying_bert(folder: Path, *, labels: int = 1, seed: int = 7) -> Path:
    """A cross-encoder with WordPiece, as BERT."""
    config = bert_config(labels=labels)
    return save(folder, BertForSequenceClassification, config, bert_tokenizer(), seed=seed)


def save_answering_roberta(folder: Path, *, seed: int = 7) -> Path:
    """An extractive model as RoBERTa: bytes for tokens, no types of tokens, positions from 2."""
    letters = byte_letters()
    vocabulary = {piece: number for number, piece in enumerate([*_ROBERTAS, *letters])}
    more = {"pad_token_id": vocabulary["<pad>"], "type_vocab_size": 1}
    config = RobertaConfig.from_dict(_sizes(len(vocabulary)) | more)
    tokenizer = RobertaTokenizer(vocab=vocabulary, merges=[])
    return save(folder, RobertaForQuestionAnswering, config, tokenizer, seed=seed)


def save_answering_unigram(folder: Path, *, seed: int = 7) -> Path:
    """An extractive model as XLM-RoBERTa: a unigram tokenizer, which makes spaces part of words."""
    letters = [*string.ascii_letters, *string.digits, *string.punctuation]
    pieces = ["▁", "▁the", "▁ferry", "▁f", "▁n", "ed", *letters]
    # Longer pieces are likelier, so that words are made of few.
    scored = [(piece, 0.0) for piece in ("<s>", "<pad>", "</s>", "<unk>")]
    scored += [(piece, -4.0 / len(piece)) for piece in pieces] + [("<mask>", 0.0)]
    tokenizer = XLMRobertaTokenizer(vocab=scored)
    more = {"pad_token_id": tokenizer.pad_token_id, "type_vocab_size": 1}
    config = XLMRobertaConfig.from_dict(_sizes(len(tokenizer)) | more)
    return save(folder, XLMRobertaForQuestionAnswering, config, tokenizer, seed=seed)


def save(
    folder: Path,
    kind: type[PreTrainedModel],
    config: PreTrainedConfig,
    tokenizer: PreTrainedTokenizerBase,
    *,
    seed: int = 7,
) -> Path:
    """Saves a model of random weights beside its tokenizer, and gives the folder."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        kind(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def bert_config(*, labels: int = 2) -> BertConfig:
    config: BertConfig = BertConfig.from_dict(_sizes(len(bert_vocabulary())))
    config.num_labels = labels
    return config


def bert_tokenizer() -> BertTokenizer:
    return BertTokenizer(vocab=bert_vocabulary(), do_lower_case=True)


def bert_vocabulary() -> dict[str, int]:
    """Single letters, alone and within a word, and some words."""
    letters = [*string.ascii_lowercase, *string.digits, *string.punctuation]
    words = ["the", "ferry", "pier", "mayor", "opened", "monday", "denied", "who", "when"]
    pieces = [*_SPECIAL, *letters, *words, *(f"##{letter}" for letter in letters)]
    return {piece: number for number, piece in enumerate(pieces)}


def byte_letters() -> list[str]:
    """The 256 letters that byte-level tokenizers write bytes with."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [256 + number for number in range(256 - len(plain))]
    return [chr(code) for code in [*plain, *others]]


def _sizes(vocabulary: int) -> dict[str, float]:
    # Weights far apart: those of a fresh model are so small that all its scores are alike.
    return {
        "vocab_size": vocabulary,
        "max_position_embeddings": POSITIONS,
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "initializer_range": 0.5,
    }
