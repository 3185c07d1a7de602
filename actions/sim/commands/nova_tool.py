"""What nova's command line tools share: their options, their log lines, their errors' texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from actions.sim.call import Call
from actions.sim.database import SqlError
from actions.sim.nova import Nova

NOISE = (
    "Modules with known eventlet monkey patching issues were imported prior to eventlet monkey "
    "patching: urllib3. This warning can usually be ignored if the caller is only importing and not "
    "executing nova code."
)
"""nova-manage writes this to its standard error at every call."""

_CLASSES = {1146: "ProgrammingError", 1054: "OperationalError"}
_PAGES = {1146: "f405"}


class Usage(Exception):
    """Words that argparse refuses."""


class Crash(Exception):
    """An exception that is no error of the database; its text has the class in front."""


@dataclass(frozen=True)
class Tool:
    """One call of a tool: the options given, and nova's databases as nova.conf there names them."""

    call: Call
    nova: Nova
    options: dict[str, str]

    @classmethod
    def make(cls, call: Call, words: tuple[str, ...]) -> Tool:
        """Read the options and nova.conf; raises `NoAccess`."""
        path = "/etc/nova/nova.conf"
        conf = {path: call.host.files.read(path, call.user)}
        return cls(call, Nova(call.cloud, conf, call.host.name), _options(words))

    @property
    def now(self) -> str:
        """The time, as MySQL writes it."""
        return self.call.cloud.clock.stamp()

    def say(self, line: str) -> None:
        """Print a line."""
        self.call.say(line)

    def has(self, *names: str) -> bool:
        """Whether a flag was given, by any of its names."""
        return any(name in self.options for name in names)

    def option(self, *names: str) -> str:
        """An option's value by any of its names; empty where it was not given."""
        return next((self.options[name] for name in names if name in self.options), "")

    def required(self, *names: str) -> str:
        """The same; raises `Usage` where it was not given."""
        value = self.option(*names)
        if not value:
            raise Usage(f"the following arguments are required: --{names[0]}")
        return value

    def log(self, level: str, logger: str, text: str) -> None:
        """A log line: without log_dir they go to the standard output (T-NOVA-05)."""
        moment = datetime.fromtimestamp(self.call.host.now(), UTC)
        when = f"{moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond // 1000:03d}"
        self.say(f"{when} {self.call.host.pids} {level} {logger} [-] {text}\x1b[00m")

    async def opened(self, url: str) -> str:
        """Open a database URL as oslo.db does, which tries for 100 s in vain; its schema."""
        try:
            return self.nova.open(url)
        except SqlError as error:
            if error.code == 2003:
                for left in range(10, 0, -1):
                    await self.call.work(10)
                    why = f"SQL connection failed. {left} attempts left."
                    told = f"{why}: oslo_db.exception.DBConnectionError: {raised(error)}"
                    self.log("WARNING", "oslo_db.sqlalchemy.engines", told)
            raise

    def raised(self, error: Exception) -> str:
        """The end of a traceback, with its class and SQLAlchemy's link."""
        if isinstance(error, SqlError):
            kind = _CLASSES.get(error.code, "OperationalError")
            return f"sqlalchemy.exc.{kind}: {described(error)}"
        return str(error)


def raised(error: SqlError) -> str:
    """An error of the database as pymysql's exception prints it."""
    kind = _CLASSES.get(error.code, "OperationalError")
    return f'(pymysql.err.{kind}) ({error.code}, "{error.message}")'


def described(error: SqlError) -> str:
    """The same with SQLAlchemy's link below it, where SQLAlchemy raised it."""
    if error.code == 0:
        return error.message
    page = _PAGES.get(error.code, "e3q8")
    return f"{raised(error)}\n(Background on this error at: https://sqlalche.me/e/14/{page})"


_FLAGS = frozenset((
    "by-service", "delete", "disable", "dry-run", "enable", "force", "local_cell", "quiet", "reset",
    "strict", "until-complete", "verbose",
))  # fmt: skip


def _options(words: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            found.setdefault("", word)
            continue
        name, equal, value = word[2:].partition("=")
        if name in _FLAGS or equal:
            found[name] = value
        elif rest:
            found[name] = rest.pop(0)
        else:
            raise Usage(f"argument --{name}: expected one argument")
    return found
