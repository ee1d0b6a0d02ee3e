# One image, every process: `converse up` by default, `converse ingress`, `worker` or `studio` where they run apart.
FROM python:3.13-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends make
WORKDIR /src
COPY . .
RUN make wheel
# The wheel in an environment of its own, without the tools that built and tested it. uv checks the pins' hashes.
RUN python -m venv /opt/converse \
    && .venv/bin/uv pip install --python /opt/converse/bin/python --constraints constraints.txt dist/*.whl \
    && /opt/converse/bin/python -m runtime.understanding.weights

FROM python:3.13-slim
RUN useradd --system --uid 1000 converse && install -d -o converse /data
COPY --from=build /opt/converse /opt/converse
ENV PATH=/opt/converse/bin:$PATH PYTHONUNBUFFERED=1 CONVERSE_DATA=/data \
    CONVERSE_SERVER__HOST=0.0.0.0 CONVERSE_STUDIO__HOST=0.0.0.0
USER converse
WORKDIR /data
VOLUME /data
EXPOSE 8000 8080
STOPSIGNAL SIGTERM
CMD ["converse", "up"]
