"""Trained weights as the ONNX file that the product ships: fp16 on disk, float32 when it runs.

The graph begins after the word embeddings, which stay in the packaged model, so that the file
holds only what was trained.
"""

import hashlib
import json
import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from bench.training.reader.network import ReaderNetwork

_OPSET = 17
_IN_NETWORK = {"norm": "encoder.embeddings.LayerNorm", "layers": "encoder.encoder.layer"}
_SMALL = 1024  # numbers: what is smaller stays float32, the layer norms among it


class _AfterEmbeddings(nn.Module):
    """From summed embeddings and mask to the scores of each token."""

    def __init__(self, network: ReaderNetwork) -> None:
        super().__init__()
        self.norm = network.encoder.embeddings.LayerNorm
        self.layers = network.encoder.encoder.layer
        self.heads = network.heads

    def forward(self, embedded: Tensor, mask: Tensor) -> Tensor:
        hidden = self.norm(embedded)
        bias = (1.0 - mask[:, None, None, :].to(hidden.dtype)) * -1e4
        for layer in self.layers:
            made = layer(hidden, bias)
            hidden = made[0] if isinstance(made, tuple) else made
        scores: Tensor = self.heads(hidden)
        return scores


def write_onnx(network: ReaderNetwork, path: Path) -> None:
    """Writes the graph: `embedded` (n, t, width) float32 and `mask` (n, t) int64 to `scores`."""
    network.encoder.set_attn_implementation("eager")
    module = _AfterEmbeddings(network).eval()
    width = network.encoder.config.hidden_size
    axes = {0: "pairs", 1: "tokens"}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # of the older exporter, that it is the older
        torch.onnx.export(
            module,
            (torch.randn(2, 7, width), torch.ones(2, 7, dtype=torch.long)),
            str(path),
            dynamo=False,
            opset_version=_OPSET,
            input_names=["embedded", "mask"],
            output_names=["scores"],
            dynamic_axes={"embedded": axes, "mask": axes, "scores": axes},
        )
    network.encoder.set_attn_implementation("sdpa")
    _halve(path)


def _halve(path: Path) -> None:
    """Stores the large weights as fp16, each with a cast that onnxruntime folds when it loads."""
    model = onnx.load(str(path))
    kept, casts = [], []
    for weight in model.graph.initializer:
        values = numpy_helper.to_array(weight)
        if values.dtype != np.float32 or values.size < _SMALL:
            kept.append(weight)
            continue
        half = f"{weight.name}.fp16"
        kept.append(numpy_helper.from_array(values.astype(np.float16), half))
        casts.append(helper.make_node("Cast", [half], [weight.name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.initializer[:]
    del model.graph.node[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def read_onnx(path: Path) -> dict[str, Tensor]:
    """The weights of such a file, by their names in a ReaderNetwork, as float32."""
    graph = onnx.load(str(path)).graph
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    weights = {
        name.removesuffix(".fp16"): values.astype(np.float32)
        for name, values in stored.items()
        if not name.startswith("onnx::")
    }
    # The exporter turns a linear layer's matrix round and names it by number.
    for node in graph.node:
        if node.op_type == "MatMul" and f"{node.input[1]}.fp16" in stored:
            layer = node.name.strip("/").removesuffix("/MatMul").replace("/", ".")
            weights[f"{layer}.weight"] = stored[f"{node.input[1]}.fp16"].T.astype(np.float32)
    return {_in_network(name): torch.from_numpy(values) for name, values in weights.items()}


def _in_network(name: str) -> str:
    head, _, rest = name.partition(".")
    return ".".join([_IN_NETWORK.get(head, head), rest])


def write_record(path: Path, graph: Path, base_sha256: str, made: Mapping[str, object]) -> None:
    """Writes what the graph is and how it was made, beside it."""
    record = {
        "format": 1,
        "graph_sha256": hashlib.sha256(graph.read_bytes()).hexdigest(),
        "base_sha256": base_sha256,
        **made,
    }
    path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
