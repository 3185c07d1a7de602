"""Kernel and ramdisk in Glance, for an image that cannot boot by itself."""

from __future__ import annotations

from actions.facts.glance import image_files, images
from actions.install.tenant.choices import Choices
from actions.install.tenant.glance import boot_parts, check_file, create_image, image_of
from actions.install.tenant.things import tenant_step
from actions.model.plan import Decision, Situation, already, do


def plan(situation: Situation, chosen: Choices) -> Decision:
    """One image of each name."""
    parts = boot_parts(chosen)
    if not parts:
        return already("the image boots by itself: [install.tenant] names no kernel and no ramdisk")
    missing = [part for part in parts if image_of(situation, part) is None]
    if not missing:
        return already(f"Glance has {' and '.join(part.name for part in parts)}")
    for part in missing:
        check_file(situation, part)
    names = " and ".join(part.name for part in missing)
    return do(*(create_image(part, {}) for part in missing), why=f"Glance has no {names}")


STEP = tenant_step(
    "boot-images", "The image's kernel and ramdisk", (images.PROBE, image_files.PROBE), plan
)
