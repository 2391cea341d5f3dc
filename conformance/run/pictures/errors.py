"""What can be wrong with the pictures that a user gives, in sentences for the user."""

from __future__ import annotations


class AlbumError(Exception):
    """A folder of pictures that can't be used: the message names each file at fault and says what to do."""


class TooFewPictures(Exception):  # noqa: N818 - not an error of the software or the device: the check is untested
    """A check needs pictures of more people than there are."""

    def __init__(self, needed: int, present: int) -> None:
        super().__init__(needed, present)
        self.needed = needed
        self.present = present

    def __str__(self) -> str:
        missing = self.needed - self.present
        return (
            f"This needs photos of {self.needed} distinct people, and the folder of pictures has {self.present}: "
            f"add {missing} more, one person each."
        )
