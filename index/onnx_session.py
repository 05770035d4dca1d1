"""An ONNX graph as a session that runs on one thread: work is shared out by batches instead.

The only module that imports onnxruntime. Knows nothing of what a graph computes.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from onnxruntime import InferenceSession, SessionOptions

from index.types import Float32s, Int64s

_QUIET = 3


class Session(Protocol):
    """What `open_session` gives."""

    def run(
        self, outputs: Sequence[str], inputs: Mapping[str, Int64s | Float32s]
    ) -> list[Float32s]:
        """The named outputs, each an array, of the named inputs."""


def open_session(graph: Path) -> Session:
    """A session on the CPU that several threads may run at once: nothing spins between questions.

    Raises whatever onnxruntime raises for a file that it does not take: nothing more narrow than
    Exception.
    """
    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = _QUIET
    session: Session = InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    return session
