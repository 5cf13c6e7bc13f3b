# syntax=docker/dockerfile:1
# Counterpoint in a small image: packages are installed in a first stage, the second holds Python, them and the program.
#   docker build -t counterpoint . && docker run -e TELEGRAM_BOT_TOKEN=... -v counterpoint:/data -p 8080:8080 counterpoint

# The base is named by its tag: a digest is one machine's look at a registry, and the security fixes of Debian come with the tag.
# Whoever wants the same bytes each time writes python:3.12-slim@sha256:..., as `docker buildx imagetools inspect` shows it.
FROM python:3.12-slim AS build
WORKDIR /app
COPY requirements-build.lock requirements.lock ./
RUN python -m venv /app/venv \
    && /app/venv/bin/pip install --no-cache-dir --require-hashes -r requirements-build.lock \
    && /app/venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY retrieval retrieval
COPY bot bot
COPY config config
RUN /app/venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
    && /app/venv/bin/pip uninstall --yes uv setuptools pip

FROM python:3.12-slim
RUN useradd --uid 10001 --user-group --create-home --home-dir /home/counterpoint counterpoint \
    && install -d -o counterpoint -g counterpoint /data
COPY --from=build /app/venv /app/venv
COPY config /app/config
ENV PATH=/app/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    COUNTERPOINT_DATA=/data \
    COUNTERPOINT_CONFIG=/app/config \
    COUNTERPOINT_HTTP_HOST=0.0.0.0 \
    COUNTERPOINT_HTTP_PORT=8080 \
    COUNTERPOINT_LOG=json
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['COUNTERPOINT_HTTP_PORT'] + '/healthz', timeout=4)"]
CMD ["counterpoint", "run"]
