"""The footer: the keys that matter here, as they are bound now, on one line."""

from __future__ import annotations

from functools import cache
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import ActiveBinding, Binding
from textual.dom import DOMNode
from textual.events import Click
from textual.widget import Widget

LAST = ("app.pop_screen", "help")
"""The way out and the help: there is always room for them."""
_ORDER = {"row": 0, "table": 1, "app": 2}
"""By the first part of a binding's id."""


@cache
def _declared(owner: type[DOMNode]) -> tuple[str, ...]:
    """The names of its keys in the order that was chosen: another key does not change the place."""
    given = (binding for one in owner.__mro__ for binding in vars(one).get("BINDINGS", ()))
    return tuple(binding.id for binding in given if isinstance(binding, Binding) and binding.id)


class Keys(Widget):
    """One line of keys; it is drawn again only where the line differs (Textual's Footer recomposes)."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key"}
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._line = Text()
        self._notes: dict[str, str] = {}

    def note(self, action: str, text: str) -> None:
        """Say more beside the key of an action; nothing takes that back."""
        if self._notes.get(action, "") != text:
            self._notes[action] = text
            self._update(self.screen)

    def on_mount(self) -> None:
        """Follow the screen's bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._update)
        self._update(self.screen)

    def _update(self, _: object) -> None:
        line = self._written()
        if line != self._line or line.spans != self._line.spans:
            self._line = line
            self.refresh()

    def on_resize(self) -> None:
        """There is room for more, or for less."""
        self._update(self.screen)

    def _written(self) -> Text:
        """As many as there is room for, and the last ones in any case."""
        found = {binding.action: self._key(binding) for binding in self._bindings_here()}
        last = [found.pop(action) for action in LAST if action in found]
        room = self.size.width - 1 - sum(text.cell_len + 2 for text in last)
        line = Text(" ", no_wrap=True)
        for text in found.values():
            room -= text.cell_len + 2
            if room < 0:
                break
            line.append_text(text).append("  ")
        return line.append_text(Text("  ").join(last))

    def _bindings_here(self) -> list[Binding]:
        """What the row offers comes first, then what the window does, then what is so everywhere."""
        active = list(self.screen.active_bindings.values())
        nodes = list(dict.fromkeys(one.node for one in active))
        shown = [one for one in active if one.binding.show and one.enabled]

        def place(one: ActiveBinding) -> tuple[int, int, int]:
            name = one.binding.id or ""
            declared = _declared(type(one.node))
            at = declared.index(name) if name in declared else 0
            return _ORDER.get(name.partition(".")[0], 1), nodes.index(one.node), at

        return [one.binding for one in sorted(shown, key=place)]

    def _key(self, binding: Binding) -> Text:
        key_style = self.get_component_rich_style("keys--key", partial=True)
        press = Style(meta={"key": binding.key})
        more = self._notes.get(binding.action, "")
        return Text.assemble(
            (self.app.get_key_display(binding), key_style + press),
            (f" {binding.description}", press),
            (f" ({more})" if more else "", press),
        )

    def on_click(self, event: Click) -> None:
        """A click on a key presses it."""
        key = event.style.meta.get("key")
        if key:
            self.app.simulate_key(key)

    def render(self) -> Text:
        """The line."""
        return self._line
