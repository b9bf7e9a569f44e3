// Search: by a picture that is dropped, chosen, pasted, or clicked anywhere on the page.

import { element, button, message, count } from './elements.js';
import { className, described, get, pictureUrl, search } from './server.js';
import { PictureGrid } from './grid.js';
import { markButton } from './marks.js';

const COUNT = 96;
const SAMPLES = 60;

export class SearchView {
  constructor(about, marks, goTo) {
    this.about = about;
    this.marks = marks;
    this.goTo = goTo;
    this.upload = null;
    this.input = element('input', { type: 'file', id: 'file', accept: 'image/*',
      on: { change: () => this.take(this.input.files[0]) } });
    this.drop = element('label', { class: 'drop', for: 'file' },
      element('strong', {}, 'Drop a picture here'), element('span', {}, 'or choose one, or paste it'), this.input);
    this.query = element('figure', { class: 'query', hidden: true });
    this.heading = element('h1', {}, 'Start from one of these');
    this.facts = element('p', { class: 'quiet' });
    this.grid = new PictureGrid('Pictures found', marks, picture => goTo('search', { picture }));
    this.results = element('section', { class: 'results', 'aria-live': 'off' },
      element('div', { class: 'title' }, this.heading, this.facts), this.grid.element);
    this.element = element('div', { class: 'search' },
      element('aside', { 'aria-label': 'What to search for' }, this.drop, this.query,
        element('p', { class: 'quiet hint' }, 'Enter searches with a picture, Space marks it, arrows move.')),
      this.results);
    this.listen();
  }

  listen() {
    const over = event => {
      event.preventDefault();
      this.drop.classList.toggle('over', event.type === 'dragover');
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', over);
    addEventListener('drop', event => {
      over(event);
      if (event.dataTransfer.files.length > 0) {
        this.take(event.dataTransfer.files[0]);
      }
    });
    addEventListener('paste', event => {
      if (event.clipboardData.files.length > 0) {
        this.take(event.clipboardData.files[0]);
      }
    });
  }

  /** Searches with a file of the person's own. */
  async take(file) {
    if (!file) {
      return;
    }
    if (file.size > this.about.mostBytes) {
      this.fail(new Error(`${file.name} is larger than ${this.about.mostBytes >> 20} MB, which is the most`));
      return;
    }
    if (this.upload) {
      URL.revokeObjectURL(this.upload.url);
    }
    this.upload = { file, url: URL.createObjectURL(file), number: (this.upload?.number ?? 0) + 1, answer: null };
    this.input.value = '';
    this.goTo('search', { upload: this.upload.number });
  }

  async show(state) {
    try {
      if (state.picture !== undefined) {
        await this.byNumber(Number(state.picture));
      } else if (state.upload !== undefined && this.upload) {
        await this.byUpload();
      } else {
        await this.samples();
      }
    } catch (error) {
      this.fail(error);
    }
  }

  async byNumber(picture) {
    const answer = await get('/nearest', { picture, count: COUNT });
    this.showQuery(pictureUrl(picture, 512), answer.query.name, className(answer.query.label), picture);
    this.showFound(answer, `searched in ${this.milliseconds(answer.searchMs)}`);
  }

  async byUpload() {
    const { file, url } = this.upload;
    this.showQuery(url, file.name, '', null);
    this.heading.textContent = 'Searching …';
    this.upload.answer ??= await search(file, COUNT);
    const answer = this.upload.answer;
    this.showFound(answer, `${answer.width} × ${answer.height} pixels, embedded in ${this.milliseconds(answer.embedMs)}`
        + `, searched in ${this.milliseconds(answer.searchMs)}`);
  }

  async samples() {
    const number = Math.min(SAMPLES, this.about.pictures);
    const pictures = Array.from({ length: number }, (_, i) => Math.floor((i + 0.5) * this.about.pictures / number));
    this.query.hidden = true;
    this.heading.textContent = 'Start from one of these';
    this.facts.textContent = 'spread evenly over all pictures';
    if (this.sampled !== true) {
      this.list = await described(pictures);
      this.sampled = true;
    }
    this.grid.show(this.list);
  }

  showQuery(url, name, kind, picture) {
    const mark = picture === null ? null : markButton(this.marks, picture);
    const map = picture === null ? null
      : button('Show on the map', () => this.goTo('map', { picture }), { class: 'small' });
    this.query.replaceChildren(
      element('img', { src: url, alt: `the picture searched for: ${name}` }),
      element('figcaption', {}, element('strong', {}, name), kind ? element('span', { class: 'quiet' }, kind) : null,
        picture === null ? null : element('div', { class: 'row' }, mark, map)));
    this.query.hidden = false;
  }

  showFound(answer, facts) {
    this.heading.textContent = `${count(answer.matches.length, 'picture', 'pictures')}, most alike first`;
    this.facts.textContent = facts;
    this.grid.show(answer.matches);
  }

  fail(error) {
    this.heading.textContent = 'That did not work';
    this.facts.replaceChildren(message(error.message, 'error'));
    this.grid.show([]);
  }

  milliseconds(time) {
    return time < 10 ? `${time.toFixed(1)} ms` : `${Math.round(time)} ms`;
  }
}
