"""The page of all troubles, made from their files and from what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..breaks.all import BREAKS, SHAPES
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
- *tried on*: the lab, with the day; or *simulated*: it cannot be brought about there, and cases
  hold it.

"""


def page() -> str:
    """The whole text."""
    known = read()
    return _HEAD + "\n".join((*_summary(known), "", *_troubles(known), "", *_shapes(known))) + "\n"


def _summary(known: dict[str, Outcome]) -> Iterator[str]:
    tried = [known[one.name] for one in BREAKS if one.name in known]
    right = sum(1 for one in tried if _came_first(one))
    acted = [o for one, o in ((b, known.get(b.name)) for b in BREAKS) if o and one.mended_by]
    mended = sum(1 for one in acted if one.mended)
    shapes = [known[one.name] for one in SHAPES if one.name in known]
    silent = sum(1 for one in shapes if not one.wrong)
    whole = sum(1 for one in tried if not one.wrong)
    yield f"{len(BREAKS)} troubles, {len(tried)} of them tried in the lab: the cause came first in"
    yield f"{right}, and nothing at all was wrong in {whole}. An action is to mend {len(acted)}"
    yield f"of those tried, and has mended {mended}."
    yield f"Of {len(shapes)} healthy shapes tried, {silent} gave nothing."


def _came_first(outcome: Outcome) -> bool:
    return not any(one.startswith(("first came", "nothing was found")) for one in outcome.wrong)


def _troubles(known: dict[str, Outcome]) -> Iterator[str]:
    yield "| trouble | source | first | 5 s | look | mended by | not right | tried on |"
    yield "|---|---|---|---|---|---|---|---|"
    for one in BREAKS:
        yield _trouble(one, known.get(one.name))


def _trouble(one: Break, outcome: Outcome | None) -> str:
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
    return _row(
        file, one.source, first, "yes" if outcome.soon else "no", seconds, mended, wrong, outcome.day
    )


def _shapes(known: dict[str, Outcome]) -> Iterator[str]:
    yield "| healthy shape | found | tried on |"
    yield "|---|---|---|"
    for one in SHAPES:
        outcome = known.get(one.name)
        found = "" if outcome is None else "; ".join(outcome.wrong) or "nothing"
        yield _row(one.title, found.replace("|", "\\|"), outcome.day if outcome else "not yet")


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |".replace("|  |", "| |").replace("|  |", "| |")
