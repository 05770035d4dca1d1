"""Models of the transformers library from a folder: whole, in float32, never running their code.

The only module of the conversation side that imports transformers, which takes seconds: import
it only where it is used. Knows nothing of questions or answers.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from transformers import (
    AutoModelForQuestionAnswering,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PreTrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)
from transformers.utils import logging as transformers_logging

from index.errors import ModelError
from index.model_files import ModelFiles

AutoModel = type[AutoModelForQuestionAnswering] | type[AutoModelForSequenceClassification]

_SHOWN_KEYS = 3


@contextmanager
def loading(files: ModelFiles) -> Iterator[None]:
    """Whatever fails inside becomes a ModelError that names the folder; nothing is printed."""
    verbosity = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    except ModelError:
        raise
    # Files of others: each parser below raises its own, some of nothing narrower than this.
    except Exception as error:
        raise ModelError(
            f"the model in {files.folder} cannot be loaded: {_first_line(error)}",
            remedy="check that transformers loads it and that its files are whole, or set "
            "ONRECORD_READER to another",
        ) from error
    finally:
        transformers_logging.set_verbosity(verbosity)


def load_answering(files: ModelFiles) -> PreTrainedModel:
    """A model that scores where answers begin and end. Raises ModelError where it is not whole."""
    return _load(AutoModelForQuestionAnswering, files)


def load_classifying(files: ModelFiles) -> PreTrainedModel:
    """A model that scores a whole text. Raises ModelError where it is not whole."""
    return _load(AutoModelForSequenceClassification, files)


def load_tokenizer(files: ModelFiles) -> PreTrainedTokenizerBase:
    """The model's tokenizer. Raises ModelError where there is none."""
    tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(
        str(files.folder), local_files_only=True, trust_remote_code=False
    )
    require_vocabulary(tokenizer, files)
    return tokenizer


def require_vocabulary(tokenizer: PreTrainedTokenizerBase | None, files: ModelFiles) -> None:
    """Raises ModelError where a tokenizer knows no words.

    Where its files are missing, transformers makes one of special tokens alone.
    """
    if tokenizer is None or len(tokenizer) <= len(set(tokenizer.all_special_ids)):
        raise ModelError(
            f"there is no tokenizer in {files.folder}",
            remedy="save the tokenizer beside the model with its save_pretrained",
        )


def window_of(config: PreTrainedConfig, tokenizer: PreTrainedTokenizerBase, most: int) -> int:
    """Tokens that a model takes at once, special ones included; never more than `most`."""
    positions = getattr(config, "max_position_embeddings", None) or -1
    # Models of RoBERTa's kind count positions from 2.
    known = positions - 2 if positions > 0 else most
    return min(most, known, tokenizer.model_max_length)


def _load(kind: AutoModel, files: ModelFiles) -> PreTrainedModel:
    model, report = kind.from_pretrained(
        str(files.folder),
        output_loading_info=True,
        local_files_only=True,
        trust_remote_code=False,
        use_safetensors=True,
        dtype="float32",
    )
    # transformers would make these up at random and go on.
    missing = sorted(report["missing_keys"])
    if missing:
        more = ", ..." if len(missing) > _SHOWN_KEYS else ""
        raise ModelError(
            f"the weights in {files.folder} lack {', '.join(missing[:_SHOWN_KEYS])}{more}",
            remedy="name a model that was trained for this task and saved whole",
        )
    whole: PreTrainedModel = model.eval()
    return whole


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
