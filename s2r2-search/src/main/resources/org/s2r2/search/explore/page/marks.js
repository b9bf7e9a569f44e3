// The pictures that somebody marked, kept until the browser's tab is closed. They are numbers, kept under the sum of the list of
// pictures that they count in.

import { element, button, say, count } from './elements.js';
import { described } from './server.js';

/** All that readers of lists take for the end of a line. */
const LINE_BREAK = /[\n\v\f\r\u0085\u2028\u2029]/;

export class Marks extends EventTarget {
  constructor(key) {
    super();
    this.key = `s2r2 marks ${key}`;
    this.pictures = new Set(JSON.parse(sessionStorage.getItem(this.key) ?? '[]'));
  }

  has(picture) {
    return this.pictures.has(picture);
  }

  get size() {
    return this.pictures.size;
  }

  list() {
    return [...this.pictures];
  }

  toggle(picture) {
    if (!this.pictures.delete(picture)) {
      this.pictures.add(picture);
    }
    this.changed();
  }

  addAll(pictures) {
    pictures.forEach(picture => this.pictures.add(picture));
    this.changed();
  }

  clear() {
    this.pictures.clear();
    this.changed();
  }

  changed() {
    sessionStorage.setItem(this.key, JSON.stringify(this.list()));
    this.dispatchEvent(new Event('change'));
  }
}

/** A button that marks a picture, and says whether it is marked. */
export function markButton(marks, picture) {
  const made = button('', () => marks.toggle(picture), { class: 'small' });
  const update = () => {
    made.textContent = marks.has(picture) ? 'Marked ✓' : 'Mark';
    made.setAttribute('aria-pressed', marks.has(picture));
    if (!made.isConnected && made.shown) {
      marks.removeEventListener('change', update);
    }
    made.shown = made.isConnected;
  };
  marks.addEventListener('change', update);
  update();
  return made;
}

/** Hands the names of the marked pictures to the browser as a file, one name on a line. */
export async function save(marks) {
  const marked = (await described(marks.list())).map(one => one.name);
  const names = marked.filter(name => !LINE_BREAK.test(name));
  const url = URL.createObjectURL(new Blob(names.map(name => `${name}\n`), { type: 'text/plain' }));
  element('a', { href: url, download: 'marked.txt' }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
  const left = marked.length - names.length;
  say(`Saved ${count(names.length, 'name', 'names')} as marked.txt.`
    + (left === 0 ? '' : ` ${count(left, 'name has', 'names have')} a line break, which no list can hold, and ${left === 1 ? 'is' : 'are'} left out.`));
}

/** The bar at the foot of the page, there as long as something is marked. */
export function tray(marks, goTo) {
  const bar = document.getElementById('tray');
  const text = element('p');
  bar.append(
    text,
    button('Save list', () => save(marks).catch(error => say(error.message)), { class: 'primary', id: 'save' }),
    button('Show', () => goTo('marked')),
    button('Clear', () => {
      marks.clear();
      say('No picture is marked any more.');
    }));
  const update = () => {
    text.textContent = `${marks.size.toLocaleString('en')} marked`;
    bar.hidden = marks.size === 0;
    document.body.classList.toggle('with-tray', marks.size > 0);
  };
  marks.addEventListener('change', update);
  update();
}
