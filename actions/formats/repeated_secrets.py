"""What tools repeat of passwords that nobody handed us: in URLs, behind names, in broken lines."""

from __future__ import annotations

import re
from collections.abc import Callable

from actions.formats.url import masked

_NAMES = (
    r"(?:pass(?:word|wd|phrase)|[_-]pass|(?-i:(?<=[a-z])Pass)|secret|[_-]token|[_-]pwd|api_?key"
    r"|private_key|erlang_cookie|wsrep_sst_auth|x-(?:auth|subject)-token)"
)
_NO_VALUE = (
    r"(?!(?:yes|no|none|null|true|false|<none>|!vault|\*{3,})(?![\w-])|['\"]{2}(?!['\"])|"
    r"[{\[](?:[\s{'\"\\]|$)|\\?['\"]?\$[({])"
)
"""A word that says whether there is one, the beginning of an object, what a shell fills in."""
_NAMED = re.compile(
    rf"""(?P<name>{_NAMES}(?:\\?['"]?\s*(?:=>|[=:])\s*|,\s*(?=<<)|,(?=\\?")))(?:<<)?{_NO_VALUE}"""
    r"""(?:(?P<open>b?(?P<quote>\\?['"]))(?:.*?(?P=quote)(?=[\s,;:)\]}>&\\]|$)|.*$)|[^\s'",;&]+)""",
    re.IGNORECASE,
)
_SETTING = re.compile(
    rf"^(?P<name>[\s+>-]*(?:[\w./:][\w./:-]*)?{_NAMES}\s+=\s+){_NO_VALUE}[^'\"\s].*$", re.IGNORECASE
)
"""A line that is nothing but a setting: its value ends where the line does."""
SETTING = re.compile(
    rf"[\w.-]*{_NAMES}\s*[=:]\s*(?P<value>.+)|[^#;]*?://[^\s:/@]*:(?P<password>[^\s@]+)@",
    re.IGNORECASE,
)
"""A line of a file that holds a password, as its value or in a URL."""
_HINTS = ("pass", "secret", "token", "pwd", "key", "cookie", "sst_auth", "authorization")
_HEADER = re.compile(r"(authorization['\"]?\s*[:=]\s*['\"]?(?:basic|bearer|token)\s+)[\w+/=.~-]+", re.I)
_TOKENS = re.compile(
    r"\bgAAAAA[\w-]{20,}=*|\bAQ[A-Za-z0-9+/]{36}==|"
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"
)
"""A token of Keystone's or a credential that it wrote, a key of Ceph's, a private key on one line."""
_TOKEN_HINTS = ("gAAAAA", "AQ", "PRIVATE KEY-----")
_BY = re.compile(
    r"(\b(?:(?<!revision )IDENTIFIED(?:\s+(?:WITH|VIA)\s+\S+)?\s+(?:BY|AS|USING)"
    r"(?:\s+PASSWORD)?|PASSWORD\()\s*)"
    r"""(?:'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|['"].*$)""",
    re.IGNORECASE,
)
"""SQL; MariaDB repeats 80 characters of what it does not understand."""

_ALL = "|".join(
    (
        r"found in assignment",  # oslo.config
        r"unexpected continuation line",
        r"key (?:name )?cannot be empty",
        r"invalid section \(must end with \]\)",
        r"empty section name",
        r"\[line +\d+\]",  # Python's configparser
        r"invalid interpolation syntax in",
        r"raw value",
        r"must be followed by '%' or '\(', found",
        r"environment assignment(?:, ignoring)?",  # systemd
        r"^>>>",  # Redis
        r"syntax error before",  # Erlang: rabbitmq's advanced.config
        r"undefined alias",  # YAML: * and ! begin what is no text
        r"constructor for the tag",
        r"cannot unmarshal !!\w+",  # Go's YAML
        r"(?:cast to integer value as|nonnumeric port:|"  # ports that are a password's beginning
        r"invalid literal for \w+\(\)(?: with base \d+)?:)(?! ?['\"](?:[\d\s.,-]*|None)['\"])",
        r"\(value",  # MariaDB: unknown suffix
    )
)
_BROKEN = re.compile(
    rf"(?P<before>(?:{_ALL})(?:[:,]\s*|\s+)\[?b?\\*)(?P<quote>['\"`])(?!…)(?:.*(?P=quote)|.*$)",
    re.IGNORECASE,
)
"""Said before a line that is repeated: all up to the last such quote, since the line may hold some."""
_BROKEN_BARE = re.compile(r"((?:syntax error before|assignment, ignoring): )(?![\['\"`*])\S.*$", re.I)
_OPTION = re.compile(
    r"(?P<before>(?:unknown|unrecognized|ambiguous|invalid|unsupported) "
    r"(?:variable|option|parameter|argument|setting):? [`'\"][^'\"`=\s]*=)(?P<value>.*?)"
    r"(?P<after>['\"](?=[\s,.;:)]|$)|$)",
    re.IGNORECASE,
)
"""MariaDB, uWSGI and all that read their arguments by getopt: the name is kept."""
_WORD = re.compile(
    r"(?P<before>(?:unknown (?:keyword|directive)|invalid command|bad configuration option):? [`'\"])"
    r"(?![A-Za-z_.-]+['\"])(?P<value>.*?)(?P<after>['\"](?=[\s,.;:)]|$)|$)",
    re.IGNORECASE,
)
"""HAProxy, keepalived, nginx, Apache: a word of letters is a directive, whose module may be missing."""
_LOGIN_ALONE = re.compile(r"(?<![\w/:])([\w.-]+:)[^\s:@/'\"]+(?=@[\w.-]+:\d)")
"""A login without a scheme: nova:…@mq:5672."""
_TORN_PORT = re.compile(r"(?<=')([^\s':]+:)[^']+(?=' is not a valid host or port)")
_TORN_URL = re.compile(
    r"((?:url|string) ['\"]?[a-z][a-z0-9+.-]*://[^\s:/@]*:)[^'\"]{0,200}@|"
    r"(url from (?:given url )?string ['\"])(?![^'\"]*://)[^'\"]+",
    re.IGNORECASE,
)
"""SQLAlchemy and oslo.messaging name what they cannot read; there a password may hold blanks."""
_BROKEN_HINTS = (
    "found in",
    "unexpected continuation",
    "cannot be empty",
    "must end with",
    "section name",
    "[line ",
    "interpolation",
    "raw value",
    "followed by",
    "assignment",
    ">>>",
    "syntax error",
    "undefined alias",
    "constructor for",
    "cannot unmarshal",
    "integer value",
    "nonnumeric",
    "invalid ",
    "(value",
    "unknown ",
    "unrecognized ",
    "ambiguous ",
    "unsupported ",
    "bad configuration",
    "valid host",
    "url",
)
_NEXT = re.compile(
    r"at position \d+:$|line \d+, column \d+:$|^file: .*, line: \d+$|^\s*File \"[^\"]*\", line \d+$"
)
"""Lines behind which the broken one follows: HAProxy's, YAML's, configparser's, Python's own."""
_LAST = (":", *"0123456789")


def without_secrets(line: str) -> str:
    """One line that a tool printed, with what looks like a password as ****."""
    line = masked(line) if "://" in line else line
    line = _LOGIN_ALONE.sub(r"\1****", line) if "@" in line else line
    small = line.lower()
    if any(hint in small for hint in _HINTS):
        line = _SETTING.sub(r"\g<name>****", _HEADER.sub(r"\1****", line))
        line = _NAMED.sub(_unnamed, line)
    if "identified" in small or "password(" in small:
        line = _BY.sub(r"\1'****'", line)
    if any(hint in line for hint in _TOKEN_HINTS):
        line = _TOKENS.sub("****", line)
    return _whole(line) if any(hint in small for hint in _BROKEN_HINTS) else line


def by_line(mask: Callable[[str], str] = without_secrets) -> Callable[[str], str]:
    """The same for each line of one output: it knows whether the one before announces a broken line."""
    announced = False

    def masked_line(line: str) -> str:
        nonlocal announced
        if announced and line.strip():
            announced = False
            return line[: len(line) - len(line.lstrip())] + "****"
        announced = line.endswith(_LAST) and _NEXT.search(line) is not None
        return mask(line)

    return masked_line


def ending(text: str, longest: int = 200) -> str:
    """The last words of what a tool said: masked first, since half a URL is not known for one."""
    clean = "\n".join(map(by_line(), text.strip().splitlines()))
    if len(clean) <= longest:
        return clean
    words = clean[-longest - 1 :].split(maxsplit=1)
    return words[1] if len(words) > 1 and clean[-longest - 1].strip() else clean[-longest:].lstrip()


def beginning(text: str, longest: int = 200) -> str:
    """The first words of what a tool said, masked first, too."""
    clean = "\n".join(map(by_line(), text.strip().splitlines()))
    if len(clean) <= longest or not clean[longest].strip():
        return clean[:longest].rstrip()
    return clean[:longest].rsplit(maxsplit=1)[0]


def _unnamed(match: re.Match[str]) -> str:
    """The name, and the quotes where there are some."""
    return f"{match['name']}{match['open'] or ''}****{match['quote'] or ''}"


def _whole(line: str) -> str:
    """A line without what it repeats of a broken one."""
    line = _BROKEN.sub(r"\g<before>\g<quote>****\g<quote>", line)
    line = _BROKEN_BARE.sub(r"\1****", line)
    line = _OPTION.sub(r"\g<before>****\g<after>", line)
    line = _WORD.sub(r"\g<before>****\g<after>", line)
    line = _TORN_URL.sub(lambda m: f"{m[1]}****@" if m[1] else f"{m[2]}****", line)
    return _TORN_PORT.sub(r"\1****", line)
