"""What changing the index needs, put together by whoever runs it. Knows nothing of the changes."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from index.claims import claimed
from index.embed import Embedder
from index.errors import StoreError
from index.manifest import Manifest, Recipe
from index.parts import recipe_of
from index.snapshot import Snapshots
from index.store import Store, utc_now


@dataclass(frozen=True, slots=True)
class Workshop:
    """The store, where snapshots go, and the embedders.

    `embedder` is the one that is set, ready for a few texts, `embedder_name` opens it again.
    `open_quick` and `open_bulk` open one by name, for a few texts and for many; the first opens
    each only once, the latter may take seconds. `writing` holds the right to write while its block
    runs; it is held briefly.
    """

    store: Store
    snapshots: Snapshots
    embedder: Embedder
    embedder_name: str
    open_quick: Callable[[str], Embedder]
    open_bulk: Callable[[str], Embedder]
    writing: Callable[[], AbstractContextManager[None]] = nullcontext
    clock: Callable[[], datetime] = utc_now

    @property
    def ingest_claim(self) -> Path:
        """Held by who takes in much at once and brings the index up to date afterwards."""
        return self.snapshots.root / "ingest.claim"

    @property
    def rebuild_claim(self) -> Path:
        """Held by who makes the index again."""
        return self.snapshots.root / "rebuild.claim"

    @contextmanager
    def holding(self, claim: Path) -> Iterator[bool]:
        """Holds one of these while the block runs; False where somebody else does.

        Raises StoreError where the disk does not take it.
        """
        with ExitStack() as held:
            try:
                claim.parent.mkdir(parents=True, exist_ok=True)
                held.enter_context(claimed(claim, timeout_s=0))
            except TimeoutError:
                yield False
            except OSError as error:
                raise StoreError(
                    f"the data directory {claim.parent} cannot be written to: {error.strerror}",
                    remedy="check its permissions, or set ONRECORD_DATA_DIR to another folder",
                ) from error
            else:
                yield True

    def recipe(self) -> Recipe:
        """The recipe of an index that is built here and now."""
        return recipe_of(self.embedder)

    def embedder_of(self, manifest: Manifest, *, for_many: bool) -> Embedder:
        """The embedder that an index was built with, whatever is set now. Raises ModelError."""
        if for_many:
            return self.open_bulk(manifest.embedder_name)
        if manifest.recipe.embedder == self.embedder.id:
            return self.embedder
        return self.open_quick(manifest.embedder_name)
