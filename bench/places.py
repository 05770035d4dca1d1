"""Where the bench reads and writes. Knows names, not contents."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Places:
    """Under `root`, the project's folder; `sets` is the folder of the evaluation sets.

    Results, page and plots go under `output`: the project itself, where they are committed, or
    another folder for trials. `work` is not kept in version control.
    """

    root: Path
    sets: Path
    output: Path

    @property
    def work(self) -> Path:
        """Data directories of benches, reused while their index is current."""
        return self.root / ".bench"

    @property
    def seeds(self) -> Path:
        """The default corpus."""
        return self.root / "seeds"

    @property
    def own_sets(self) -> Path:
        """The folder of the evaluation sets that are ours and lie in the repository."""
        return self.root / "bench"

    @property
    def quality(self) -> Path:
        """The quality results of the reader that is set by default."""
        return self.output / "bench" / "results" / "quality.json"

    @property
    def quality_similarity(self) -> Path:
        """The quality results of the reader without a trained model."""
        return self.output / "bench" / "results" / "quality_similarity.json"

    @property
    def speed(self) -> Path:
        """The speed results."""
        return self.output / "bench" / "results" / "speed.json"

    @property
    def live(self) -> Path:
        """The results of an index that changes while it is asked."""
        return self.output / "bench" / "results" / "live.json"

    @property
    def depths(self) -> Path:
        """The results by depth of reading."""
        return self.output / "bench" / "results" / "depths.json"

    @property
    def copies(self) -> Path:
        """The results on copies."""
        return self.output / "bench" / "results" / "copies.json"

    @property
    def follow_ups(self) -> Path:
        """The results on follow-ups."""
        return self.output / "bench" / "results" / "follow_ups.json"

    @property
    def real_copies(self) -> Path:
        """Pairs of articles of the sets that are copies, as a person read them: ids only."""
        return self.root / "bench" / "real_copies.json"

    @property
    def training_curve(self) -> Path:
        """What training on more and more examples gave, written by the training."""
        return self.root / "bench" / "training" / "learning_curve.json"

    @property
    def training_depths(self) -> Path:
        """What reading more and more hits gave on training questions, written by the training."""
        return self.root / "bench" / "training" / "depths.json"

    @property
    def expected(self) -> Path:
        """The floors."""
        return self.root / "bench" / "expected.toml"

    @property
    def page(self) -> Path:
        """The page that the bench writes."""
        return self.output / "docs" / "benchmarks.md"

    @property
    def plots(self) -> Path:
        """The folder of the page's plots."""
        return self.output / "docs" / "benchmarks"
