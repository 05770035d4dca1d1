"""What a fetch fails with: whether it is worth trying again, and when."""

from index.errors import OnRecordError


class FetchError(OnRecordError):
    """A page that could not be fetched. The message is the reason; who shows it names the page.

    `status` is what the server answered, None where it gave no answer or the answer was not the
    trouble. `is_permanent` where trying again is of no use; else `retry_after_s` is how long to
    wait at least, None where nobody says.
    """

    def __init__(
        self,
        message: str,
        *,
        remedy: str,
        status: int | None = None,
        is_permanent: bool = False,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.status = status
        self.is_permanent = is_permanent
        self.retry_after_s = retry_after_s
