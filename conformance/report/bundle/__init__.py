"""The acceptance bundle: one archive that shows what was declared of a camera, and by which traffic."""
