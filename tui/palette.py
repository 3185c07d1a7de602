"""The palette (ctrl+p): panes, hosts, findings and actions by a few letters of their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.markup import escape

from tui.values.pane import finding_key
from tui.values.sanitize import plain
from tui.windows import messages

if TYPE_CHECKING:
    from actions.causes.report import Report
    from tui.app import Stackmend


class Entry(NamedTuple):
    """One thing that can be chosen."""

    text: str
    about: str
    command: Callable[[], object]


class Palette(Provider):
    """Everything that can be gone to or begun."""

    async def discover(self) -> Hits:
        """Without a word typed: the panes."""
        for entry in _panes(self._stackmend):
            yield DiscoveryHit(entry.text, entry.command, help=entry.about)

    async def search(self, query: str) -> Hits:
        """All that match, best first."""
        matcher = self.matcher(query)
        for entry in self._entries():
            score = matcher.match(entry.text)
            if score > 0:
                marked = Content(entry.text) if "[" in entry.text else matcher.highlight(entry.text)
                yield Hit(score, marked, entry.command, help=escape(entry.about))

    @property
    def _stackmend(self) -> Stackmend:
        from tui.app import Stackmend

        app = self.app
        assert isinstance(app, Stackmend)  # noqa: S101 (the provider is this app's own)
        return app

    def _entries(self) -> Iterator[Entry]:
        app = self._stackmend
        yield from _panes(app)
        if app.view is None:
            return
        yield from _findings(app, app.view.report)
        if not app.live:
            return
        post = app.post_message
        for host in () if app.session().read_only else app.view.snapshot.site.hosts:
            name = plain(host.name)
            yield Entry(f"Shell on {name}", "ssh", partial(post, messages.OpenShell(host.name)))
        for finding in app.view.report.findings:
            if finding.action:
                text = (
                    f"Mend {plain(finding.subject)}: {finding.action} {plain(finding.target)}".rstrip()
                )
                command = partial(post, messages.OpenPlan(finding.action, finding.target))
                yield Entry(text, plain(finding.message), command)
        yield from _actions(app)


def _panes(app: Stackmend) -> Iterator[Entry]:
    for pane in app.panes:
        about = f"key {pane.key}" if pane.key else f":{pane.name}"
        yield Entry(f"Go to {pane.title}", about, partial(app.go, pane.name))


def _findings(app: Stackmend, report: Report) -> Iterator[Entry]:
    """Causes and what follows from them, each in the pane of findings."""
    for finding in report.every:
        show = partial(app.seek, "findings", finding_key(finding))
        yield Entry(f"Show {plain(finding.subject)}: {finding.code}", plain(finding.message), show)


def _actions(app: Stackmend) -> Iterator[Entry]:
    """Those that take no target; the others are offered by their rows."""
    from actions.registry import all_actions

    for action in all_actions():
        if not action.takes:
            command = partial(app.post_message, messages.OpenPlan(action.name))
            yield Entry(f"Plan {action.name}", action.title, command)
