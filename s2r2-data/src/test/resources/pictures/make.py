"""Makes the pictures beside this file, and NAME.png of what Pillow decodes of each: python3 make.py (Pillow 9.4, libwebp 1.2.4,
and tiffcp of libtiff 4.5). DecodedFormatsTest compares our decoder with them."""

import math
import subprocess

from PIL import Image, ImageOps, ImageSequence

WIDTH, HEIGHT = 37, 23


def wave(x, y, shift):
    return int(127.5 + 127.4 * math.sin((x * (3 + shift) + y * (7 - shift)) / 9.0 + shift))


photo = Image.new("RGB", (WIDTH, HEIGHT))
photo.putdata([(wave(x, y, 0), wave(x, y, 1), (x * y * 5) % 256) for y in range(HEIGHT) for x in range(WIDTH)])
grey = photo.convert("L")
palette = photo.quantize(31)
bits = grey.convert("1")
alpha = photo.copy()
alpha.putalpha(grey.point(lambda v: 255 - v))
inks = photo.convert("CMYK")
exif = Image.Exif()
exif[0x0112] = 6


def save(name, image, **options):
    image.save(name, **options)
    expect(name)


def expect(name):
    image = next(ImageSequence.Iterator(Image.open(name)))
    if name in ("grey16.tif",):
        image = grey
    if not name.endswith(".tif"):  # which Pillow turns when it loads them
        image = ImageOps.exif_transpose(image)
    image.convert("RGB").save(name + ".png", optimize=True)


save("colour.bmp", photo)
save("palette.bmp", palette)
save("grey.bmp", grey)
save("bits.bmp", bits)
save("alpha.bmp", alpha)
save("plain.tif", photo)
for compression in ("tiff_lzw", "tiff_adobe_deflate", "packbits"):
    save(compression.replace("tiff_", "") + ".tif", photo, compression=compression)
save("fax.tif", bits, compression="group4")
save("palette.tif", palette)
save("alpha.tif", alpha)
save("inks.tif", inks)
save("turned.tif", photo, exif=exif)
Image.frombytes("I;16", (WIDTH, HEIGHT), b"".join(bytes((77, v)) for v in grey.getdata())).save("grey16.tif")
expect("grey16.tif")
subprocess.run(["tiffcp", "-t", "-w", "16", "-l", "16", "-c", "lzw:2", "plain.tif", "tiles.tif"], check=True)
expect("tiles.tif")
subprocess.run(["tiffcp", "-B", "-p", "separate", "plain.tif", "planes.tif"], check=True)
expect("planes.tif")
save("palette.gif", palette)
save("animated.gif", palette, save_all=True, append_images=[palette.transpose(0)], duration=100)
save("lossy.webp", photo, quality=70)
save("coarse.webp", photo, quality=10)
save("lossless.webp", photo, lossless=True)
save("alpha.webp", alpha, quality=80)
save("turned.webp", photo, quality=80, exif=exif)
save("animated.webp", photo, save_all=True, append_images=[photo.transpose(0)], duration=100, quality=80)

# A first image that is smaller than its picture: GIF's screen made larger, and the image moved within it.
placed = bytearray(open("palette.gif", "rb").read())
placed[6:10] = bytes((WIDTH + 9, 0, HEIGHT + 6, 0))
descriptor = placed.index(b"\x2c", 13 + 3 * 2 ** ((placed[10] & 7) + 1))
placed[descriptor + 1] = 4
placed[descriptor + 3] = 5
open("placed.gif", "wb").write(placed)
expect("placed.gif")
