// Lists of pictures: near-duplicates, outliers, what to label first, and what is marked.

import { element, button, message, count } from './elements.js';
import { described, get } from './server.js';
import { PictureGrid } from './grid.js';

const GROUPS_AT_ONCE = 60;

/** What the lists have in common: a heading, something to set, buttons, and pictures. */
class ListView {
  constructor(title, text, marks, goTo) {
    this.marks = marks;
    this.goTo = goTo;
    this.turn = 0;
    this.pictures = [];
    this.facts = element('p', { class: 'quiet', role: 'status' });
    this.controls = element('form', { class: 'row', on: { submit: event => event.preventDefault() } });
    this.body = element('div');
    this.element = element('section', { class: 'list' },
      element('div', { class: 'title' }, element('h1', {}, title), element('p', { class: 'quiet' }, text)),
      this.controls, this.facts, this.body);
  }

  open(picture) {
    this.goTo('search', { picture });
  }

  /** Asks once for what a state shows, and shows it unless another state is asked for before the answer comes. */
  async show(state) {
    const key = JSON.stringify(state);
    if (key === this.key) {
      return;
    }
    const turn = ++this.turn;
    this.key = null;
    this.body.replaceChildren(message('Looking through the pictures …'));
    this.facts.textContent = '';
    try {
      const answer = await this.ask(state);
      if (turn === this.turn) {
        this.fill(answer);
        this.key = key;
      }
    } catch (error) {
      if (turn === this.turn) {
        this.body.replaceChildren(message(error.message, 'error'));
      }
    }
  }
}

function numberField(name, label, value, attributes) {
  const input = element('input', { type: 'number', id: name, name, value, ...attributes });
  return [element('label', { for: name }, label), input];
}

export class DuplicatesView extends ListView {
  constructor(about, marks, goTo) {
    super('Near-duplicates', 'Groups of pictures that are all but the same: resized, recompressed or mirrored copies.', marks, goTo);
    this.groups = [];
    const [label, input] = numberField('threshold', 'Similarity of at least', String(about.threshold), { min: '0.5', max: '1', step: '0.01' });
    this.input = input;
    this.markRest = button('Mark all but the first of each group', () => {
      marks.addAll(this.groups.flatMap(group => group.slice(1).map(one => one.picture)));
    });
    this.controls.append(label, input, button('Find', () => {}, { type: 'submit' }), this.markRest);
    this.controls.addEventListener('submit', () => goTo('duplicates', { threshold: this.input.value }));
  }

  ask(state) {
    this.input.value = state.threshold ?? this.input.value;
    return get('/duplicates', { threshold: Number(this.input.value) });
  }

  fill(groups) {
    this.groups = groups;
    const pictures = this.groups.reduce((sum, group) => sum + group.length, 0);
    this.facts.textContent = `${count(this.groups.length, 'group', 'groups')} with ${count(pictures, 'picture', 'pictures')}`;
    this.markRest.disabled = this.groups.length === 0;
    this.body.replaceChildren();
    this.more();
    if (this.groups.length === 0) {
      this.body.append(message('No two pictures are copies of each other. A lower similarity may find more; pixels have to agree too.'));
    }
  }

  more() {
    const from = this.body.querySelectorAll('.group').length;
    const groups = this.groups.slice(from, from + GROUPS_AT_ONCE);
    this.body.querySelector('.more-groups')?.remove();
    this.body.append(...groups.map((group, i) => {
      const grid = new PictureGrid(`Group ${from + i + 1}`, this.marks, picture => this.open(picture),
        { named: true });
      grid.show(group);
      return element('section', { class: 'group' }, element('h2', {}, `${group.length} pictures`), grid.element);
    }));
    if (from + groups.length < this.groups.length) {
      this.body.append(button('Show more groups', () => this.more(), { class: 'more more-groups' }));
    }
  }
}

export class OutliersView extends ListView {
  constructor(about, marks, goTo) {
    super('Outliers', 'Pictures that are least like their nearest neighbours, the strangest first: broken, rare or mislabelled ones.',
      marks, goTo);
    this.controls.append(button('Mark all shown', () => marks.addAll(this.pictures.map(one => one.picture))));
  }

  ask() {
    return get('/outliers', { count: 240 });
  }

  fill(answer) {
    this.pictures = answer.matches;
    this.facts.textContent = `${count(this.pictures.length, 'picture', 'pictures')}; the number is the similarity to their neighbours`;
    const grid = new PictureGrid('Outliers', this.marks, picture => this.open(picture));
    grid.show(this.pictures);
    this.body.replaceChildren(grid.element);
  }
}

export class SelectionView extends ListView {
  constructor(about, marks, goTo) {
    super('What to label first', 'Pictures that stand for all the others, in this order: each next one is of a kind that the list has too little of.', marks, goTo);
    const [label, input] = numberField('number', 'Pictures', '100', { min: '1', max: String(Math.min(5000, about.pictures)), step: '1' });
    this.input = input;
    this.controls.append(label, input, button('Choose', () => {}, { type: 'submit' }),
      button('Mark all of them', () => marks.addAll(this.pictures.map(one => one.picture))));
    this.controls.addEventListener('submit', () => goTo('selection', { count: this.input.value }));
  }

  ask(state) {
    this.input.value = state.count ?? this.input.value;
    return get('/selection', { count: this.input.value });
  }

  fill(pictures) {
    this.pictures = pictures;
    this.facts.textContent = `${count(this.pictures.length, 'picture', 'pictures')} chosen`;
    const grid = new PictureGrid('Selection', this.marks, picture => this.open(picture));
    grid.show(this.pictures);
    this.body.replaceChildren(grid.element);
  }
}

export class MarkedView extends ListView {
  constructor(about, marks, goTo) {
    super('Marked', 'Space or M marks a picture, and so does the tick in its corner. Save list writes their names, one on a line.',
      marks, goTo);
  }

  async show() {
    this.key = null;
    await super.show({ marked: this.marks.list() });
  }

  ask() {
    return described(this.marks.list());
  }

  fill(pictures) {
    const grid = new PictureGrid('Marked pictures', this.marks, picture => this.open(picture));
    if (pictures.length === 0) {
      this.body.replaceChildren(message('No picture is marked yet.'));
    } else {
      grid.show(pictures);
      this.body.replaceChildren(grid.element);
    }
  }
}
