"""Where everything that is written lies, under one folder. Knows names, not contents."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.claims import claimed
from index.errors import IndexBusyError, StoreError


@dataclass(frozen=True, slots=True)
class DataDir:
    """The data directory. Nothing in it is made before it is needed."""

    root: Path
    models_dir: Path | None = None

    @property
    def store(self) -> Path:
        """The article store: the one file that cannot be made again."""
        return self.root / "onrecord.db"

    @property
    def embedding_cache(self) -> Path:
        """Vectors by text; can be deleted at any time."""
        return self.root / "embeddings.db"

    @property
    def snapshots(self) -> Path:
        """The folder of snapshots; can be made again from the store."""
        return self.root / "snapshots"

    @property
    def models(self) -> Path:
        """Models exported for quick start, shared where `models_dir` says; can be made again."""
        return self.models_dir or self.root / "models"

    @property
    def source_claims(self) -> Path:
        """Lock files: which source is being read by which process."""
        return self.root / "sources"

    @property
    def source_list(self) -> Path:
        """Which sources are read; the user writes it."""
        return self.root / "sources.toml"

    def make(self) -> None:
        """Makes the folder; raises StoreError where that is not possible."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"the data directory {self.root} cannot be made: {error.strerror}",
                remedy="set ONRECORD_DATA_DIR to a folder that you may write to",
            ) from error

    @contextmanager
    def writing(self, *, timeout_s: float) -> Iterator[None]:
        """Holds the right to write to the index; one process at a time has it.

        Raises IndexBusyError when another holds it for longer than `timeout_s`. The lock is the
        operating system's, so it ends with the process, kill -9 included.
        """
        self.make()
        with ExitStack() as held:
            try:
                held.enter_context(claimed(self.root / "write.lock", timeout_s=timeout_s))
            except TimeoutError as error:
                raise IndexBusyError(
                    f"another process is writing to {self.root}",
                    remedy="wait until its `onrecord ingest` has ended, then try again",
                ) from error
            except OSError as error:
                raise StoreError(
                    f"the data directory {self.root} cannot be written to: {error.strerror}",
                    remedy="check its permissions, or set ONRECORD_DATA_DIR to another folder",
                ) from error
            yield
