"""One typed method for each operation of the document."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.wire.bodies import FilePart
from conformance.wire.call import Call
from conformance.wire.exchange import Exchange

Number = int | str
"""Integers travel as text; a text that is none is sent as it is."""


class Operations:
    """The fifteen operations in terms of `send`. What is None is left out."""

    def send(self, call: Call, *, timeout: float | None = None) -> Exchange:
        """Sends a call; within `timeout` seconds, or the usual time."""
        raise NotImplementedError

    def create_group(self, name: str, capacity: Number, description: str) -> Exchange:
        """Section 1, s:23."""
        return self.send(Call.of("createGroup", name=name, capacity=capacity, description=description))

    def update_group(self, old_name: str, name: str, capacity: Number, description: str) -> Exchange:
        """Section 2, s:71."""
        return self.send(
            Call.of("updateGroup", old_name=old_name, name=name, capacity=capacity, description=description)
        )

    def update_migration(self, arrive_times: Number, period: Number) -> Exchange:
        """Section 3, s:117; `period` in days."""
        return self.send(Call.of("updateMigration", arrive_times=arrive_times, period=period))

    def delete_group(self, name: str) -> Exchange:
        """Section 4, s:159."""
        return self.send(Call.of("deleteGroup", name=name))

    def get_group_list(self) -> Exchange:
        """Section 5, s:198."""
        return self.send(Call.of("getGroupList"))

    def add_face_info_item(self, group_name: str, names: Sequence[str], num: Number | None = None) -> Exchange:
        """Section 6, s:270; `num` is the number of names unless given."""
        return self._items("addFaceInfoItem", group_name, names, num)

    def remove_face_info_item(self, group_name: str, names: Sequence[str], num: Number | None = None) -> Exchange:
        """Section 7, s:317; `num` is the number of names unless given."""
        return self._items("removeFaceInfoItem", group_name, names, num)

    def get_face_info_item(self, group_name: str) -> Exchange:
        """Section 8, s:358."""
        return self.send(Call.of("getFaceInfoItem", group_name=group_name))

    def add_face(
        self,
        group_name: str,
        pic: FilePart,
        *,
        faceid: Number | None = None,
        age: Number | None = None,
        gender: Number | None = None,
        **attributes: str,
    ) -> Exchange:
        """Section 9, s:405; user-defined attributes by their names."""
        return self.send(
            Call.of("addFace", faceid=faceid, pic=pic, group_name=group_name, age=age, gender=gender, **attributes)
        )

    def delete_face(self, group_name: str, faceids: Sequence[str], num: Number | None = None) -> Exchange:
        """Section 10, s:527; `num` is the number of faceids unless given."""
        count = len(faceids) if num is None else num
        return self.send(Call.of("deleteFace", num=count, group_name=group_name, faceid_list=faceids))

    def update_face(
        self,
        group_name: str,
        faceid: Number,
        *,
        new_group_name: str | None = None,
        pic: FilePart | None = None,
        age: Number | None = None,
        gender: Number | None = None,
        **attributes: str,
    ) -> Exchange:
        """Section 11, s:579; user-defined attributes by their names."""
        return self.send(
            Call.of(
                "updateFace",
                group_name=group_name,
                faceid=faceid,
                new_group_name=new_group_name,
                pic=pic,
                age=age,
                gender=gender,
                **attributes,
            )
        )

    def get_face(self, faceid: Number) -> Exchange:
        """Section 12, s:682."""
        return self.send(Call.of("getFace", faceid=faceid))

    def get_face_list(
        self, group_name: str, page_num: Number | None = None, page_size: Number | None = None
    ) -> Exchange:
        """Section 13, s:751."""
        return self.send(Call.of("getFaceList", group_name=group_name, page_num=page_num, page_size=page_size))

    def get_face_by_arrival(self, group_name: str, num: Number | None = None) -> Exchange:
        """Section 14, s:837."""
        return self.send(Call.of("getFaceByArrival", group_name=group_name, num=num))

    def get_face_by_picture(self, pic: FilePart) -> Exchange:
        """Section 15, s:920."""
        return self.send(Call.of("getFaceByPicture", pic=pic))

    def _items(self, operation: str, group_name: str, names: Sequence[str], num: Number | None) -> Exchange:
        count = len(names) if num is None else num
        return self.send(Call.of(operation, num=count, group_name=group_name, name_list=names))
