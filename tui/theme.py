"""The console's own colours: dark, calm, with one bright colour for each severity."""

from __future__ import annotations

from textual.theme import Theme

THEME = Theme(
    name="stackmend",
    primary="#6fb3d2",
    secondary="#8aa2b8",
    accent="#7fd1b9",
    success="#8fc27d",
    warning="#e3b35f",
    error="#ef7d75",
    foreground="#c9d1d9",
    background="#10151b",
    surface="#161c24",
    panel="#1f2833",
    dark=True,
    variables={
        "footer-background": "#161c24",
        "input-cursor-background": "#c9d1d9",
        "block-cursor-text-style": "none",
    },
)
