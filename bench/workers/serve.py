"""A worker's end of the protocol: see serve.mjs."""

import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any


def serve(operations: dict[str, Callable[..., Any]]) -> None:
    """Answers requests until the input ends; what an operation raises is answered as an error."""
    with os.fdopen(3, "w") as answers:
        for line in sys.stdin:
            request = json.loads(line)
            try:
                answer = operations[request.pop("op")](**request)
            except Exception as error:
                traceback.print_exc()
                answer = {"error": f"{type(error).__name__}: {error}"}
            print(json.dumps(answer), file=answers, flush=True)


def timed(step: Callable[[], Any], steps: int) -> list[float]:
    """The milliseconds that each of some steps took."""
    milliseconds = []
    for _ in range(steps):
        start = time.perf_counter()
        step()
        milliseconds.append((time.perf_counter() - start) * 1e3)
    return milliseconds
