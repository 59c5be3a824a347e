"""Small files for sample talk: a one-page PDF and a picture, made here so that nobody else's paper lies in the project."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from portal.demo.dice import Dice


def pdf(lines: list[str]) -> bytes:
    """A one-page PDF of plain lines. ASCII only: a Chinese font would weigh more than all the rest."""
    text = "BT /F1 13 Tf 60 770 Td 22 TL " + " ".join(f"({_escaped(line)}) Tj T*" for line in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, entry in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{entry}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    tail = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return body + f"{tail}startxref\n{len(body)}\n%%EOF\n".encode()


def picture(dice: Dice) -> bytes:
    """A stack of bars or sheets, drawn: what a warehouse sends when asked for a photograph."""
    image = Image.new("RGB", (640, 400), (206, 212, 218))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 300, 640, 400), fill=(150, 146, 138))
    tint = dice.choice(((118, 98, 86), (128, 138, 150), (160, 164, 168)))
    if dice.chance(0.5):
        for row in range(7):
            for column in range(16):
                x, y = 70 + column * 32 + row % 2 * 16, 280 - row * 28
                shade = dice.randint(-18, 18)
                draw.ellipse((x, y, x + 28, y + 28), fill=tuple(part + shade for part in tint), outline=(60, 54, 50))
    else:
        for row in range(12):
            shade, shift = dice.randint(-18, 18), dice.randint(-8, 8)
            y = 290 - row * 17
            draw.rectangle(
                (70 + shift, y, 570 + shift, y + 14), fill=tuple(part + shade for part in tint), outline=(60, 54, 50)
            )
    draw.rectangle((250, 318, 390, 360), fill=(246, 240, 214), outline=(90, 90, 90))
    draw.text((262, 330), f"LOT {dice.randint(1000, 9999)}", fill=(40, 40, 40))
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _escaped(line: str) -> str:
    return line.encode("ascii", "replace").decode().replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
