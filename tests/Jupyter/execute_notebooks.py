"""Executes notebooks through a Jupyter kernel with nbclient: KERNEL SOURCE_FOLDER TARGET_FOLDER NAME..."""
import os
import sys

import nbformat
from nbclient import NotebookClient

kernel, source, target, *names = sys.argv[1:]
for name in names:
    notebook = nbformat.read(os.path.join(source, name + ".ipynb"), as_version=4)
    client = NotebookClient(notebook, kernel_name=kernel, allow_errors=True, timeout=1800, resources={"metadata": {"path": source}})
    client.execute()
    nbformat.write(notebook, os.path.join(target, name + ".ipynb"))
