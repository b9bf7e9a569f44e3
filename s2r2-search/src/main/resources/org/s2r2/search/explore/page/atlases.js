// Images of 64 small pictures each, in the order of the map, so that a part of the map needs few of them.

import { atlasUrl } from './server.js';

const PICTURES = 64;
const COLUMNS = 8;
const MOST_KEPT = 160;
const MOST_AT_ONCE = 4;

/** Length of a picture in an atlas, in pixels. */
export const CELL = 64;

export class Atlases {
  /** @param arrived is called when an image is there */
  constructor(order, arrived) {
    this.slots = new Uint32Array(order.length);
    order.forEach((picture, slot) => { this.slots[picture] = slot; });
    this.arrived = arrived;
    this.images = new Map();
    this.waiting = [];
    this.loading = 0;
  }

  /** Where a picture is: { image, x, y } in pixels, or null as long as it is being loaded. */
  find(picture) {
    const slot = this.slots[picture];
    const atlas = Math.floor(slot / PICTURES);
    const image = this.images.get(atlas);
    if (image === undefined) {
      this.images.set(atlas, null);
      this.waiting.push(atlas);
      this.load();
      return null;
    }
    if (image === null) {
      return null;
    }
    // What was used last stands last in the map, and is dropped last.
    this.images.delete(atlas);
    this.images.set(atlas, image);
    const place = slot % PICTURES;
    return { image, x: place % COLUMNS * CELL, y: Math.floor(place / COLUMNS) * CELL };
  }

  /** Nobody looks any more at what is waiting to be loaded. */
  forgetWaiting() {
    this.waiting.splice(0).forEach(atlas => this.images.delete(atlas));
  }

  load() {
    while (this.loading < MOST_AT_ONCE && this.waiting.length > 0) {
      const atlas = this.waiting.shift();
      const image = new Image();
      this.loading++;
      image.onload = image.onerror = () => {
        this.loading--;
        if (image.naturalWidth > 0) {
          this.images.set(atlas, image);
          this.drop();
          this.arrived();
        }
        this.load();
      };
      image.src = atlasUrl(atlas);
    }
  }

  drop() {
    for (const [atlas, image] of this.images) {
      if (this.images.size <= MOST_KEPT) {
        break;
      }
      if (image !== null) {
        this.images.delete(atlas);
      }
    }
  }
}
