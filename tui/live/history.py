"""Samples of the last quarter of an hour, one a bucket: what the sparklines draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.model.fact import Reading
from tui.values.samples import BUCKET, BUCKETS, SAMPLERS


class History:
    """For each series the largest sample of each bucket."""

    def __init__(self) -> None:
        self._series: dict[str, dict[int, float]] = {}

    def add(self, probe: str, subject: str, reading: Reading[Any]) -> None:
        """Take the samples that are in a good reading."""
        sampler = SAMPLERS.get(probe)
        if sampler is None:
            return
        bucket = int(reading.at // BUCKET)
        for name, sample in sampler(subject, reading):
            samples = self._series.setdefault(name, {})
            samples[bucket] = max(sample, samples.get(bucket, sample))
            for old in [b for b in samples if b <= bucket - BUCKETS]:
                del samples[old]

    def frozen(self, now: float) -> Mapping[str, tuple[float | None, ...]]:
        """Every series up to now, oldest first; series of which nothing is left are forgotten."""
        last = int(now // BUCKET)
        window = range(last - BUCKETS + 1, last + 1)
        self._series = {n: s for n, s in self._series.items() if max(s) >= window.start}
        return {name: tuple(s.get(b) for b in window) for name, s in self._series.items()}
