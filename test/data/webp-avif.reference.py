"""Small WebP and AVIF files, and the pixels that Pillow (13.0, with libwebp and libavif) decodes.

    python webp-avif.reference.py > webp-avif.reference.json

Each entry: the file in base64, and its pixels on BACKGROUND, turned as the file says, as RGB.
"""

import base64
import io
import json

from PIL import Image, ImageOps

BACKGROUND = (10, 200, 30)
WIDTH, HEIGHT = 8, 6


def picture(mode="RGB", turn=0):
    image = Image.new(mode, (WIDTH, HEIGHT))
    for y in range(HEIGHT):
        for x in range(WIDTH):
            color = ((x * 31 + turn) % 256, y * 45, (x * y * 7 + turn) % 256)
            alpha = (255, 128, 0)[x % 3]
            image.putpixel((x, y), color + (alpha,) if mode == "RGBA" else color)
    return image


def encoded(image, format, **options):
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def decoded(file):
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(file))).convert("RGBA")
    ground = Image.new("RGBA", image.size, BACKGROUND)
    rgb = Image.alpha_composite(ground, image).convert("RGB")
    return {"width": rgb.width, "height": rgb.height, "rgb": list(rgb.tobytes())}


def oriented(orientation):
    exif = Image.Exif()
    exif[0x112] = orientation
    return exif.tobytes()


# libwebp cuts the transparent border of a frame off, so that it has a place.
inset = Image.new("RGBA", (WIDTH, HEIGHT))
inset.paste(picture("RGBA").crop((0, 0, 3, 2)), (4, 2))
frames = {"save_all": True, "append_images": [picture("RGBA", 90)], "duration": 100}

files = {
    "lossless.webp": encoded(picture(), "WEBP", lossless=True),
    "lossy.webp": encoded(picture(), "WEBP", quality=90),
    "transparent.webp": encoded(picture("RGBA"), "WEBP", lossless=True, exact=True),
    "lossy-transparent.webp": encoded(picture("RGBA"), "WEBP", quality=90),
    "animated.webp": encoded(picture("RGBA"), "WEBP", lossless=True, exact=True, **frames),
    "inset.webp": encoded(inset, "WEBP", lossless=True, **frames),
    "lossy-animated.webp": encoded(picture("RGBA"), "WEBP", quality=90, **frames),
    "lossless.avif": encoded(picture(), "AVIF", quality=100, subsampling="4:4:4"),
    "lossy.avif": encoded(picture(), "AVIF", quality=80),
    "gray.avif": encoded(picture(), "AVIF", quality=90, subsampling="4:0:0"),
    "transparent.avif": encoded(picture("RGBA"), "AVIF", quality=90),
    "animated.avif": encoded(picture("RGBA"), "AVIF", quality=90, **frames),
}
for orientation in range(2, 9):
    exif = oriented(orientation)
    files[f"turned-{orientation}.webp"] = encoded(picture(), "WEBP", lossless=True, exif=exif)
    files[f"turned-{orientation}.avif"] = encoded(picture(), "AVIF", quality=80, exif=exif)

entries = {
    name: {"file": base64.b64encode(file).decode(), **decoded(file)}
    for name, file in files.items()
}
print(json.dumps({"background": BACKGROUND, "files": entries}, separators=(",", ":")))
