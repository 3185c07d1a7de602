"""What is not right in what was said of a trouble."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .model import Break

Finding = Mapping[str, Any]
PATIENCE = 12.0
"""Seconds that a look may take, whatever is broken, on a machine that has nothing else to do."""


def line(finding: Finding) -> str:
    """A finding in one line, as patterns are searched in it."""
    offer = f" [{finding['action']} {finding['target']}".rstrip() + "]" if finding["action"] else ""
    return f"{finding['code']} {finding['subject']}: {finding['message']}{offer}"


def every(findings: Sequence[Finding]) -> Iterator[Finding]:
    """These findings and all that stand under them."""
    for finding in findings:
        yield finding
        yield from every(finding.get("consequences", ()))


def bad(findings: Sequence[Finding]) -> list[Finding]:
    """Those that are more than notices."""
    return [one for one in findings if one["severity"] != "notice"]


def not_first(one: Break, findings: Sequence[Finding]) -> str:
    """What came first instead; empty where the cause did."""
    if not findings:
        return "nothing was found"
    said = line(findings[0])
    return "" if re.search(one.first, said) else f"first came: {said}"


def complaints(
    one: Break, findings: Sequence[Finding], seconds: float, patience: float = PATIENCE
) -> list[str]:
    """All that is not right; empty where all is."""
    told = []
    if wrong := not_first(one, findings):
        told.append(wrong)
    cause = next((f for f in findings if re.search(one.first, line(f))), None)
    if cause is not None:
        told += _of_the_cause(one, cause, findings)
    said = [line(finding) for finding in every(findings)]
    told += [f"never: {said_}" for word in one.never for said_ in said if re.search(word, said_)]
    if seconds > patience:
        told.append(f"the look took {seconds:.1f} s")
    return told


def _of_the_cause(one: Break, cause: Finding, findings: Sequence[Finding]) -> Iterator[str]:
    under = [line(finding) for finding in every(cause.get("consequences", ()))]
    for word in one.under:
        if not any(re.search(word, said) for said in under):
            yield f"not under it: {word}"
    for other in bad(findings):
        if other is not cause and not any(re.search(word, line(other)) for word in one.beside):
            yield f"beside it: {line(other)}"
    offered = f"{cause['action']} {cause['target']}".strip()
    if one.mended_by and one.mended_by not in (offered, cause["action"]):
        yield f"offers {offered or 'nothing'} where {one.mended_by} mends"
    if not one.mended_by and offered:
        yield f"offers {offered} where nothing was expected to mend"
