// Search: by a picture that is dropped, chosen, pasted, or clicked anywhere on the page.

import { element, button, message, say, count } from './elements.js';
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
    this.uploads = new Map();
    this.turn = 0;
    this.input = element('input', { type: 'file', id: 'file', accept: 'image/*',
      on: { change: () => this.take(this.input.files[0]) } });
    this.drop = element('label', { class: 'drop', for: 'file' },
      element('strong', {}, 'Drop a picture here'), element('span', {}, 'or choose one, or paste it'), this.input);
    this.drop.hidden = about.noEncoder !== '';
    this.query = element('figure', { class: 'query', hidden: true });
    this.heading = element('h1', {}, 'Start from one of these');
    this.facts = element('p', { class: 'quiet' });
    this.grid = new PictureGrid('Pictures found', marks, picture => goTo('search', { picture }));
    this.results = element('section', { class: 'results', 'aria-live': 'off' },
      element('div', { class: 'title' }, this.heading, this.facts), this.grid.element);
    this.element = element('div', { class: 'search' },
      element('aside', { 'aria-label': 'What to search for' }, this.drop,
        about.noEncoder ? element('p', { class: 'quiet' }, about.noEncoder) : null, this.query,
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
    if (this.about.noEncoder) {
      this.query.hidden = true;
      this.fail(new Error(this.about.noEncoder));
      return;
    }
    if (file.size > this.about.mostBytes) {
      this.query.hidden = true;
      this.fail(new Error(`${file.name} is larger than ${this.about.mostBytes >> 20} MB, which is the most`));
      return;
    }
    // A time, so that the browser's way back finds no other file under it after the page was loaded anew.
    const number = Math.max(Date.now(), (this.newest ?? 0) + 1);
    this.newest = number;
    this.uploads.set(number, { file, url: URL.createObjectURL(file), answer: null });
    this.input.value = '';
    this.goTo('search', { upload: number });
  }

  /** Shows a state, unless another is asked for before its answer comes. */
  async show(state) {
    const turn = ++this.turn;
    const isNewest = () => turn === this.turn;
    const upload = this.uploads.get(Number(state.upload));
    try {
      if (state.picture !== undefined) {
        await this.byNumber(Number(state.picture), isNewest);
      } else if (upload) {
        await this.byUpload(upload, isNewest);
      } else {
        if (state.upload !== undefined) {
          say('That picture was searched for before the page was loaded anew. Drop it again.');
        }
        await this.samples(isNewest);
      }
    } catch (error) {
      if (isNewest()) {
        this.fail(error);
      }
    }
  }

  async byNumber(picture, isNewest) {
    let answer;
    try {
      answer = await get('/nearest', { picture, count: COUNT });
    } catch (error) {
      if (isNewest()) {
        this.query.hidden = true; // it is another picture's
      }
      throw error;
    }
    if (!isNewest()) {
      return;
    }
    this.showQuery(pictureUrl(picture, 512), answer.query.name, className(answer.query.label), picture);
    this.showFound(answer, `searched in ${this.milliseconds(answer.searchMs)}`);
  }

  async byUpload(upload, isNewest) {
    this.showQuery(upload.url, upload.file.name, '', null);
    this.heading.textContent = 'Searching …';
    this.facts.textContent = '';
    const answer = await this.answer(upload);
    if (!isNewest()) {
      return;
    }
    this.showFound(answer, `${answer.width} × ${answer.height} pixels, embedded in ${this.milliseconds(answer.embedMs)}`
        + `, searched in ${this.milliseconds(answer.searchMs)}`);
  }

  /** What was found for a file, which is sent once. */
  async answer(upload) {
    upload.answer ??= search(upload.file, COUNT);
    try {
      return await upload.answer;
    } catch (error) {
      upload.answer = null;
      throw error;
    }
  }

  async samples(isNewest) {
    const number = Math.min(SAMPLES, this.about.pictures);
    const pictures = Array.from({ length: number }, (_, i) => Math.floor((i + 0.5) * this.about.pictures / number));
    this.query.hidden = true;
    this.heading.textContent = 'Start from one of these';
    this.facts.textContent = 'spread evenly over all pictures';
    this.list ??= await described(pictures);
    if (isNewest()) {
      this.grid.show(this.list);
    }
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
    window.scrollTo(0, 0);
  }

  showFound(answer, facts) {
    this.heading.textContent = `${count(answer.matches.length, 'picture', 'pictures')}, most alike first`;
    this.facts.textContent = answer.matches.length === 0 ? 'The index has no other picture.' : facts;
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
