"""What a fetch fails with: whether it is worth trying again, and when."""

from index.errors import OnRecordError


class FetchError(OnRecordError):
    """A page that could not be fetched.

    `is_permanent` where trying again is of no use; else `retry_after_s` is how long the server
    asks to wait, None where it does not say.
    """

    def __init__(
        self,
        message: str,
        *,
        remedy: str,
        is_permanent: bool = False,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.is_permanent = is_permanent
        self.retry_after_s = retry_after_s
