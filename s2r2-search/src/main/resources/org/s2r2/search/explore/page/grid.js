// A grid of pictures: arrows move in it, Enter looks for what is like a picture, Space or M marks it.

import { element, button, say } from './elements.js';
import { className, pictureUrl } from './server.js';

const PER_STEP = 240;

export class PictureGrid {
  /**
   * @param open is called with a picture that was chosen
   * @param named whether files are named where there are classes too
   */
  constructor(label, marks, open, { named = false } = {}) {
    this.named = named;
    this.marks = marks;
    this.open = open;
    this.items = [];
    this.list = element('ul', {
      class: 'grid', role: 'listbox', 'aria-multiselectable': 'true', 'aria-label': label,
      on: { keydown: event => this.key(event), click: event => this.click(event) },
    });
    this.more = button('Show more', () => this.showMore(), { class: 'more', hidden: true });
    this.element = element('div', {}, this.list, this.more);
    marks.addEventListener('change', () => this.showMarks());
  }

  /** @param pictures objects with picture, name, label, and similarity where there is one */
  show(pictures) {
    const wasWithin = this.list.contains(document.activeElement);
    this.pictures = pictures;
    this.items = [];
    this.list.replaceChildren();
    this.showMore();
    if (wasWithin) {
      this.items[0]?.focus({ preventScroll: true });
    }
  }

  showMore() {
    const from = this.items.length;
    for (const one of this.pictures.slice(from, from + PER_STEP)) {
      this.items.push(this.item(one));
    }
    this.list.append(...this.items.slice(from));
    this.more.hidden = this.items.length === this.pictures.length;
    if (from === 0 && this.items.length > 0) {
      this.items[0].tabIndex = 0;
    }
    this.showMarks();
  }

  item(one) {
    const similarity = one.similarity === undefined ? '' : one.similarity.toFixed(3);
    const kind = className(one.label);
    return element('li', { role: 'option', tabindex: '-1', 'data-picture': one.picture, title: one.name,
      'aria-label': [one.name, kind && `class ${kind}`, similarity && `similarity ${similarity}`].filter(Boolean).join(', ') },
    element('img', { src: pictureUrl(one.picture, 192), alt: '', loading: 'lazy', draggable: 'false' }),
    element('span', { class: 'tick', 'aria-hidden': 'true' }, '✓'),
    element('span', { class: 'caption', 'aria-hidden': 'true' },
      similarity ? element('b', {}, similarity) : null,
      element('span', {}, (!this.named && kind) || one.name.split('/').pop())));
  }

  showMarks() {
    for (const item of this.items) {
      item.setAttribute('aria-selected', this.marks.has(Number(item.dataset.picture)));
    }
  }

  click(event) {
    const item = event.target.closest('li');
    if (item) {
      this.focus(item);
      if (event.target.closest('.tick') || event.shiftKey) {
        this.mark(item);
      } else {
        this.open(Number(item.dataset.picture));
      }
    }
  }

  mark(item) {
    const picture = Number(item.dataset.picture);
    this.marks.toggle(picture);
    say(`${item.title} ${this.marks.has(picture) ? 'marked' : 'not marked any more'}`);
  }

  focus(item) {
    this.items.forEach(other => { other.tabIndex = other === item ? 0 : -1; });
    item.focus();
  }

  columns() {
    const top = this.items[0].offsetTop;
    const second = this.items.findIndex(item => item.offsetTop > top);
    return second < 0 ? this.items.length : second;
  }

  key(event) {
    const item = event.target.closest('li');
    if (!item || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const at = this.items.indexOf(item);
    const to = {
      ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: this.items.length - 1,
      ArrowDown: at + this.columns(), ArrowUp: at - this.columns(),
    }[event.key];
    if (to !== undefined) {
      const next = this.items[to];
      if (next) {
        this.focus(next);
      }
    } else if (event.key === 'Enter') {
      this.open(Number(item.dataset.picture));
    } else if (event.key === ' ' || event.key.toLowerCase() === 'm') {
      this.mark(item);
    } else {
      return;
    }
    event.preventDefault();
  }
}
