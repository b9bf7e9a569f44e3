// Points as pixels: a hundred thousand discs are written into the canvas's memory in a few milliseconds.

/** A disc with a soft edge: how much of each pixel around the middle it covers, of 256. */
function disc(radius) {
  const reach = Math.ceil(radius + 0.5);
  const covers = [];
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      const cover = Math.max(0, Math.min(1, radius + 0.5 - Math.hypot(x, y)));
      if (cover > 0) {
        covers.push([x, y, Math.round(cover * 256)]);
      }
    }
  }
  return covers;
}

export class PointLayer {
  /** Makes room for a picture of so many pixels, all of one colour. */
  clear(width, height, [red, green, blue]) {
    if (this.image?.width !== width || this.image?.height !== height) {
      this.image = new ImageData(width, height);
      this.pixels = new Uint32Array(this.image.data.buffer);
    }
    this.pixels.fill(0xff000000 | blue << 16 | green << 8 | red);
  }

  /**
   * Draws the points that are in view.
   *
   * @param data the places
   * @param camera { x, y, scale }: the place in the middle, and pixels for the whole map
   * @param colours [pictures]: numbers of colours
   * @param palette of each colour red, green, blue and opacity from 0 to 256
   */
  points(data, camera, radius, colours, palette) {
    const { width, height } = this.image;
    const { pixels } = this;
    const covers = disc(radius);
    const reach = Math.ceil(radius + 0.5);
    // Only typed arrays in the loop: it runs a hundred thousand times for each frame.
    const steps = Int32Array.from(covers, ([x, y]) => y * width + x);
    const parts = Int32Array.from(covers, ([, , part]) => part);
    const inks = Int32Array.from(palette.flat());
    const { xs, ys, there, order } = data;
    const left = width / 2 - camera.x * camera.scale;
    const top = height / 2 - camera.y * camera.scale;
    for (let at = 0; at < data.size; at++) {
      // In an order of places neighbours are drawn one after the other, which the processor's cache likes.
      const i = order[at];
      const x = Math.round(left + xs[i] * camera.scale);
      const y = Math.round(top + ys[i] * camera.scale);
      if (x < reach || y < reach || x >= width - reach || y >= height - reach || there[i] === 0) {
        continue;
      }
      const ink = 4 * colours[i];
      const red = inks[ink];
      const green = inks[ink + 1];
      const blue = inks[ink + 2];
      const opacity = inks[ink + 3];
      const middle = y * width + x;
      for (let k = 0; k < parts.length; k++) {
        const part = parts[k] * opacity >> 8;
        const old = pixels[middle + steps[k]];
        const r = old & 255;
        const g = old >> 8 & 255;
        const b = old >> 16 & 255;
        pixels[middle + steps[k]] = 0xff000000 | b + ((blue - b) * part >> 8) << 16
            | g + ((green - g) * part >> 8) << 8 | r + ((red - r) * part >> 8);
      }
    }
  }

  /** Puts the pixels onto a canvas of the same size. */
  show(context) {
    context.putImageData(this.image, 0, 0);
  }
}
