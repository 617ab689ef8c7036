# Debian 13: its pg_dump copies the databases of servers up to 17, as docker-compose.yml has one; Debian 12's refuses them.
FROM python:3.11-slim-trixie AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1

# Everything that is installed has a hash in a lock, what it is built with too.
FROM base AS made
WORKDIR /src
COPY requirements-tools.lock requirements-postgresql.lock ./
RUN python -m venv /tools \
    && /tools/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements-tools.lock
ENV UV_PYTHON_DOWNLOADS=never UV_NO_CACHE=1 UV_LINK_MODE=copy VIRTUAL_ENV=/opt/airdate
RUN /tools/bin/uv venv --python /usr/local/bin/python /opt/airdate \
    && /tools/bin/uv pip sync --require-hashes --build-constraints requirements-tools.lock --compile-bytecode \
        requirements-postgresql.lock
COPY . .
RUN /tools/bin/uv pip install --no-deps --no-build-isolation --compile-bytecode . \
    && if [ -f plugins.txt ]; then \
        /tools/bin/uv pip install --constraint requirements-postgresql.lock --compile-bytecode --requirements plugins.txt; fi

FROM base
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ffmpeg postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 1000 --user-group --no-create-home --home-dir /data airdate \
    && mkdir -p /data /media/downloads /media/library \
    && ln -s /media/downloads /downloads \
    && chown -R airdate:airdate /data /media \
    && chmod 1777 /data
COPY --from=made /opt/airdate /opt/airdate
ENV PATH=/opt/airdate/bin:$PATH HOME=/data AIRDATE_DATA=/data AIRDATE_LIBRARY=/media/library
USER airdate
WORKDIR /data
VOLUME ["/data", "/media"]
# Whether the bot polls, the workers work and the queue moves. bash asks by itself: no Python starts each minute.
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/${AIRDATE_DASHBOARD__PORT:-8642}; printf 'GET /healthz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3; read -r answer <&3; [[ $answer == *' 200 '* ]]"]
ENTRYPOINT ["airdate"]
CMD ["up"]
