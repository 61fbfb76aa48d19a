"""How long a call takes, where a test asks whether work grows with its input."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def seconds(do: Callable[[], object]) -> float:
    """Processor time of a call; looking for cycles among what earlier tests left is no part of it."""
    gc.collect()
    gc.disable()
    try:
        started = time.process_time()
        do()
        return time.process_time() - started
    finally:
        gc.enable()
