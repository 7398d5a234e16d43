"""Whether a change made the answers better. Imports `rag` and `index`, never `ui`."""

import index  # noqa: F401  takes the process offline before any library is imported
