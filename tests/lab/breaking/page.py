"""The page of all troubles, made from their files and from what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..breaks.all import BREAKS, SHAPES
from ..place import INSTALLED
from .model import Break
from .record import Outcome, read

PAGE = Path(__file__).parents[1] / "breaks" / "README.md"

_HEAD = """\
# What breaks, and what stackmend says of it

Each trouble is a file here: how it is brought about on the lab's hosts, which finding has to come
first, what has to stand under it, what must not be said, the action that mends it, and another
tool's line that confirms it. `python -m tests.lab breaks [NAME...]` brings them about one after
another on the snapshot `stackmend-installed`, and writes down what it measured
(`../breaking/record.json`); `python -m tests.update` makes this page of both.

- *first*: whether the cause came first: *yes*, or what came instead; *5 s*: so already five seconds
  after.
- *look*: how long `stackmend check` took, in seconds, and in brackets how long after the break it
  began.
- *mended by*: the action, with the seconds that it took, its verification included; *by hand*: none
  does.
- *not right*: of how many other things the run of that day complained; the record has them word by
  word.
- *tried on*: the day in the lab of Debian 12, of which all other columns tell (where another is
  named first, of that one); then other kinds of cloud, where the same was expected of their units
  and hosts, with how many things were not right;
  or *simulated*: it cannot be brought about, and cases hold it. What cannot be there, as an agent
  of Linux bridge under OVN, is not tried there (`needs` in its file).

"""


def page() -> str:
    """The whole text."""
    known = read()
    usual = {name: one for (name, place), one in known.items() if place == INSTALLED}
    elsewhere = sorted({place for _, place in known} - {INSTALLED})
    others = {place: {n: one for (n, at), one in known.items() if at == place} for place in elsewhere}
    lines = (
        f"{len(BREAKS)} troubles. On {INSTALLED} {_summary(usual)}",
        *(f"On {place} {_summary(outcomes)}" for place, outcomes in others.items()),
        *_troubles(usual, others),
        "",
        *_shapes(usual, others),
    )
    return _HEAD + "\n".join(lines) + "\n"


def _summary(known: dict[str, Outcome]) -> str:
    tried = [known[one.name] for one in BREAKS if one.name in known]
    right = sum(1 for one in tried if _came_first(one))
    acted = [o for one, o in ((b, known.get(b.name)) for b in BREAKS) if o and one.mended_by]
    mended = sum(1 for one in acted if one.mended)
    shapes = [known[one.name] for one in SHAPES if one.name in known]
    silent = sum(1 for one in shapes if not one.wrong)
    whole = sum(1 for one in tried if not one.wrong)
    return (
        f"{len(tried)} were tried: the cause came first in {right}, and nothing at all was wrong\n"
        f"in {whole}. An action is to mend {len(acted)} of these, and has mended {mended}.\n"
        f"Of {len(shapes)} healthy shapes, {silent} gave nothing.\n"
    )


def _came_first(outcome: Outcome) -> bool:
    return not any(one.startswith(("first came", "nothing was found")) for one in outcome.wrong)


Others = dict[str, dict[str, Outcome]]


def _troubles(known: dict[str, Outcome], others: Others) -> Iterator[str]:
    yield "| trouble | source | first | 5 s | look | mended by | not right | tried on |"
    yield "|---|---|---|---|---|---|---|---|"
    for one in BREAKS:
        tried = {place: own[one.name] for place, own in others.items() if one.name in own}
        place = INSTALLED if one.name in known else next(iter(tried), "")
        yield _trouble(one, known.get(one.name) or tried.pop(place, None), place, _elsewhere(tried))


def _elsewhere(tried: dict[str, Outcome]) -> str:
    """Where else it was tried."""
    return "".join(
        f"; {place}: {outcome.day}" + (f", {len(outcome.wrong)} not right" if outcome.wrong else "")
        for place, outcome in tried.items()
    )


def _trouble(one: Break, outcome: Outcome | None, place: str, elsewhere: str) -> str:
    file = f"[{one.title}]({one.name.replace('-', '_')}.py)"
    by_hand = f"by hand: {one.why}" if one.why else "by hand"
    mended = f"`{one.mended_by}`" if one.mended_by else by_hand
    if outcome is None:
        tried = f"simulated: `{one.case}`" if one.case else "not yet"
        return _row(file, one.source, "", "", "", mended, "", tried)
    if one.mended_by and outcome.mend:
        mended += f", {outcome.mend:.0f} s" if outcome.mended else ": not mended"
    first = "yes" if _came_first(outcome) else outcome.first or "nothing"
    seconds = f"{outcome.look:.1f} ({outcome.at:.0f})"
    left = [told for told in outcome.wrong if not told.startswith(("first came", "nothing was"))]
    wrong = str(len(left)) if left else ""
    soon = "yes" if outcome.soon else "no"
    tried = (outcome.day if place == INSTALLED else f"{place}: {outcome.day}") + elsewhere
    return _row(file, one.source, first, soon, seconds, mended, wrong, tried)


def _shapes(known: dict[str, Outcome], others: Others) -> Iterator[str]:
    yield "| healthy shape | found | tried on |"
    yield "|---|---|---|"
    for one in SHAPES:
        outcome = known.get(one.name)
        found = "" if outcome is None else "; ".join(outcome.wrong) or "nothing"
        tried = {place: own[one.name] for place, own in others.items() if one.name in own}
        day = (outcome.day if outcome else "not yet") + _elsewhere(tried)
        yield _row(one.title, found.replace("|", "\\|"), day)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |".replace("|  |", "| |").replace("|  |", "| |")
