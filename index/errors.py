"""What a caller of the corpus side can act on.

Each error says what was seen and what was expected; `remedy` says what to do next, as a command
where there is one. Programming mistakes raise the built-in exceptions instead.
"""


class OnRecordError(Exception):
    """Base of our errors. `str(error)` is a sentence for the user, `remedy` what to do next."""

    def __init__(self, message: str, *, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


class ArticleNotFoundError(OnRecordError):
    """No article has this id, or it has no such revision."""


class ArticleWithdrawnError(OnRecordError):
    """The article was deleted: its text is gone for good."""


class AnswerNotFoundError(OnRecordError):
    """No answer that is kept has this id."""


class ConversationNotFoundError(OnRecordError):
    """No conversation that is kept has this id."""


class StandingQuestionNotFoundError(OnRecordError):
    """There is no standing question of this id."""


class ArticleRefusedError(OnRecordError):
    """A file or record cannot be taken as an article."""


class SettingsError(OnRecordError):
    """A setting is unknown or has a value that cannot be used."""


class ModelError(OnRecordError):
    """A model's files are missing, corrupt or not what was asked for."""


class StoreError(OnRecordError):
    """The article store cannot be opened, read or written."""


class SnapshotError(OnRecordError):
    """The index on disk cannot be used: corrupt, or of a format this version does not know."""


class SnapshotNotKeptError(SnapshotError):
    """There is no snapshot of this version to go back to."""


class EmbedderMismatchError(SnapshotError):
    """The index was built with another embedder, whose vectors cannot be compared."""


class JobNotFoundError(OnRecordError):
    """There is no job of this id."""


class JobCancelledError(OnRecordError):
    """Somebody asked for the work to end before it was done."""


class ChangesNotAllowedError(OnRecordError):
    """This server does not let this caller change what is stored."""


class IndexBusyError(OnRecordError):
    """Another process is writing to this data directory."""
