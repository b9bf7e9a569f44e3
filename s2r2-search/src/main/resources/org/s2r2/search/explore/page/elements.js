// Elements of the page, made without any markup in strings.

/** Makes an element. Attributes that are null are left out; "on" has listeners; children are elements or text. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) {
        made.addEventListener(event, listener);
      }
    } else if (value === true) {
      made.setAttribute(name, '');
    } else if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(name, value);
    }
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

/** A button with a text on it. */
export function button(text, onClick, attributes = {}) {
  return element('button', { type: 'button', ...attributes, on: { click: onClick } }, text);
}

/** Says something to people who listen to the page, and for a moment to those who see it. */
export function say(text) {
  const status = document.getElementById('status');
  status.textContent = text;
  status.classList.add('shown');
  clearTimeout(say.timer);
  say.timer = setTimeout(() => status.classList.remove('shown'), 3500);
}

/** What stands where there is nothing to show, or an error. */
export function message(text, kind = 'empty') {
  return element('p', { class: `message ${kind}`, role: kind === 'error' ? 'alert' : null }, text);
}

/** A number of things in words. */
export function count(number, one, many) {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
