"""The footer: the keys that matter here, as they are bound now, on one line."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.events import Click
from textual.widget import Widget


class Keys(Widget):
    """One line of keys; it is drawn again only where the line differs (Textual's Footer recomposes)."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key"}
    ALLOW_SELECT = False

    def on_mount(self) -> None:
        """Follow the screen's bindings."""
        self._line = Text()
        self.screen.bindings_updated_signal.subscribe(self, self._update)
        self._update(self.screen)

    def _update(self, _: object) -> None:
        line = self._written()
        if line != self._line or line.spans != self._line.spans:
            self._line = line
            self.refresh()

    def _written(self) -> Text:
        key_style = self.get_component_rich_style("keys--key", partial=True)
        line = Text(no_wrap=True, overflow="ellipsis")
        said: set[str] = set()
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            if not binding.show or not enabled or binding.action in said:
                continue
            said.add(binding.action)
            press = Style(meta={"key": binding.key})
            line.append(" " if not line else "  ")
            line.append(self.app.get_key_display(binding), key_style + press)
            line.append(f" {binding.description}", press)
        return line

    def on_click(self, event: Click) -> None:
        """A click on a key presses it."""
        key = event.style.meta.get("key")
        if key:
            self.app.simulate_key(key)

    def render(self) -> Text:
        """The line."""
        return self._line
