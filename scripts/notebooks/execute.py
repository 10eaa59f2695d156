"""Runs a notebook through its kernel with nbclient, for execute.mjs.

The request comes as JSON on standard input: notebook, kernel, cwd, timeout (seconds a cell, or
null). Events go as JSON lines to file descriptor 3, since the kernel shares the standard streams.
"""

import json
import os
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, CellTimeoutError, DeadKernelError

# Progress of the cells; closed to the kernel, so that nothing else can write there.
os.set_inheritable(3, False)
events = os.fdopen(3, "w", encoding="utf-8")


def tell(event, **fields):
    events.write(json.dumps({"event": event, **fields}) + "\n")
    events.flush()


def main():
    request = json.load(sys.stdin)
    notebook = nbformat.from_dict(request["notebook"])
    nbformat.validate(notebook)
    started = {}

    def on_start(cell, cell_index):
        started["id"] = cell.id
        started["at"] = time.monotonic()
        tell("start", id=cell.id)

    def on_executed(cell, cell_index, execute_reply):
        seconds = time.monotonic() - started["at"]
        tell("cell", id=cell.id, seconds=seconds, status=execute_reply["content"]["status"])

    client = NotebookClient(
        notebook,
        kernel_name=request["kernel"],
        timeout=request["timeout"],
        startup_timeout=120,
        record_timing=False,
        resources={"metadata": {"path": request["cwd"]}},
        on_cell_execute=on_start,
        on_cell_executed=on_executed,
    )
    try:
        client.execute()
    except CellTimeoutError:
        tell("failed", reason="timeout", id=started.get("id"))
    except CellControlSignal:
        pass  # The error among the cell's outputs says what happened.
    except DeadKernelError:
        tell("failed", reason="dead", id=started.get("id"))
    except Exception as error:
        tell("failed", reason=f"{type(error).__name__}: {error}", id=started.get("id"))
    tell(
        "result",
        cells=[
            {"id": cell.id, "execution_count": cell.execution_count, "outputs": cell.outputs}
            for cell in notebook.cells
            if cell.cell_type == "code"
        ],
    )


main()
