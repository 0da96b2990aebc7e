# Built in one image, run in another that holds no compiler, no build tool and no root process.
FROM node:20-bookworm-slim AS web

WORKDIR /src
COPY clients/web/package.json clients/web/package-lock.json clients/web/.npmrc ./
RUN npm ci
COPY clients/web ./
RUN npm run build


FROM python:3.11-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 UV_LINK_MODE=copy
WORKDIR /src

# What builds, then what runs: both by hash, nothing that the lock files do not name.
COPY build.lock runtime.lock ./
RUN python -m venv /tools \
    && /tools/bin/python -m pip install --no-cache-dir --require-hashes -r build.lock \
    && python -m venv --without-pip /opt/handrail \
    && /tools/bin/uv pip sync --no-cache --python /opt/handrail/bin/python --require-hashes runtime.lock

COPY pyproject.toml README.md LICENSE ./
COPY server ./server
COPY clients/python ./clients/python
COPY --from=web /src/dist ./server/handrail/web/app
RUN /tools/bin/python -m hatchling build -t wheel \
    && /tools/bin/uv pip install --no-cache --python /opt/handrail/bin/python --no-deps dist/*.whl \
    && /opt/handrail/bin/python -m compileall -q /opt/handrail/lib


FROM python:3.11-slim-bookworm

LABEL org.opencontainers.image.title="handrail" org.opencontainers.image.licenses="Apache-2.0"

# The number is fixed so that files given to the container (keys, passwords) can belong to it alone.
RUN groupadd --gid 10001 handrail \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/handrail --shell /usr/sbin/nologin handrail \
    && install -d -o 10001 -g 10001 -m 700 /var/lib/handrail

COPY --from=build /opt/handrail /opt/handrail

ENV PATH=/opt/handrail/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HANDRAIL_DATA=/var/lib/handrail \
    HANDRAIL_HOST=0.0.0.0 \
    HANDRAIL_PORT=8080

USER 10001:10001
WORKDIR /var/lib/handrail
VOLUME /var/lib/handrail
EXPOSE 8080

# Ready, not merely alive; over loopback, so no certificate is involved.
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health/ready', timeout=2)"]

STOPSIGNAL SIGTERM
ENTRYPOINT ["handrail"]
CMD ["serve"]
