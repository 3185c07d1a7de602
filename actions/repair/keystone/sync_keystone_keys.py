"""sync-keystone-keys: a controller's Keystone has the keys of the others, and can read them."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping

from actions.causes.first import guarded
from actions.checks._support import reachability
from actions.checks._support.wording import listed
from actions.checks.keystone.keystone_keys import differs, doubt, keys, right, unseen, usual
from actions.deployments import parts
from actions.deployments.all import usual_tool
from actions.deployments.services import KEYSTONE_API
from actions.facts.hosts import conf, host_layout, units
from actions.facts.keystone import catalog, keystone_key_texts, keystone_keys
from actions.facts.keystone.keystone_keys import CREDENTIAL, FERNET
from actions.formats.suggest import suggest
from actions.model.command import Shell
from actions.model.errors import LOGIN_REFUSED
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do
from actions.model.secret import Text
from actions.repair.services.unit_restart import restart, restarted

_COPY = (
    "umask 077; d={folder}; mkdir -p $d && rm -rf $d.before-stackmend && "
    "cp -a $d $d.before-stackmend && n=$(mktemp -d $d/.new.XXXXXX) || exit 1; "
    'while read -r name key; do printf %s "$key" >"$n/$name" || exit 1; done; '
    '[ -n "$(ls $n)" ] || exit 1; chown -R {user}:{group} $d; mkdir $n/gone; '
    'for old in $d/[0-9]*; do [ -e "$n/${{old##*/}}" ] || mv "$old" $n/gone; done; '
    "mv $n/[0-9]* $d/; rm -r $n"
)
"""Each key is put in its place by a rename, for Keystone reads them all the while."""


def step(kind: str) -> Callable[[Situation], Decision]:
    """The `plan` of the step for one kind of keys."""

    def plan(situation: Situation) -> Decision:
        host, _, named = situation.target.partition("/")
        found = keys(situation.snapshot, kind)
        if by_hand := _by_hand(situation, host):
            return blocked(by_hand, final=True)
        hidden = unseen(situation.snapshot, kind)
        if host not in found or host in hidden:
            return blocked(_unknown(host, found, hidden))
        if named and not found.get(named):
            return blocked(f"{named} has no keys that could be copied.{suggest(named, list(found))}")
        here, model = found[host], named or right(found, hidden)
        folder = keystone_keys.folders(situation.snapshot, host)[kind]
        if model and model != host and differs(here, found[model]):
            return _copied(situation, kind, host, model, folder)
        other = usual(found)
        if hidden and not model and other not in ("", host) and differs(here, found[other]):
            why = f"{doubt(hidden)}. To copy those of {other}, name it: {host}/{other}"
            return blocked(f"{why}.") if kind == FERNET else already(f"they stay as they are. {why}")
        closed = [number for number, key in here.items() if not key.readable]
        user = usual_tool(parts.KEYSTONE).user
        if closed:
            command = Shell(host, f"chown -R {user}:{user} {folder} && chmod -R u=rwX,go= {folder}")
            return do(command, why=f"{user} cannot read key {closed[0]} in {folder} on {host}")
        if here:
            return already(f"{host} has its keys in {folder}, and {user} can read them", (host,))
        return _made(situation, kind, host, folder, hidden)

    return plan


def _by_hand(situation: Situation, host: str) -> str:
    """Why the keys are not changed from here; empty: they may be."""
    own = conf.conf_of(situation.snapshot, host, KEYSTONE_API)
    tool = own.deployment.keys_by_hand if own else ""
    return f"Keystone's keys on {host} are in a volume of its container: {tool}." if tool else ""


def _copied(situation: Situation, kind: str, host: str, model: str, folder: str) -> Decision:
    source = keystone_keys.folders(situation.snapshot, model)[kind]
    texts = situation.get(keystone_key_texts.PROBE, model) or {}
    of_kind = {
        int(path.rpartition("/")[2]): secret
        for path, secret in texts.items()
        if path.rpartition("/")[0] == source and path.rpartition("/")[2].isdigit()
    }
    if of_kind.keys() != keys(situation.snapshot, kind)[model].keys():
        return blocked(f"The keys in {source} of {model} could not all be read.")
    stdin = Text.of(*(part for n, key in sorted(of_kind.items()) for part in (f"{n} ", key, "\n")))
    user = usual_tool(parts.KEYSTONE).user
    line = _COPY.format(folder=shlex.quote(folder), user=user, group=user)
    return do(Shell(host, line, stdin), why=f"{host} has not the keys that {model} has in {source}")


def _made(
    situation: Situation, kind: str, host: str, folder: str, hidden: Mapping[str, str]
) -> Decision:
    tool = host_layout.tool(situation.snapshot, host, parts.KEYSTONE)
    user = usual_tool(parts.KEYSTONE).user
    line = f"{tool.line} {kind} --keystone-user {user} --keystone-group {user}"
    none = f"no controller {'that was seen ' if hidden else ''}has keys in {folder}"
    if kind == CREDENTIAL:
        left = f" ({listed(hidden)} was not: {next(iter(hidden.values()))})" if hidden else ""
        return already(
            f"{none}{left}: put them back from a backup. New ones would read nothing of what was "
            f"encrypted; where nothing was, `{line}` makes them"
        )
    if hidden:
        lost = f"Where they are lost, `{line}` on {host} makes new ones."
        return blocked(f"{none[:1].upper()}{none[1:]}. {doubt(hidden)}. {lost}")
    return do(Shell(host, line), why=f"no controller has a key in {folder}")


def _unknown(host: str, found: Mapping[str, object], hidden: Mapping[str, str]) -> str:
    if host in hidden:
        return f"The keys on {host} could not be looked at: {hidden[host]}."
    return f"{host} is no controller with a keystone.conf that was read.{suggest(host, list(found))}"


def plan_restart(situation: Situation) -> Decision:
    """Restart a Keystone that answers no login: started without its keys, it is never ready again."""
    host = situation.target.partition("/")[0]
    error = situation.snapshot.reading(catalog.PROBE).error
    unit = reachability.unit(situation.snapshot, host, KEYSTONE_API)
    if not error or LOGIN_REFUSED in error:
        return already("Keystone answers, and reads its keys for each token anew")
    if unit is None:
        return blocked(
            f"Keystone does not answer, and {reachability.no_unit(host, KEYSTONE_API)}: restart that."
        )
    if restarted(situation, host, unit):
        return already(f"{unit.name} on {host} was started anew")
    why = f"Keystone does not answer ({error.rstrip('.')}): what starts without its keys stays so"
    return do(restart(host, unit), why=why)


def verify(situation: Situation) -> Decision:
    """No commands ever: Keystone gives a token, and reads it again."""
    if situation.pending:
        return already("it is looked at when the steps above are through")
    error = situation.snapshot.reading(catalog.PROBE).error
    return blocked(f"Keystone does not answer yet: {error}") if error else already("Keystone answers")


def notes(situation: Situation) -> tuple[str, ...]:
    """What ends with the keys that go."""
    return tuple(_notes(situation))


def _notes(situation: Situation) -> Iterator[str]:
    host, _, named = situation.target.partition("/")
    fernet, hidden = keys(situation.snapshot, FERNET), unseen(situation.snapshot, FERNET)
    if host in fernet and not any(fernet.values()) and not hidden:
        yield (
            "New keys are made, for none is left: every token that was given out ends now, and whoever "
            "holds one logs in again. If a backup of the old keys is at hand, put that back instead."
        )
    model = named or right(fernet, hidden)
    if host in fernet and model and model != host:
        yield (
            f"The keys of {model} are copied under their numbers; tokens made with keys that only "
            f"{host} has end. To copy from another one, name it: {host}/HOST. What was "
            "there stays beside, in a folder that ends in .before-stackmend."
        )


ACTION = Action(
    "sync-keystone-keys",
    "Give a controller's Keystone its keys",
    (
        *(
            Step(
                name,
                title,
                (conf.PROBE, keystone_key_texts.PROBE, keystone_keys.PROBE),
                step(kind),
            )
            for name, title, kind in (
                ("fernet", "The keys with which Keystone makes tokens", FERNET),
                ("credential", "The keys with which it keeps credentials", CREDENTIAL),
            )
        ),
        guarded(
            Step(
                "restart",
                "Restart Keystone, where it started without its keys",
                (catalog.PROBE, units.PROBE),
                plan_restart,
            ),
            restarts=True,
        ),
        Step("look", "See whether Keystone answers", (catalog.PROBE,), verify, verify_timeout=30.0),
    ),
    takes="host or host/from",
    notes=notes,
)
