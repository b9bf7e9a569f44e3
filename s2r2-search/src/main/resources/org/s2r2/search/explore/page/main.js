// The frame of the page: one view at a time, and the address says which and in what state, so that going back works.

import { element, say, message, count } from './elements.js';
import { about } from './server.js';
import { Marks, tray } from './marks.js';
import { SearchView } from './search.js';
import { DuplicatesView, MarkedView, OutliersView, SelectionView } from './lists.js';
import { MapView } from './map.js';

const TABS = [
  ['search', 'Search', SearchView], ['map', 'Map', MapView], ['duplicates', 'Duplicates', DuplicatesView],
  ['outliers', 'Outliers', OutliersView], ['selection', 'Selection', SelectionView], ['marked', 'Marked', MarkedView],
];

// The token is in a cookie by now; in the address it would end up in the browser's history.
history.replaceState(null, '', `/${location.hash}`);

// Followed as an address it would lead to another view.
document.querySelector('.skip').addEventListener('click', event => {
  event.preventDefault();
  document.getElementById('main').focus();
});

// Errors of images do not bubble, but come by on their way down.
document.addEventListener('error', ({ target }) => {
  if (target instanceof HTMLImageElement) {
    const text = target.src.startsWith('blob:') ? 'The browser cannot show this file.' : 'This picture cannot be loaded. Is its file still there?';
    target.replaceWith(element('span', { class: `missing ${target.className}` }, text));
  }
}, true);

/** Goes to a view. @param replace whether the state takes the place of the present one in the history */
function goTo(view, state = {}, replace = false) {
  const query = new URLSearchParams(Object.entries(state).filter(([, value]) => value !== null && value !== '')).toString();
  const hash = `#/${view}${query ? `?${query}` : ''}`;
  if (replace) {
    history.replaceState(null, '', hash);
  } else if (hash !== location.hash) {
    location.hash = hash;
  }
}

function read(hash) {
  const [path, query] = hash.replace(/^#\/?/, '').split('?');
  return [TABS.some(([name]) => name === path) ? path : 'search', Object.fromEntries(new URLSearchParams(query))];
}

async function start() {
  const told = await about();
  document.title = `${told.name} · S2R2`;
  document.getElementById('index-name').textContent = told.name;
  document.getElementById('index-size').textContent = count(told.pictures, 'picture', 'pictures');
  document.getElementById('index-size').title = told.description;
  const marks = new Marks(told.picturesSha256);
  const views = new Map(TABS.map(([name, , View]) => [name, new View(told, marks, goTo)]));
  const links = new Map(TABS.map(([name, title]) => [name, element('a', { href: `#/${name}` }, title)]));
  document.getElementById('tabs').append(...links.values());
  tray(marks, goTo);
  let shown = null;
  const show = async () => {
    const [name, state] = read(location.hash);
    const view = views.get(name);
    if (shown !== view) {
      shown?.hide?.();
      shown = view;
      const main = document.getElementById('main');
      const wasWithin = main.contains(document.activeElement);
      main.replaceChildren(view.element);
      main.dataset.view = name;
      if (wasWithin) {
        main.focus({ preventScroll: true });
      }
      links.forEach((link, of) => {
        if (of === name) {
          link.setAttribute('aria-current', 'page');
        } else {
          link.removeAttribute('aria-current');
        }
      });
      window.scrollTo(0, 0);
    }
    try {
      await view.show(state);
    } catch (error) {
      say(error.message);
    }
  };
  addEventListener('hashchange', show);
  await show();
  document.body.dataset.ready = 'true';
}

start().catch(error => document.getElementById('main').replaceChildren(message(error.message, 'error')));
