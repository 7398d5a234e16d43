"""The page: events of the pipeline in, components out. Imports `rag` and `index`, never `eval`."""

import index  # noqa: F401  takes the process offline before gradio is imported
