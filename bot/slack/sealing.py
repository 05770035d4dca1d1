"""Texts that are kept so that only who has the key can read them. The only user of cryptography.

Knows Fernet (AES-128-CBC and HMAC-SHA256); knows nothing of what is sealed.
"""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from index.errors import SettingsError

MAKE_KEY = 'python -c "import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())"'


class Seal:
    """Seals under the first of one or more keys, separated by commas; opens with any of them.

    Raises SettingsError for what is no key.
    """

    def __init__(self, keys: str) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key.strip()) for key in keys.split(",")])
        except ValueError as error:
            raise SettingsError(
                "SLACK_STORE_KEY is no key: 32 bytes in URL-safe base64 are needed",
                remedy=f"make one with {MAKE_KEY}",
            ) from error

    def seal(self, text: str) -> str:
        """The text, unreadable."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """The text again. Raises SettingsError where it was sealed under another key."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise SettingsError(
                "a Slack installation was stored under another SLACK_STORE_KEY",
                remedy="set the key that it was stored under, behind a comma, or install again",
            ) from error
