# Two stages with the Makefile's own steps. The model is inside: it is one of the Python packages.

FROM python:3.11-slim-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends make \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY Makefile pyproject.toml constraints.txt README.md LICENSE ./
COPY index index
COPY bot bot
COPY prompts prompts
# Named here, the index of torch's builds without CUDA must answer: no gigabytes by accident.
RUN make install TORCH_INDEX=https://download.pytorch.org/whl/cpu

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --home-dir /data onrecord \
    && install --directory --owner=onrecord /data
# The installation points to its own path, so it stays where it was made.
COPY --from=build /app /app
COPY seeds /app/seeds
# HF_HOME is for the models of a hub, which only a setting asks for; the default needs no network.
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HF_HOME=/data/huggingface \
    ONRECORD_DATA_DIR=/data \
    ONRECORD_HOST=0.0.0.0 \
    ONRECORD_PORT=8000
WORKDIR /app
USER onrecord
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["sh", "-c", "onrecord ingest --if-empty seeds && exec onrecord serve"]
