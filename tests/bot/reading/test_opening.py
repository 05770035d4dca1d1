"""Which reader a setting opens, and what is said where a model cannot be used."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import (
    BertForSequenceClassification,
    GPT2Config,
    GPT2ForQuestionAnswering,
)

from bot.reading.cross_encoder import CrossEncoderReader
from bot.reading.extractive import ExtractiveReader
from bot.reading.opening import open_reader
from index.errors import ModelError
from index.model_files import weights_sha256
from tests.bot.reading.tiny_models import (
    bert_config,
    bert_tokenizer,
    bert_vocabulary,
    save,
    save_answering_bert,
    save_classifying_bert,
)

ROOT = Path(__file__).resolve().parents[3]
COMMIT = "0123456789abcdef0123456789abcdef01234567"


Damage = Callable[[Path], None]


def change_config(folder: Path, **changes: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def with_config(**changes: object) -> Damage:
    return lambda folder: change_config(folder, **changes)


def with_file(name: str, text: str) -> Damage:
    def write(folder: Path) -> None:
        (folder / name).write_text(text)

    return write


def without(name: str) -> Damage:
    return lambda folder: (folder / name).unlink()


def leave_a_pickle(folder: Path) -> None:
    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()


def cut_weights_short(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def spoil_weights(folder: Path) -> None:
    path = folder / "model.safetensors"
    weights = load_file(path)
    save_file(
        {name: torch.full_like(tensor, torch.nan) for name, tensor in weights.items()},
        path,
        metadata={"format": "pt"},
    )


def leave_out_the_tokenizer(folder: Path) -> None:
    for path in [*folder.glob("tokenizer*"), *folder.glob("vocab*")]:
        path.unlink()


def make_the_tokenizer_slow(folder: Path) -> None:
    leave_out_the_tokenizer(folder)
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "ByT5Tokenizer"}')


def save_a_headless_model(folder: Path) -> None:
    save(folder, BertForSequenceClassification, bert_config(), bert_tokenizer())
    change_config(folder, architectures=["BertForQuestionAnswering"])


def save_three_scores(folder: Path) -> None:
    save_classifying_bert(folder, labels=3)


def save_without_cls(folder: Path) -> None:
    config = GPT2Config(
        vocab_size=len(bert_vocabulary()), n_positions=64, n_embd=32, n_layer=1, n_head=2
    )
    tokenizer = bert_tokenizer()
    tokenizer.cls_token = None
    save(folder, GPT2ForQuestionAnswering, config, tokenizer)


def bring_code(folder: Path) -> None:
    """A configuration that names code of its own, which leaves a trace when it is run."""
    (folder / "brought.py").write_text(f"open({str(folder / 'was_run')!r}, 'w').close()\n")
    change_config(
        folder,
        model_type="brought",
        auto_map={
            "AutoConfig": "brought.Config",
            "AutoModelForQuestionAnswering": "brought.Model",
        },
    )


# What is done to a folder with a good extractive model, and what is said of it then.
DAMAGES: dict[str, tuple[Damage, str]] = {
    "no weights": (without("model.safetensors"), "no weights"),
    "a pickle only": (leave_a_pickle, "only pytorch_model.bin, which is not opened"),
    "weights cut short": (cut_weights_short, "cannot be loaded"),
    "weights that are no numbers": (spoil_weights, "scores that are no numbers"),
    "no configuration": (without("config.json"), "no config.json"),
    "a configuration that is no JSON": (with_file("config.json", "{"), "cannot be read"),
    "a configuration that is a list": (with_file("config.json", "[]"), "does not say what model"),
    "no architecture": (with_config(architectures=[]), "does not say what model it is"),
    "another architecture": (
        with_config(architectures=["BertForMaskedLM"]),
        "is a BertForMaskedLM, which reads no answers",
    ),
    "an unknown kind": (with_config(model_type="x"), "cannot be loaded"),
    "other sizes": (with_config(hidden_size=64), "cannot be loaded"),
    "sizes of another type": (with_config(hidden_size="x"), "cannot be loaded"),
    "no head": (save_a_headless_model, "lack qa_outputs.bias, qa_outputs.weight"),
    "no tokenizer": (leave_out_the_tokenizer, "no tokenizer"),
    "a broken tokenizer": (with_file("tokenizer.json", "{"), "cannot be loaded"),
    "a tokenizer without offsets": (make_the_tokenizer_slow, "does not tell where"),
    "a tokenizer without [CLS]": (save_without_cls, r"has no \[CLS\]"),
    "code of its own": (bring_code, "cannot be loaded"),
    "three scores": (save_three_scores, "gives 3 scores, expected 1"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_model_that_cannot_be_used_is_a_clear_error(tmp_path: Path, damage: str) -> None:
    save_answering_bert(tmp_path)
    spoil, said = DAMAGES[damage]
    spoil(tmp_path)
    with pytest.raises(ModelError, match=said) as raised:
        open_reader(str(tmp_path))
    assert str(tmp_path) in str(raised.value)
    assert "\n" not in str(raised.value)
    assert raised.value.remedy
    assert not (tmp_path / "was_run").exists()


@pytest.mark.parametrize("name", ["/no/such/folder", "./none", "two words", "a/b/c"])
def test_a_name_of_nothing_is_a_clear_error(name: str) -> None:
    with pytest.raises(ModelError, match="no model folder") as raised:
        open_reader(name)
    assert "ONRECORD_READER" in raised.value.remedy


def test_a_cross_encoder_without_its_head_or_tokenizer_is_refused(tmp_path: Path) -> None:
    save_answering_bert(tmp_path)
    change_config(tmp_path, architectures=["BertForSequenceClassification"])
    with pytest.raises(ModelError, match=r"lack .*, \.\.\."):
        open_reader(str(tmp_path))
    leave_out_the_tokenizer(save_classifying_bert(tmp_path))
    with pytest.raises(ModelError, match="no tokenizer"):
        open_reader(str(tmp_path))


def test_the_reader_is_chosen_by_the_kind_of_model_and_named_by_its_weights(
    tmp_path: Path,
) -> None:
    answering = save_answering_bert(tmp_path / "answering")
    classifying = save_classifying_bert(tmp_path / "classifying")
    one, other = open_reader(str(answering)), open_reader(str(classifying))
    assert isinstance(one, ExtractiveReader)
    assert isinstance(other, CrossEncoderReader)
    assert one.id == f"answering@{weights_sha256(answering)[:12]}"
    assert other.id == f"classifying@{weights_sha256(classifying)[:12]}"


def in_offline_process(cache: Path, program: str) -> subprocess.CompletedProcess[str]:
    """Runs Python with a hub cache of its own and without the network."""
    environment = {**os.environ, "HF_HUB_CACHE": str(cache), "HF_HUB_OFFLINE": "1"}
    line = [sys.executable, "-W", "error", "-c", program]
    return subprocess.run(
        line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_a_hub_model_on_this_machine_is_opened_without_the_network(tmp_path: Path) -> None:
    cached = tmp_path / "models--deepset--tiny"
    save_answering_bert(cached / "snapshots" / COMMIT)
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text(COMMIT)
    run = in_offline_process(
        tmp_path, "from bot.reading.opening import *; print(open_reader('deepset/tiny').id)"
    )
    assert (run.stdout, run.stderr) == (f"deepset/tiny@{COMMIT[:12]}\n", "")


def test_a_hub_model_that_cannot_be_fetched_is_a_clear_error(tmp_path: Path) -> None:
    run = in_offline_process(
        tmp_path,
        "from bot.reading.opening import *\n"
        "try: open_reader('deepset/none')\n"
        "except ModelError as error: print(error, error.remedy)",
    )
    assert "deepset/none" in run.stdout
    assert "cannot be fetched" in run.stdout
    assert "ONRECORD_READER" in run.stdout


def test_who_opens_no_such_model_does_not_pay_for_torch(tmp_path: Path) -> None:
    run = in_offline_process(
        tmp_path,
        "import bot.reading.opening, sys; print({'torch', 'transformers'} & set(sys.modules))",
    )
    assert run.stdout == "set()\n", run.stderr
