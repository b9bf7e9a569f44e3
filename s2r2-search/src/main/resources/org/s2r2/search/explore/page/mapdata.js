// The places of all pictures on a map, and which of them are near a place.

const NOWHERE = 0xffff;
const LARGEST = 0xfffe;
const CELLS = 256;

export class MapData {
  /** @param buffer the answer to /map: see MapPoints.encoded */
  constructor(buffer) {
    const [size, clusters] = new Uint32Array(buffer, 0, 2);
    this.size = size;
    this.clusterCount = clusters;
    const places = new Uint16Array(buffer, 8, 2 * size);
    this.labels = new Int16Array(buffer, 8 + 4 * size, size);
    this.clusters = new Int16Array(buffer, 8 + 6 * size, size);
    this.order = new Int32Array(buffer, 8 + 8 * size, size);
    this.xs = new Float32Array(size);
    this.ys = new Float32Array(size);
    this.there = new Uint8Array(size);
    for (let i = 0; i < size; i++) {
      this.there[i] = places[2 * i] === NOWHERE ? 0 : 1;
      this.xs[i] = places[2 * i] / LARGEST;
      this.ys[i] = places[2 * i + 1] / LARGEST;
    }
    this.index();
  }

  /** Sorts the pictures into square cells. */
  index() {
    this.starts = new Uint32Array(CELLS * CELLS + 1);
    const cellOf = new Uint32Array(this.size);
    for (let i = 0; i < this.size; i++) {
      cellOf[i] = this.cell(this.ys[i]) * CELLS + this.cell(this.xs[i]);
      this.starts[cellOf[i] + 1] += this.there[i];
    }
    for (let c = 0; c < CELLS * CELLS; c++) {
      this.starts[c + 1] += this.starts[c];
    }
    this.byCell = new Uint32Array(this.starts[CELLS * CELLS]);
    const next = this.starts.slice();
    for (let i = 0; i < this.size; i++) {
      if (this.there[i]) {
        this.byCell[next[cellOf[i]]++] = i;
      }
    }
  }

  cell(value) {
    return Math.max(0, Math.min(CELLS - 1, Math.floor(value * CELLS)));
  }

  /** How many pictures there are about in a rectangle, never too few. */
  countIn(left, top, right, bottom) {
    let sum = 0;
    for (let row = this.cell(top); row <= this.cell(bottom); row++) {
      sum += this.starts[row * CELLS + this.cell(right) + 1] - this.starts[row * CELLS + this.cell(left)];
    }
    return sum;
  }

  /** Calls back with each picture in a rectangle. */
  forEachIn(left, top, right, bottom, each) {
    for (let row = this.cell(top); row <= this.cell(bottom); row++) {
      const end = this.starts[row * CELLS + this.cell(right) + 1];
      for (let at = this.starts[row * CELLS + this.cell(left)]; at < end; at++) {
        const i = this.byCell[at];
        if (this.xs[i] >= left && this.xs[i] <= right && this.ys[i] >= top && this.ys[i] <= bottom) {
          each(i);
        }
      }
    }
  }

  /** The picture nearest to a place, or -1 where there is none within a radius. */
  nearest(x, y, radius) {
    let best = -1;
    let least = radius * radius;
    this.forEachIn(x - radius, y - radius, x + radius, y + radius, i => {
      const squared = (this.xs[i] - x) ** 2 + (this.ys[i] - y) ** 2;
      if (squared <= least) {
        least = squared;
        best = i;
      }
    });
    return best;
  }

  /** The nearest picture in a direction (one of x and y is 1 or -1), within 45 degrees of it; -1 where there is none. */
  towards(from, x, y) {
    for (let radius = 1 / CELLS; radius < 2; radius *= 2) {
      let best = -1;
      let least = radius;
      this.forEachIn(this.xs[from] - radius, this.ys[from] - radius, this.xs[from] + radius, this.ys[from] + radius, i => {
        const right = this.xs[i] - this.xs[from];
        const down = this.ys[i] - this.ys[from];
        const ahead = right * x + down * y;
        const aside = Math.abs(right * y) + Math.abs(down * x);
        if (i !== from && ahead > 0 && aside <= ahead && ahead + aside < least) {
          least = ahead + aside;
          best = i;
        }
      });
      if (best >= 0) {
        return best;
      }
    }
    return -1;
  }
}
