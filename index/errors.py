"""The errors a user can meet. Each message is one line that says what to do next."""


class FootnoteError(Exception):
    """Something could not be done; `str(error)` is the whole message for the user."""


class ConfigError(FootnoteError):
    """A setting is unknown or out of range."""


class SourceError(FootnoteError):
    """A document could not be read."""


class IndexMissing(FootnoteError):
    """There is no index where one was expected."""


class IndexUnfit(FootnoteError):
    """The index was built with another embedder, dimension or chunking."""


class IndexDamaged(FootnoteError):
    """A file of the index is missing or is not what was written."""


class IndexBusy(FootnoteError):
    """Another process is building this index."""


class StorageError(FootnoteError):
    """The disk refused to read or write."""


class ModelError(FootnoteError):
    """A model is missing, damaged, or did not answer."""


class QuestionError(FootnoteError):
    """The question cannot be asked as it stands."""
