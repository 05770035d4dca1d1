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
    def quality(self) -> Path:
        """The quality results."""
        return self.output / "bench" / "results" / "quality.json"

    @property
    def speed(self) -> Path:
        """The speed results."""
        return self.output / "bench" / "results" / "speed.json"

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
