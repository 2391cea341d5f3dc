"""Signs and sends requests to an emulated camera, in this process (Desk) or over the wire (Wire)."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import http.client
import io
import itertools
import json
import subprocess
import sys
import time
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from PIL import Image, ImageDraw

from conformance.emulator import readings
from conformance.emulator.authentication import Gate
from conformance.emulator.camera import new_camera
from conformance.emulator.service import Service
from conformance.spec import load_spec

APP_ID, SECRET = "JO83UNV983U9OR", "12345678"
FORM = "application/x-www-form-urlencoded"
_randoms = itertools.count(10**6)


class Reply(NamedTuple):
    status: int
    body: dict[str, Any] | None

    @property
    def code(self) -> int:
        return self.body["code"]

    @property
    def data(self) -> Any:
        return self.body.get("data")


def sign_of(params: list[tuple[str, str]]) -> str:
    signed = sorted(pair for pair in params if pair[1] and pair[0] != "sign")
    text = "&".join(f"{name}={value}" for name, value in signed) + f"&key={SECRET}"
    return hashlib.md5(text.encode()).hexdigest().upper()


def signed(given: dict[str, str | None], offset: float = 0) -> list[tuple[str, str]]:
    """The parameters with the public ones; None leaves one out, a given sign stays as it is."""
    public = {"app_id": APP_ID, "random": str(next(_randoms)), "timestamp": str(int(time.time() + offset))}
    params = [(name, value) for name, value in {**public, **given}.items() if value is not None]
    return params if "sign" in given else [*params, ("sign", sign_of(params))]


def multipart(params: list[tuple[str, str]], pic: bytes | None) -> tuple[str, bytes]:
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in params]
    if pic is not None:
        parts.append(b'Content-Disposition: form-data; name="pic"; filename="a.jpg"\r\n\r\n' + pic)
    body = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    return "multipart/form-data; boundary=edge", body


def encoded(operation: str, params: list[tuple[str, str]], pic: bytes | None) -> tuple[str, bytes]:
    if load_spec().operations[operation].encoding == "multipart":
        return multipart(params, pic)
    return FORM, urlencode(params).encode()


def face(person: int, quality: int = 90, size: tuple[int, int] = (240, 320)) -> bytes:
    """A drawing that differs from person to person in its large shapes."""
    image = Image.new("RGB", (240, 320), "white")
    draw = ImageDraw.Draw(image)
    tones = hashlib.sha256(str(person).encode()).digest()
    for cell in range(32):
        left, top = cell % 4 * 60, cell // 4 * 40
        draw.rectangle((left, top, left + 60, top + 40), fill=(tones[cell],) * 3)
    draw.ellipse((60, 60, 180, 260), outline="black", width=4)
    return jpeg(image.resize(size), quality)


def jpeg(image: Image.Image, quality: int = 90) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()


class Client:
    """What both ways of sending have in common."""

    offset = 0.0

    def send(self, operation: str, content_type: str, body: bytes) -> Reply:
        raise NotImplementedError

    def call(self, operation: str, pic: bytes | None = None, **given: str | None) -> Reply:
        return self.send(operation, *encoded(operation, signed(given, self.offset), pic))

    def code(self, operation: str, pic: bytes | None = None, **given: str | None) -> int:
        return self.call(operation, pic, **given).code

    def done(self, operation: str, pic: bytes | None = None, **given: str | None) -> Any:
        reply = self.call(operation, pic, **given)
        assert reply.code == 0, reply
        return reply.data

    def create(self, name: str = "vip", capacity: int = 100, description: str = "d") -> int:
        return self.code("createGroup", name=name, capacity=str(capacity), description=description)

    def update(self, old_name: str = "vip", name: str = "vip", capacity: int = 100, description: str = "d") -> int:
        return self.code("updateGroup", old_name=old_name, name=name, capacity=str(capacity), description=description)

    def attributes(self, *names: str, group: str = "vip", num: int | None = None, remove: bool = False) -> int:
        operation = "removeFaceInfoItem" if remove else "addFaceInfoItem"
        count = str(len(names) if num is None else num)
        return self.code(operation, num=count, group_name=group, name_list=json.dumps(names))

    def named(self, group: str = "vip") -> list[str]:
        return self.done("getFaceInfoItem", group_name=group).get("name_list", [])

    def add(self, faceid: str | None = None, group: str = "vip", person: int = 1, **more: str | None) -> int:
        return self.code("addFace", face(person), group_name=group, faceid=faceid, **more)

    def face(self, faceid: str) -> dict[str, Any]:
        return self.done("getFace", faceid=faceid)

    def listed(self, group: str = "vip", **more: str) -> list[str]:
        return [record["faceid"] for record in self.done("getFaceList", group_name=group, **more)["faceid_list"]]

    def groups(self) -> dict[str, dict[str, Any]]:
        return {group["name"]: group for group in self.done("getGroupList")["face_group"]}

    def delete(self, *faceids: str, group: str = "vip", num: int | None = None) -> Reply:
        count = str(len(faceids) if num is None else num)
        return self.call("deleteFace", num=count, group_name=group, faceid_list=json.dumps(faceids))


class Desk(Client):
    """A camera in this process, without HTTP."""

    def __init__(self, *given: str, state: Any = None) -> None:
        spec = load_spec()
        self.camera = new_camera(spec, readings.choose(spec, given), spec.code_book, state)
        self.service = Service(self.camera, Gate(spec, self.camera.readings, APP_ID, SECRET))

    def send(self, operation: str, content_type: str, body: bytes) -> Reply:
        named = load_spec().operations[operation]
        answer = asyncio.run(self.service.answer(named, content_type.encode(), body))
        return Reply(answer.status, json.loads(answer.body) if answer.body else None)

    def close(self) -> None:
        self.camera.db.close()


class Wire(Client):
    """A camera in a process of its own, over plain HTTP, with its control plane."""

    def __init__(self, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "conformance.cli.emulate", "--plain", "--exit-with-parent", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.url, self.control_url = (self.process.stdout.readline().split()[1] for _ in range(2))
        self._http = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=10)
        self._control = http.client.HTTPConnection(urlsplit(self.control_url).netloc, timeout=10)

    def send(self, operation: str, content_type: str, body: bytes) -> Reply:
        self._http.request("POST", f"/openapi/face/{operation}", body, {"Content-Type": content_type})
        response = self._http.getresponse()
        content = response.read()
        return Reply(response.status, json.loads(content) if content else None)

    def control(self, method: str, path: str, body: Any = None) -> Reply:
        self._control.request(method, path, None if body is None else json.dumps(body))
        response = self._control.getresponse()
        return Reply(response.status, json.loads(response.read()))

    def fault(self, name: str, active: bool) -> None:
        assert self.control("PUT", f"/faults/{name}", {"active": active}).status == 200

    def arrive(self, faceid: str | None = None, picture: bytes | None = None, time: int | None = None) -> Reply:
        body: dict[str, Any] = {"faceid": faceid} if faceid else {"picture": base64.b64encode(picture).decode()}
        return self.control("POST", "/arrivals", body | ({} if time is None else {"time": time}))

    def close(self) -> None:
        self._http.close()
        self._control.close()
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()
