// One map on two canvases: the points below, and above them what changes while the pointer moves.

import { element } from './elements.js';
import { CELL } from './atlases.js';
import { PointLayer } from './drawing.js';

const MOST_THUMBNAILS = 900;
const MOST_PIXELS = 5e6;
const LARGEST_SCALE = 4e5;
const REACH = 14;

export class MapCanvas extends EventTarget {
  constructor(label, describedBy) {
    super();
    this.points = element('canvas', { 'aria-hidden': 'true' });
    this.above = element('canvas', { 'aria-hidden': 'true' });
    this.element = element('div', { class: 'canvas', tabindex: '0', role: 'application', 'aria-label': label,
      'aria-describedby': describedBy }, this.points, this.above);
    this.layer = new PointLayer();
    this.camera = null;
    this.showsAll = false;
    this.hovered = -1;
    this.selected = -1;
    this.lines = [];
    this.rectangle = null;
    this.pointers = new Map();
    this.listen();
    new ResizeObserver(() => this.resized()).observe(this.element);
  }

  /** Shows a map. look has colours, palette, background, ink, marks. */
  show(data, atlases, look) {
    this.data = data;
    this.atlases = atlases;
    this.look = look;
    this.draw();
  }

  listen() {
    const on = (name, listener, options) => this.element.addEventListener(name, listener, options);
    on('wheel', event => {
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.002)), this.place(event));
    }, { passive: false });
    on('pointerdown', event => this.down(event));
    on('pointermove', event => this.moved(event));
    on('pointerup', event => this.up(event));
    on('pointercancel', event => this.pointers.delete(event.pointerId));
    on('pointerleave', () => this.tell('hover', { picture: -1 }));
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  get width() {
    return this.element.clientWidth;
  }

  get height() {
    return this.element.clientHeight;
  }

  /** The camera that shows the whole map. */
  whole() {
    return { x: 0.5, y: 0.5, scale: 0.86 * Math.min(this.width, this.height) };
  }

  /** Where the whole map was in view it is so again. */
  resized() {
    if (this.showsAll && this.width > 0) {
      this.turnTo(this.whole());
    }
    this.draw();
  }

  turnTo(camera) {
    const { x, y, scale } = this.whole();
    this.camera = camera;
    this.showsAll = camera.x === x && camera.y === y && camera.scale === scale;
  }

  /** Where an event is on the map. */
  place(event) {
    const box = this.element.getBoundingClientRect();
    return this.at(event.clientX - box.left, event.clientY - box.top);
  }

  at(screenX, screenY) {
    const { x, y, scale } = this.camera;
    return [x + (screenX - this.width / 2) / scale, y + (screenY - this.height / 2) / scale];
  }

  /** Where a picture is on the screen. */
  screen(picture) {
    const { x, y, scale } = this.camera;
    return [(this.data.xs[picture] - x) * scale + this.width / 2, (this.data.ys[picture] - y) * scale + this.height / 2];
  }

  zoom(factor, [x, y] = [this.camera.x, this.camera.y]) {
    const least = 0.4 * Math.min(this.width, this.height);
    const scale = Math.max(least, Math.min(LARGEST_SCALE, this.camera.scale * factor));
    const kept = this.camera.scale / scale;
    this.lookAt({ x: x + (this.camera.x - x) * kept, y: y + (this.camera.y - y) * kept, scale });
  }

  lookAt(camera) {
    this.turnTo({ ...camera, x: Math.max(-0.1, Math.min(1.1, camera.x)), y: Math.max(-0.1, Math.min(1.1, camera.y)) });
    this.draw();
    this.tell('camera', this.camera);
  }

  /** Moves the camera so that a picture is in view. */
  reveal(picture) {
    if (!this.data.there[picture]) {
      return;
    }
    const [x, y] = this.screen(picture);
    if (x < 30 || y < 30 || x > this.width - 30 || y > this.height - 30) {
      this.lookAt({ ...this.camera, x: this.data.xs[picture], y: this.data.ys[picture] });
    }
  }

  down(event) {
    if (!this.data || event.button !== 0) {
      return;
    }
    this.element.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    this.moves = 0;
    if (event.shiftKey) {
      const place = this.place(event);
      this.rectangle = [...place, ...place];
    }
  }

  moved(event) {
    if (!this.data) {
      return;
    }
    const before = this.pointers.get(event.pointerId);
    if (!before) {
      const [x, y] = this.place(event);
      this.tell('hover', { picture: this.data.nearest(x, y, Math.max(REACH, this.side / 2) / this.camera.scale) });
      return;
    }
    const [dx, dy] = [event.clientX - before[0], event.clientY - before[1]];
    this.moves += Math.abs(dx) + Math.abs(dy);
    if (this.rectangle) {
      this.rectangle.splice(2, 2, ...this.place(event));
      this.drawAbove();
    } else if (this.pointers.size === 2) {
      const [other] = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, position]) => position);
      const distance = ([x, y]) => Math.hypot(x - other[0], y - other[1]);
      const middle = { clientX: (event.clientX + other[0]) / 2, clientY: (event.clientY + other[1]) / 2 };
      this.zoom(distance([event.clientX, event.clientY]) / Math.max(1, distance(before)), this.place(middle));
    } else if (this.moves > 3) {
      const { x, y, scale } = this.camera;
      this.lookAt({ x: x - dx / scale, y: y - dy / scale, scale });
    }
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
  }

  up(event) {
    if (!this.pointers.delete(event.pointerId)) {
      return;
    }
    if (this.rectangle) {
      const [a, b, c, d] = this.rectangle;
      this.rectangle = null;
      const inside = [];
      this.data.forEachIn(Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d), i => inside.push(i));
      this.tell('rectangle', { pictures: inside });
      this.drawAbove();
    } else if (this.moves <= 3) {
      const [x, y] = this.place(event);
      this.tell('select', { picture: this.data.nearest(x, y, Math.max(REACH, this.side / 2) / this.camera.scale) });
    }
  }

  /** Draws all in the next frame, once however often it is asked for. */
  draw() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      if (this.look && this.width > 0 && this.height > 0) {
        this.camera ?? this.turnTo(this.whole());
        this.drawPoints();
        this.drawAbove();
      }
    });
  }

  size(canvas, ratio) {
    const [width, height] = [Math.round(this.width * ratio), Math.round(this.height * ratio)];
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    return canvas.getContext('2d');
  }

  drawPoints() {
    const started = performance.now();
    const ratio = this.width * this.height * devicePixelRatio ** 2 > MOST_PIXELS ? 1 : devicePixelRatio;
    const context = this.size(this.points, ratio);
    const [left, top] = this.at(0, 0);
    const [right, bottom] = this.at(this.width, this.height);
    const inView = this.data.countIn(left, top, right, bottom);
    const room = Math.sqrt(this.width * this.height / Math.max(1, inView));
    const radius = Math.max(1, Math.min(4, room / 5)) * ratio;
    this.layer.clear(this.points.width, this.points.height, this.look.background);
    this.layer.points(this.data, { ...this.camera, scale: this.camera.scale * ratio }, radius, this.look.colours, this.look.palette);
    this.layer.show(context);
    this.side = 0;
    this.atlases.forgetWaiting();
    if (inView <= MOST_THUMBNAILS && this.camera.scale > 1.5 * this.whole().scale || this.data.size <= 150) {
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      this.drawThumbnails(context, Math.round(Math.max(28, Math.min(CELL, room * 0.8))), [left, top, right, bottom]);
      context.setTransform(1, 0, 0, 1, 0, 0);
    }
    this.drawnIn = performance.now() - started;
  }

  /** Small pictures at their places, as many as there is room for; the others stay points. */
  drawThumbnails(context, side, [left, top, right, bottom]) {
    this.side = side;
    const taken = {};
    const margin = side / this.camera.scale;
    this.data.forEachIn(left - margin, top - margin, right + margin, bottom + margin, i => {
      const [x, y] = this.screen(i);
      const [column, row] = [Math.floor(x / side), Math.floor(y / side)];
      for (let dx = -1; dx <= 1; dx++) {
        for (let dy = -1; dy <= 1; dy++) {
          const other = taken[`${column + dx},${row + dy}`];
          if (other && Math.abs(other[0] - x) < side && Math.abs(other[1] - y) < side) {
            return;
          }
        }
      }
      const found = this.atlases.find(i);
      if (!found) {
        return;
      }
      taken[`${column},${row}`] = [x, y];
      const [red, green, blue, opacity] = this.look.palette[this.look.colours[i]];
      context.globalAlpha = opacity < 100 ? 0.25 : 1;
      context.fillStyle = `rgb(${red},${green},${blue})`;
      context.fillRect(x - side / 2, y - side / 2, side, side);
      context.drawImage(found.image, found.x, found.y, CELL, CELL, x - side / 2 + 2, y - side / 2 + 2, side - 4, side - 4);
      context.globalAlpha = 1;
    });
  }

  drawAbove() {
    if (!this.camera || !this.look) {
      return;
    }
    const context = this.size(this.above, devicePixelRatio);
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    context.strokeStyle = this.look.ink;
    if (this.selected >= 0 && this.data.there[this.selected]) {
      context.globalAlpha = 0.45;
      context.lineWidth = 1;
      context.beginPath();
      for (const picture of this.lines.filter(one => this.data.there[one])) {
        context.moveTo(...this.screen(this.selected));
        context.lineTo(...this.screen(picture));
      }
      context.stroke();
      context.globalAlpha = 1;
      this.ring(context, this.selected, 3);
    }
    if (this.hovered >= 0 && this.data.there[this.hovered]) {
      this.ring(context, this.hovered, 1.5);
    }
    if (this.rectangle) {
      const { x, y, scale } = this.camera;
      const corner = (px, py) => [(px - x) * scale + this.width / 2, (py - y) * scale + this.height / 2];
      const [a, b] = [corner(this.rectangle[0], this.rectangle[1]), corner(this.rectangle[2], this.rectangle[3])];
      context.lineWidth = 1.5;
      context.setLineDash([5, 4]);
      context.strokeRect(a[0], a[1], b[0] - a[0], b[1] - a[1]);
      context.setLineDash([]);
    }
  }

  ring(context, picture, width) {
    const [x, y] = this.screen(picture);
    context.lineWidth = width;
    context.beginPath();
    if (this.side > 0) {
      context.rect(x - this.side / 2 - 1, y - this.side / 2 - 1, this.side + 2, this.side + 2);
    } else {
      context.arc(x, y, 8, 0, 2 * Math.PI);
    }
    context.stroke();
  }
}
