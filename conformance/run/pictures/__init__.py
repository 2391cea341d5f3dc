"""Pictures of faces to send: drawn ones, a user's photos, and bad ones."""

from conformance.run.pictures.album import Album, DrawnAlbum, FolderAlbum
from conformance.run.pictures.bad import BAD
from conformance.run.pictures.drawn import draw
from conformance.run.pictures.errors import AlbumError, TooFewPictures
from conformance.run.pictures.picture import Format, Picture
from conformance.run.pictures.variants import reencoded, resized, side_by_side, sized

__all__ = [
    "BAD", "Album", "AlbumError", "DrawnAlbum", "FolderAlbum", "Format", "Picture", "TooFewPictures", "draw",
    "reencoded", "resized", "side_by_side", "sized",
]  # fmt: skip
