// Requests to the server of the page. The browser sends its token with them, as a cookie.

let stamp = '';
let classes = [];

/** An answer that is an error; its message is the server's sentence. */
export class Refused extends Error {}

async function answered(response) {
  if (!response.ok) {
    const content = await response.json().catch(() => ({ error: `the server answered ${response.status}` }));
    throw new Refused(content.error);
  }
  return response;
}

async function request(path, options) {
  try {
    return await fetch(path, options);
  } catch (cause) {
    throw cause.name === 'AbortError' ? cause : new Refused('The server does not answer. Is the command still running?');
  }
}

/** What the server shows; to be asked for before anything else. */
export async function about() {
  const told = await get('/about');
  stamp = told.stamp;
  classes = told.classes;
  return told;
}

/** The JSON under an address. */
export async function get(path, parameters = {}, signal = undefined) {
  const query = new URLSearchParams(parameters).toString();
  const response = await request(query ? `${path}?${query}` : path, { signal });
  return (await answered(response)).json();
}

/** The bytes of a map, or how much of it is done. */
export async function map(of) {
  const response = await answered(await request(`/map?of=${of}`));
  return response.headers.get('Content-Type') === 'application/json' ? response.json() : response.arrayBuffer();
}

/** The pictures that are like one that is sent. */
export async function search(file, count) {
  const options = { method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: file };
  return (await answered(await request(`/search?count=${count}`, options))).json();
}

const NAMES_AT_ONCE = 500;

/** Pictures with names and labels, by their numbers. */
export async function described(pictures) {
  const all = [];
  for (let from = 0; from < pictures.length; from += NAMES_AT_ONCE) {
    all.push(...await get('/names', { pictures: pictures.slice(from, from + NAMES_AT_ONCE).join('-') }));
  }
  return all;
}

/** The address of a picture; side is 96, 192 or 512. */
export function pictureUrl(picture, side) {
  return `/picture/${picture}/${side}?${stamp}`;
}

/** The address of an image of 64 pictures. */
export function atlasUrl(atlas) {
  return `/atlas/${atlas}?${stamp}`;
}

/** The name of a class, or an empty text where there is none. */
export function className(label) {
  return label >= 0 && label < classes.length ? classes[label] : '';
}
