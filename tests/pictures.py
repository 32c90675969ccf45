"""Drawn pictures, altered as sellers alter them, and a server on the loopback that has them."""

from __future__ import annotations

import io
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PIL import Image, ImageDraw, ImageFilter

Alter = Callable[[Image.Image], Image.Image]


def drawn(seed: int, size: tuple[int, int] = (480, 360)) -> Image.Image:
    """A picture of some coloured things on white; another one for every seed."""
    chance = random.Random(seed)
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    width, height = size
    for _ in range(14):
        x, y = chance.uniform(0.1, 0.75) * width, chance.uniform(0.1, 0.75) * height
        box = (x, y, x + chance.uniform(0.05, 0.25) * width, y + chance.uniform(0.05, 0.25) * height)
        colour = tuple(chance.randrange(20, 220) for _ in range(3))
        chance.choice((draw.ellipse, draw.rectangle))(box, fill=colour)
    return image.filter(ImageFilter.GaussianBlur(1))


def encoded(image: Image.Image, kind: str = "JPEG", quality: int = 80) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, quality=quality)
    return file.getvalue()


def cropped(image: Image.Image) -> Image.Image:
    width, height = image.size
    return image.crop((width // 20, height // 20, width - width // 20, height - height // 20))


def padded(image: Image.Image) -> Image.Image:
    frame = Image.new("RGB", (image.width + 120, image.height + 60), "white")
    frame.paste(image, (60, 30))
    return frame


def mirrored(image: Image.Image) -> Image.Image:
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def marked(image: Image.Image) -> Image.Image:
    ink = Image.new("RGBA", image.size, (0, 0, 0, 0))
    ImageDraw.Draw(ink).text((40, image.height * 0.45), "WWW.SHOP.EXAMPLE " * 2, (255, 255, 255, 140))
    return Image.alpha_composite(image.convert("RGBA"), ink).convert("RGB")


def halved(image: Image.Image) -> Image.Image:
    return image.resize((image.width // 2, image.height // 2))


ALTERED: dict[str, Alter] = {
    "as it is": lambda image: image,
    "halved": halved,
    "cropped": cropped,
    "padded": padded,
    "mirrored": mirrored,
    "marked": marked,
    "all at once": lambda image: marked(mirrored(cropped(halved(image)))),
}


class Gallery:
    """`pictures`: path -> (status, content type, body), or a function that writes the answer. Every picture has an
    ETag, by which it is unchanged the next time."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.pictures: dict[str, tuple[int, str, bytes] | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def hang(self, path: str, body: bytes, status: int = 200, kind: str = "image/jpeg") -> str:
        """Put a picture there; its address."""
        self.pictures[path] = (status, kind, body)
        return f"{self.url}{path}"


@contextmanager
def opened_gallery() -> Iterator[Gallery]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            gallery.asked.append((self.path, dict(self.headers.items())))
            answer = gallery.pictures.get(self.path, (404, "text/plain", b"no"))
            if callable(answer):
                return answer(self)
            status, kind, body = answer
            tag = f'"{hash(body):x}"'
            same = status == 200 and self.headers.get("If-None-Match") == tag
            self.send_response(304 if same else status)
            self.send_header("Content-Type", kind)
            self.send_header("ETag", tag)
            self.send_header("Content-Length", "0" if same else str(len(body)))
            self.end_headers()
            if not same:
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    gallery = Gallery(server.server_port)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield gallery
    server.shutdown()
    server.server_close()
