"""The cloud as the chapters have installed it."""

from __future__ import annotations

from ..breaking.hands import all_of
from ..breaking.model import Shape

SHAPE = Shape(
    name="healthy",
    title="the cloud as it was installed",
    make=all_of(),
    take_back=all_of(),
    ci=True,
)
