"""What can be set from outside: environment variables with the prefix ONRECORD_, and Slack's own.

The only module that reads the environment. An unknown ONRECORD_ variable is refused: a misspelt
setting that is silently ignored is worse than an error.
"""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from bot.risk import Risk, risk_of
from index.data_dir import DataDir
from index.errors import SettingsError

PREFIX = "ONRECORD_"
SLACK_PREFIX = "SLACK_"

_RENAMED = {"MIN_CONFIDENCE": "RISK"}


def _risk(value: object) -> object:
    return risk_of(str(value))


class Settings(BaseModel):
    """Every setting with its default. Field descriptions are what the documentation shows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Path = Field(
        default=Path("data"), description="Folder of everything that is written."
    )
    host: str = Field(default="127.0.0.1", description="Address that `onrecord serve` listens on.")
    port: int = Field(
        default=8000, ge=0, le=65535, description="Port that `onrecord serve` listens on."
    )
    embedder: str = Field(
        default="all-MiniLM-L6-v2",
        description="Embedding model: the packaged one by default, a hub id, or a local path.",
    )
    models_dir: Path | None = Field(
        default=None, description="Folder of exported models; by default in the data directory."
    )
    reader: str = Field(
        default="onrecord",
        description="What finds the answer: onrecord (the trained one), similarity, or a hub id "
        "or folder of a question-answering model or cross-encoder.",
    )
    risk: Annotated[Risk | float, BeforeValidator(_risk)] = Field(
        default=Risk.NORMAL,
        description="How wrong an answer may be: low, normal or high, or the least confidence.",
    )
    max_question_chars: int = Field(
        default=1000, ge=1, le=100_000, description="Longer questions are refused."
    )
    max_body_bytes: int = Field(
        default=64 * 1024, ge=1024, description="Larger HTTP request bodies are refused."
    )
    keep_answers_days: int = Field(
        default=90,
        ge=0,
        le=36_500,
        description="Days for which given answers are kept, to tell when one no longer stands; "
        "0 keeps none.",
    )
    keep_conversations_days: int = Field(
        default=30,
        ge=0,
        le=36_500,
        description="Days after its last question for which a conversation can be gone on with; "
        "0 keeps none.",
    )
    max_articles_bytes: int = Field(
        default=50 * 1024 * 1024,
        ge=1024,
        description="Larger bodies of POST /articles are refused.",
    )
    allow_changes: Literal["loopback", "yes", "no"] = Field(
        default="loopback",
        description="Whether articles can be added and deleted over HTTP: only where the server "
        "listens on loopback, always, or never.",
    )
    sources: Path | None = Field(
        default=None,
        description="File of the sources that `onrecord watch` reads; by default sources.toml in "
        "the data directory.",
    )
    fetch_allow: str | None = Field(
        default=None,
        description="Private hosts, host:port or networks that may be fetched from, with commas "
        "between them; by default only public addresses are.",
    )
    fetch_spacing_s: float = Field(
        default=1.0, ge=0, le=3600, description="Seconds between two pages of one host."
    )
    fetch_user_agent: str = Field(
        default="OnRecord",
        pattern=r"^[A-Za-z_-][ -~]{0,199}$",
        description="What servers are told of us; its first word is our name in robots.txt.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least severe event that is logged."
    )
    bench_data: Path = Field(
        default=Path("../shared/data"), description="Evaluation sets that `make bench` reads."
    )

    @property
    def folders(self) -> DataDir:
        """The data directory's layout."""
        return DataDir(self.data_dir, self.models_dir)

    @property
    def source_list(self) -> Path:
        """The file of the sources."""
        return self.sources or self.folders.source_list


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of the environment.

    Raises SettingsError for an unknown ONRECORD_ variable and for a value that cannot be used.
    """
    variables = os.environ if environ is None else environ
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    given = {name: value for name, value in variables.items() if name.upper().startswith(PREFIX)}
    for name in sorted(given.keys() - known):
        # Without the prefix, which alone would make any two names look alike.
        known_ends = [end.removeprefix(PREFIX) for end in known]
        end = name.upper().removeprefix(PREFIX)
        near = difflib.get_close_matches(_RENAMED.get(end, end), known_ends, n=1)
        raise SettingsError(
            f"the setting {name} is not known",
            remedy=f"did you mean {PREFIX}{near[0]}?"
            if near
            else f"known are {', '.join(sorted(known))}",
        )
    values = {name.removeprefix(PREFIX).lower(): value for name, value in given.items()}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise SettingsError(
            f"the setting {name} cannot be {first['input']!r}: {first['msg']}",
            remedy="change or unset it",
        ) from error


class SlackSettings(BaseModel):
    """What the Slack app needs, from variables that start with SLACK_. Secrets are not shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bot_token: SecretStr | None = Field(default=None, description="Token of a single workspace.")
    app_token: SecretStr | None = Field(default=None, description="Token of Socket Mode.")
    signing_secret: SecretStr | None = Field(
        default=None, description="Proves that a request over HTTP is Slack's."
    )
    api_url: str = Field(
        default="https://slack.com/api/",
        pattern=r"^https?://[^\s]+$",
        description="Where Slack's Web API is.",
    )
    client_id: str | None = Field(default=None, description="For the installation by others.")
    client_secret: SecretStr | None = Field(default=None, description="Goes with the client id.")
    redirect_url: str | None = Field(
        default=None, description="Our address of /slack/oauth_redirect, as others reach it."
    )
    store_key: SecretStr | None = Field(
        default=None, description="Under which tokens of installations are encrypted."
    )
    workers: int = Field(default=2, ge=1, le=64, description="Questions answered at once.")
    user_per_minute: int = Field(
        default=60, ge=1, description="Questions of one person a minute; more have to wait."
    )
    team_per_minute: int = Field(
        default=600, ge=1, description="Questions of one workspace a minute; more have to wait."
    )

    @property
    def is_for_many(self) -> bool:
        """Whether others can install the app, so that tokens come from the store."""
        return self.client_id is not None

    @property
    def is_served(self) -> bool:
        """Whether `onrecord serve` takes Slack's requests."""
        return self.signing_secret is not None and (self.is_for_many or self.bot_token is not None)


def load_slack_settings(environ: Mapping[str, str] | None = None) -> SlackSettings:
    """Slack's settings of the environment; variables of others that start with SLACK_ are let be.

    Raises SettingsError for a value that cannot be used.
    """
    variables = os.environ if environ is None else environ
    names = {SLACK_PREFIX + name.upper(): name for name in SlackSettings.model_fields}
    values = {names[name]: value for name, value in variables.items() if name in names and value}
    try:
        return SlackSettings.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = SLACK_PREFIX + str(first["loc"][0]).upper()
        raise SettingsError(
            f"the setting {name} cannot be used: {first['msg']}", remedy="change or unset it"
        ) from error
