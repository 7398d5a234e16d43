"""A question's way to an answer with its citations. Imports `index` and nothing above."""

import index  # noqa: F401  takes the process offline before any library is imported
