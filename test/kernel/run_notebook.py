"""Runs cells through nbclient, as the notebook builder does, and prints the cells it made."""

import json
import sys

import nbformat
from nbclient import NotebookClient

given = json.load(sys.stdin)
notebook = nbformat.v4.new_notebook(
    cells=[nbformat.v4.new_code_cell(code) for code in given["cells"]],
    metadata={"kernelspec": {"name": "tslab", "display_name": "TypeScript", "language": "typescript"}},
)
client = NotebookClient(
    notebook,
    timeout=60,
    kernel_name="tslab",
    allow_errors=given["allowErrors"],
    resources={"metadata": {"path": given["folder"]}},
)
failure = None
try:
    client.execute()
except Exception as error:
    failure = f"{type(error).__name__}: {error}"
json.dump({"failure": failure, "cells": notebook.cells, "metadata": notebook.metadata}, sys.stdout)
