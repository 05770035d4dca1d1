"""Opens the model that somebody brings as a Reader: by hub id or folder, chosen by its kind.

Knows which kinds there are; not how any of them reads.
"""

import json
from pathlib import Path

from bot.reader import Reader
from index.errors import ModelError
from index.model_files import ModelFiles, find_files

_SETTING = "ONRECORD_READER"
_REMEDY = (
    f"set {_SETTING} to a question-answering model (...ForQuestionAnswering), a cross-encoder "
    "(...ForSequenceClassification), or leave it out"
)


def open_reader(model: str) -> Reader:
    """The reader around a model, by its hub id or folder; its `id` names it and its weights.

    Imports torch and loads the weights, in seconds; downloads a hub model once. Raises ModelError
    for whatever is not a model of the two kinds, whole and with weights in safetensors.
    """
    files = find_files(model, setting=_SETTING)
    architecture = _architecture(files)
    if architecture.endswith("ForQuestionAnswering"):
        # Seconds of imports, which no other reader must pay; so below.
        from bot.reading.extractive import ExtractiveReader  # noqa: PLC0415

        return ExtractiveReader(files)
    if architecture.endswith("ForSequenceClassification"):
        from bot.reading.cross_encoder import CrossEncoderReader  # noqa: PLC0415

        return CrossEncoderReader(files)
    raise ModelError(
        f"the model in {files.folder} is a {architecture}, which reads no answers", remedy=_REMEDY
    )


def _architecture(files: ModelFiles) -> str:
    """The class that the model was saved from, as its configuration says."""
    path = files.folder / "config.json"
    config = _read_json(path)
    named = config.get("architectures") if isinstance(config, dict) else None
    if not (isinstance(named, list) and named and isinstance(named[0], str)):
        raise ModelError(f"{path} does not say what model it is (architectures)", remedy=_REMEDY)
    return named[0]


def _read_json(path: Path) -> object:
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise ModelError(
            f"there is no config.json in {path.parent}, which tells what model it is",
            remedy="save the model with its save_pretrained, or name another",
        ) from error
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read: {error}", remedy=_REMEDY) from error
