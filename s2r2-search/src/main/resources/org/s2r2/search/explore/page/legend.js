// Colours of classes and clusters, for light and dark, and the list that says which is which.

import { element } from './elements.js';

const LIGHT = ['#3b6fd4', '#e0701c', '#22945a', '#c63a44', '#8256c4', '#96653f', '#cf579f', '#66717d', '#9b9413', '#1f9fb3',
  '#4a3fb8', '#7c9c2e'];
const DARK = ['#7aa7ff', '#ff9d57', '#56cf8d', '#ff7a80', '#bb96f7', '#d0a07e', '#f592cc', '#a9b4c0', '#d9d252', '#57d0e3',
  '#9a92ff', '#aed15c'];
const OPACITY = 215;
const FAINT = 60;

function rgb(hex) {
  return [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));
}

/** Beyond the first colours: hues apart by the golden angle, in three brightnesses. */
function further(number, dark) {
  const hue = number * 137.508 % 360;
  const lightness = (dark ? 0.66 : 0.46) + (number % 3 - 1) * 0.1;
  const spread = 0.6 * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map(n => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (lightness - spread * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  });
}

/** The colour of a number as red, green, blue. */
export function colour(number, dark) {
  const fixed = dark ? DARK : LIGHT;
  return number < fixed.length ? rgb(fixed[number]) : further(number, dark);
}

/**
 * Colours for drawing: one for each group, and a last one for pictures without any.
 *
 * @param only the group that is picked out, or null
 */
export function palette(groups, dark, only) {
  const grey = dark ? [120, 128, 138] : [150, 158, 168];
  const all = Array.from({ length: groups }, (_, i) => [...colour(i, dark), only === null || only === i ? OPACITY : 0]);
  return [...all, [...grey, OPACITY]].map((own, i) => (only !== null && i !== only ? [...grey, FAINT] : own));
}

/** The list of groups; one that is chosen is picked out on the map, and chosen again no longer. */
export class Legend {
  constructor(chosen) {
    this.chosen = chosen;
    this.element = element('ul', { class: 'legend', 'aria-label': 'Colours' });
  }

  /** @param groups objects with name and size */
  show(groups, dark, only) {
    this.element.replaceChildren(...groups.map(({ name, size }, i) => {
      const swatch = element('span', { class: 'swatch' });
      swatch.style.backgroundColor = `rgb(${colour(i, dark).join(',')})`;
      return element('li', {}, element('button', { type: 'button', 'aria-pressed': String(only === i), title: name,
        on: { click: () => this.chosen(only === i ? null : i) } },
      swatch, element('span', { class: 'name' }, name), element('span', { class: 'quiet' }, size.toLocaleString('en'))));
    }));
  }
}
