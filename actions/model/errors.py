"""What can go wrong outside: each text is one sentence that says where, what, and what to do."""

from __future__ import annotations

LOGIN_REFUSED = "the login is refused (401)"
"""How the error of an API's answer begins where Keystone does not take the login."""


class StackmendError(Exception):
    """The base of all errors whose text is for the operator: one sentence, and what to do."""


class SiteError(StackmendError):
    """The site file, or the file of its secrets, cannot be used."""


class NoAnswer(StackmendError):
    """A host, an API or a database gave no answer, or the connection was cut while it did."""


class NotConfigured(NoAnswer):
    """It was not asked at all: a configuration does not say how. The text says which file and entry."""


class Unreachable(StackmendError):
    """A host answers, but cannot connect to where it was asked to; the text is the reason alone."""


class UnknownName(Unreachable):
    """A host has no address for the name that it was to connect to; the text is the line that asked."""


class Unwritable(StackmendError, OSError):
    """A folder of stackmend's own cannot be made or written."""


class Refused(StackmendError):
    """Nothing was run: the mode, the plan or the run's own state forbids it."""

    @classmethod
    def read_only(cls) -> Refused:
        """What every way to a change says in read-only mode."""
        return cls("Nothing was run: stackmend is in read-only mode.")
