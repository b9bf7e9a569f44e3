// The map of all pictures, of one index or of two side by side.

import { element, button, message, say, count } from './elements.js';
import { className, described, get, map, pictureUrl } from './server.js';
import { Atlases } from './atlases.js';
import { Legend, palette } from './legend.js';
import { MapCanvas } from './mapview.js';
import { MapData } from './mapdata.js';
import { PictureGrid } from './grid.js';
import { markButton } from './marks.js';

const NEIGHBOURS = 12;
const ASK_AGAIN_MS = 700;
const KEYS = 'Arrows go to the next picture in a direction, Shift and arrows move the map, plus and minus zoom, 0 shows all,'
  + ' Enter selects, M marks. Dragging with Shift marks all pictures in a rectangle.';
const NARROW = '(max-width: 820px)';

export class MapView {
  constructor(about, marks, goTo) {
    this.about = about;
    this.marks = marks;
    this.goTo = goTo;
    this.dark = matchMedia('(prefers-color-scheme: dark)');
    this.dark.addEventListener('change', () => this.paint());
    this.colourBy = about.classes.length > 0 ? 'class' : 'cluster';
    this.only = null;
    this.selected = -1;
    const names = [about.name, ...about.beside ? [about.beside.name] : []];
    this.maps = names.map(name => new MapCanvas(`Map of ${name}`, 'map-keys'));
    this.maps.forEach((one, i) => this.listen(one, i));
    this.legend = new Legend(only => {
      this.only = only;
      this.paint();
    });
    this.tip = element('div', { class: 'tip', 'aria-hidden': 'true', hidden: true });
    this.side = element('aside', { class: 'selected', 'aria-label': 'Selected picture' });
    this.stage = element('div', { class: `stage maps-${names.length}` },
      ...this.maps.map((one, i) => element('figure', {}, one.element,
        names.length > 1 ? element('figcaption', {}, names[i]) : null)), this.tip);
    this.element = element('div', { class: names.length > 1 ? 'map beside' : 'map' }, this.controls(), this.stage, this.side, element('p', { class: 'axes' },
      'Near means alike. Both axes are without a meaning: do not trust distances between groups, nor their sizes.'));
    this.showSelected([]);
  }

  controls() {
    const choice = element('select', { id: 'colour', on: { change: () => {
      this.colourBy = choice.value;
      this.only = null;
      this.paint();
    } } }, ...this.about.classes.length > 0 ? [element('option', { value: 'class' }, 'class')] : [],
    element('option', { value: 'cluster' }, 'cluster'));
    const all = act => () => this.maps.forEach(one => one.camera && act(one));
    const narrow = matchMedia(NARROW);
    const colours = element('details', { open: !narrow.matches }, element('summary', {}, 'Colours'), this.legend.element);
    narrow.addEventListener('change', () => { colours.open = !narrow.matches; });
    return element('div', { class: 'controls' },
      element('div', { class: 'row' }, element('label', { for: 'colour' }, 'Colour by'), choice),
      element('div', { class: 'row' },
        button('+', all(one => one.zoom(1.6)), { 'aria-label': 'Zoom in' }),
        button('−', all(one => one.zoom(1 / 1.6)), { 'aria-label': 'Zoom out' }),
        button('All', all(one => one.lookAt(one.whole())), { 'aria-label': 'Show all' })),
      colours, element('details', { class: 'keys' }, element('summary', {}, 'Keys'), element('p', { id: 'map-keys' }, KEYS)));
  }

  listen(one, number) {
    one.addEventListener('hover', ({ detail }) => this.hover(detail.picture, one));
    one.addEventListener('select', ({ detail }) => this.select(detail.picture));
    one.addEventListener('rectangle', ({ detail }) => {
      this.marks.addAll(detail.pictures);
      say(`${count(detail.pictures.length, 'picture', 'pictures')} marked`);
    });
    if (number === 0) {
      one.addEventListener('camera', () => this.remember());
    }
    one.element.addEventListener('keydown', event => this.key(event, one));
  }

  /** Shows a state, unless another is asked for before the maps are there. */
  async show(state) {
    const turn = this.turn = (this.turn ?? 0) + 1;
    this.loading ??= this.load();
    await this.loading;
    if (turn !== this.turn) {
      return;
    }
    const [first] = this.maps;
    if (state.at && first.data) {
      const [x, y, scale] = state.at.split(',').map(Number);
      const camera = { x, y, scale: scale * Math.max(1, Math.min(first.width, first.height)) };
      if ([x, y, scale].every(Number.isFinite)) {
        first.turnTo(camera);
        first.draw();
      }
    }
    const asked = state.picture === undefined ? -1 : Number(state.picture);
    const picture = Number.isInteger(asked) && asked < this.about.pictures ? asked : -1;
    if (picture !== this.selected) {
      await this.selectNow(picture);
    }
  }

  /** Waits until the maps are there, and says meanwhile how much of them is. */
  async load() {
    try {
      await Promise.all(this.maps.map((one, of) => this.loadOne(one, of)));
    } catch (error) {
      this.stage.replaceChildren(message(error.message, 'error'));
      return;
    }
    this.paint();
  }

  async loadOne(one, of) {
    const bar = element('progress', { max: '1', 'aria-label': 'The map is being computed' });
    const waiting = element('div', { class: 'waiting' },
      element('p', {}, 'The map is computed once, and kept beside the index.'), bar);
    let answer = await map(of);
    while (!(answer instanceof ArrayBuffer)) {
      bar.value = answer.done;
      one.element.append(waiting);
      await new Promise(resolve => { setTimeout(resolve, ASK_AGAIN_MS); });
      answer = await map(of);
    }
    waiting.remove();
    one.data = new MapData(answer);
    one.atlases = new Atlases(one.data.order, () => one.draw());
  }

  /** The colours of all pictures: as many groups as there are, and one more for pictures without a group. */
  paint() {
    const [first] = this.maps;
    if (!this.maps.every(one => one.data)) {
      return;
    }
    const byClass = this.colourBy === 'class';
    const groups = byClass ? this.about.classes.length : first.data.clusterCount;
    const of = byClass ? first.data.labels : first.data.clusters;
    const colours = Uint16Array.from(of, group => (group < 0 || group >= groups ? groups : group));
    const sizes = new Array(groups + 1).fill(0);
    colours.forEach(group => { sizes[group]++; });
    const style = getComputedStyle(document.body);
    const background = style.getPropertyValue('--canvas').match(/\w\w/g).map(part => parseInt(part, 16));
    const look = { colours, background, palette: palette(groups, this.dark.matches, this.only),
      ink: style.getPropertyValue('--ink') };
    this.maps.forEach(one => one.show(one.data, one.atlases, look));
    this.legend.show(sizes.slice(0, groups).map((size, i) => ({ size, name: byClass ? className(i) : `cluster ${i + 1}` })),
      this.dark.matches, this.only);
  }

  remember() {
    clearTimeout(this.remembering);
    this.remembering = setTimeout(() => {
      const [first] = this.maps;
      if (this.element.isConnected) {
        const { x, y, scale } = first.camera;
        const at = [x.toFixed(4), y.toFixed(4), (scale / Math.min(first.width, first.height)).toFixed(3)].join(',');
        this.goTo('map', { picture: this.selected < 0 ? null : this.selected, at }, true);
      }
    }, 300);
  }

  async hover(picture, over) {
    if (picture === this.hovered) {
      return;
    }
    this.hovered = picture;
    this.maps.forEach(one => {
      one.hovered = picture;
      one.drawAbove();
    });
    this.tip.hidden = picture < 0;
    if (picture >= 0) {
      const [x, y] = over.screen(picture);
      const box = over.element.getBoundingClientRect();
      const stage = this.stage.getBoundingClientRect();
      const left = box.left - stage.left + x;
      this.tip.style.left = `${left > stage.width / 2 ? left - 160 : left + 20}px`;
      this.tip.style.top = `${Math.max(4, Math.min(stage.height - 190, box.top - stage.top + y - 70))}px`;
      const kind = className(over.data.labels[picture]);
      this.tip.replaceChildren(element('img', { src: pictureUrl(picture, 192), alt: '' }), element('span', {}, kind || `picture ${picture}`));
    }
  }

  select(picture) {
    const { x, y, scale } = this.maps[0].camera;
    const at = [x.toFixed(4), y.toFixed(4), (scale / Math.min(this.maps[0].width, this.maps[0].height)).toFixed(3)].join(',');
    this.goTo('map', { picture: picture < 0 ? null : picture, at });
  }

  async selectNow(picture) {
    this.selected = picture;
    const answer = picture < 0 ? null : await get('/nearest', { picture, count: NEIGHBOURS });
    if (this.selected !== picture) {
      return; // another one was selected meanwhile
    }
    const near = answer ? answer.matches : [];
    this.maps.filter(one => one.data).forEach(one => {
      if (!one.camera) {
        one.turnTo(one.whole());
      }
      one.selected = picture;
      one.lines = near.map(match => match.picture);
      if (picture >= 0) {
        one.reveal(picture);
      }
      one.drawAbove();
    });
    this.showSelected(near, answer?.query);
  }

  showSelected(near, query) {
    const wasWithin = this.side.contains(document.activeElement);
    this.side.hidden = !query;
    this.element?.classList.toggle('with-selected', Boolean(query));
    if (!query) {
      if (wasWithin) {
        this.maps[0].element.focus();
      }
      return;
    }
    const grid = new PictureGrid('Nearest pictures', this.marks, picture => this.select(picture));
    grid.show(near);
    this.side.replaceChildren(
      element('img', { class: 'large', src: pictureUrl(query.picture, 512), alt: query.name }),
      element('p', {}, element('strong', {}, query.name), ' ', element('span', { class: 'quiet' }, className(query.label))),
      element('div', { class: 'row' },
        button('Find alike', () => this.goTo('search', { picture: query.picture }), { class: 'small primary' }),
        markButton(this.marks, query.picture),
        button('Close', () => this.select(-1), { class: 'small' })),
      element('h2', {}, 'Nearest'), near.length === 0 ? message('The index has no other picture.') : grid.element);
    if (wasWithin) {
      (this.side.querySelector('li') ?? this.side.querySelector('button')).focus();
    }
  }

  key(event, one) {
    if (!one.data || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const from = this.hovered >= 0 ? this.hovered : this.selected;
    if (arrow && event.shiftKey) {
      const step = 80 / one.camera.scale;
      one.lookAt({ ...one.camera, x: one.camera.x + arrow[0] * step, y: one.camera.y + arrow[1] * step });
    } else if (arrow) {
      this.step(one, from, arrow);
    } else if (event.key === '+' || event.key === '=') {
      one.zoom(1.5, from >= 0 ? [one.data.xs[from], one.data.ys[from]] : undefined);
    } else if (event.key === '-') {
      one.zoom(1 / 1.5);
    } else if (event.key === '0') {
      one.lookAt(one.whole());
    } else if (event.key === 'Enter' && from >= 0) {
      this.select(from);
    } else if (event.key === 'Escape') {
      this.select(-1);
    } else if (event.key.toLowerCase() === 'm' && from >= 0) {
      this.marks.toggle(from);
    } else {
      return;
    }
    event.preventDefault();
  }

  async step(one, from, [x, y]) {
    const to = from >= 0 ? one.data.towards(from, x, y) : one.data.nearest(one.camera.x, one.camera.y, 2);
    if (to >= 0) {
      one.reveal(to);
      this.hover(to, one);
      const [told] = await described([to]);
      if (this.hovered !== to) {
        return;
      }
      say([told.name, className(told.label)].filter(Boolean).join(', '));
    }
  }
}
