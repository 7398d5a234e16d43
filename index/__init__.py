"""Documents into passages, passages into an index, a question into hits.

The bottom of the house: imports no sibling package. Importing it takes the
process offline first (see `offline`), so nothing above can forget to.
"""

from index.offline import go_offline

go_offline()
