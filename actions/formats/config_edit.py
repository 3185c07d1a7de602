"""Files of hosts, changed: backed up once, then replaced whole, the text on standard input.

What is written was made of what was read, and a command may have waited for the host's lock since: a
file that somebody has changed meanwhile is left as it is, and the command ends with `CHANGED`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from actions.formats.oslo_ini import Setting, edited, meant, parse, written
from actions.model.command import Shell
from actions.model.secret import Secret, Text

CHANGED = 76
"""Exit code where a file is not what was read of it, nor what it is to be: nothing was written."""


@dataclass(frozen=True)
class Key:
    """One key of a configuration file as it should be; None: it should not be set."""

    section: str
    key: str
    value: str | Secret | Text | None

    @property
    def wire(self) -> str | None:
        """As it is written: a plain text may refer to others with $, a text with secrets may not."""
        if self.value is None or isinstance(self.value, str):
            return self.value
        return written(Text.of(self.value).wire())

    @property
    def item(self) -> str:
        """The change as it is shown, secrets masked."""
        if self.value is None:
            return f"[{self.section}] {self.key} removed"
        return f"[{self.section}] {self.key} = {Text.of(self.value).shown()}"


@dataclass(frozen=True)
class Owned:
    """Whose a file is, and what others may do with it."""

    user: str = "root"
    group: str = "root"
    mode: str = "0644"

    @classmethod
    def as_stat(cls, owner: str, mode: str) -> Owned:
        """From what `stat -c '%U:%G %a'` says."""
        user, _, group = owner.partition(":")
        return cls(user, group, mode)


@dataclass(frozen=True)
class Edit(Shell):
    """The command that puts a file's new text in place, and what it changes there."""

    path: str = ""
    owned: Owned = Owned()
    keys: tuple[Key, ...] = ()
    """The keys that it sets, all of them where the file was not known; empty: the text as a whole."""
    was: Secret | None = None
    """What was read of the file; None: it was not there."""

    @property
    def sent(self) -> Text | None:
        """A digest of that before the text: in the line itself others could try passwords on it."""
        return Text.of(f"{digest(self.was)}\n", self.stdin) if self.stdin else None


_UNKNOWN = "UNKNOWN"
"""What stat says of an owner without a name."""


def digest(read: Secret | None) -> str:
    """What sha256sum says of a file as grep prints it."""
    return f"{hashlib.sha256(printed(read)).hexdigest()}  -"


def printed(read: Secret | None) -> bytes:
    """A file as grep prints it: its last line has an end, and of one that is not there nothing."""
    text = read.reveal() if read else ""
    return (text if text.endswith("\n") or not text else f"{text}\n").encode()


def missing(text: str, keys: tuple[Key, ...]) -> tuple[Key, ...]:
    """The keys that a configuration file's text does not have so, or another way to say the same."""
    now = parse(text)
    return tuple(key for key in keys if not _same(now, (key.section, key.key), key.wire))


def _same(now: dict[tuple[str, str], str], name: tuple[str, str], wanted: str | None) -> bool:
    if wanted is None or name not in now or now[name] == wanted:
        return now.get(name) == wanted
    return meant({**now, name: wanted})[name] == meant(now)[name]


def edit(host: str, path: str, now: Secret | None, owned: Owned, keys: tuple[Key, ...]) -> Edit | None:
    """The command that sets the keys in a file whose text is `now`; None where all are so already.

    Of a file that is to come nothing is known: what should not be set may be set in it.
    """
    text = now.reveal() if now else ""
    wanted = missing(text, keys) if now else keys
    if not wanted:
        return None
    settings = tuple(Setting(key.section, key.key, key.wire) for key in wanted)
    new = Text.of(Secret(edited(text, settings)))
    command = write(host, path, new, owned, tuple(key.item for key in wanted), now)
    return replace(command, keys=wanted)


def write(
    host: str,
    path: str,
    text: Text,
    owned: Owned,
    items: tuple[str, ...] = (),
    now: Secret | None = None,
) -> Edit:
    """The command that puts a text in the place of what a file holds `now`; the first is kept beside.

    Not `&&` after the copy: cp of coreutils 9.2 to 9.4 fails where the backup is there already. The
    size is compared because a lost connection can cut the text short without an error.
    """
    new = f"{path}.stackmend-new"
    put = f"install -m {owned.mode} -o {owned.user} -g {owned.group} /dev/stdin {new}"
    if _UNKNOWN in (owned.user, owned.group):  # a container's own, which this host has no name for
        put = f"install -m {owned.mode} /dev/stdin {new} && chown --reference={path} {new}"
    arrived = f"stat -c %s {new} | grep -q '^{len(text.wire().encode())}$'"
    changed = (
        f"{{ rm -f {new}; echo {path} was changed since it was read, or is no UTF-8: nothing was "
        f"written >&2; exit {CHANGED}; }}"
    )
    return Edit(
        host,
        f"read -r was; cp -an {path} {path}.before-stackmend 2>/dev/null; {put} && {arrived} || exit; "
        f"now=$(LC_ALL=C grep -a '' {path} 2>/dev/null | sha256sum); "
        f'[ "$now" = "$was" ] || cmp -s {path} {new} || {changed}; mv {new} {path}',
        stdin=text,
        items=items,
        show=f"edit {path}" if items else f"write {path}",
        path=path,
        owned=owned,
        was=now,
    )
