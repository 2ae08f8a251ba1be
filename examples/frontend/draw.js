// Drawing. Text goes in as text, but for `prose` and `data`.

// el('a', {href, class: 'x'}, 'text', node, null, [more])
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return node;
}

// The text of an article is HTML that the server has sanitised: nothing else may come this way.
const as_it_is = (text) => text;
const policy = globalThis.trustedTypes?.createPolicy('griot', { createHTML: as_it_is, createScript: as_it_is })
  ?? { createHTML: as_it_is, createScript: as_it_is };

export function prose(html, lang) {
  const box = el('div', { class: 'prose', lang });
  box.innerHTML = policy.createHTML(html);
  for (const table of box.querySelectorAll('table')) {
    const frame = el('div', { class: 'wide', tabindex: 0 });
    table.replaceWith(frame);
    frame.append(table);
  }
  return box;
}

// Data about the page, which no browser runs. Escaped all the same, so that it can be copied.
export function data(value) {
  const script = el('script', { type: 'application/ld+json' });
  script.text = policy.createScript(JSON.stringify(value).replaceAll('<', '\\u003c'));
  return script;
}

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" };
const plain = (text) => text.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (_, name) => ENTITIES[name]);

// What search found: escaped text with <mark> in it, read without an HTML parser.
export const marked = (html) => html.split(/(<mark>.*?<\/mark>)/s).map((piece) =>
  piece.startsWith('<mark>') ? el('mark', {}, plain(piece.slice(6, -7))) : plain(piece));

// An address from outside, if it is one to follow.
export function outside(url) {
  try {
    return ['http:', 'https:'].includes(new URL(url).protocol) ? url : null;
  } catch {
    return null;
  }
}

// ---- language and time: the site's, not the machine's

export const here = { locale: 'fr', zone: 'UTC' };

const parts = (at, options) => new Intl.DateTimeFormat(here.locale, { timeZone: here.zone, ...options }).formatToParts(at);
const day = (at) => parts(at, { day: 'numeric', month: 'long', year: 'numeric' }).map(({ value }) => value).join('')
  .replace(/^1 /, '1er ').replaceAll(' ', '\u00a0');

export const today = () => parts(new Date(), { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  .map(({ value }) => value).join('');

// « 21 novembre 2026 à 15 h 02 », as French writes it.
export function moment(iso, { short = false } = {}) {
  const at = new Date(iso);
  const clock = Object.fromEntries(parts(at, { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' })
    .map(({ type, value }) => [type, value]));
  const hour = `${Number(clock.hour)}\u00a0h\u00a0${clock.minute.padStart(2, '0')}`;
  const written = short && day(at) === day(new Date()) ? hour : short ? day(at) : `${day(at)} à ${hour}`;
  return el('time', { datetime: iso }, written);
}

const ROLES = { author: 'Par', contributor: 'Avec', photographer: 'Photos', translator: 'Traduction' };

export function byline(authors, linked = true) {
  const groups = Object.keys(ROLES).map((role) => [role, authors.filter((author) => author.role === role)]);
  return groups.filter(([, people]) => people.length).map(([role, people]) => {
    const names = new Map(people.map((person, index) => [String(index), linked
      ? el('a', { href: `#/auteur/${person.slug}`, rel: 'author' }, person.name) : person.name]));
    const list = new Intl.ListFormat(here.locale).formatToParts(names.keys())
      .map(({ type, value }) => (type === 'element' ? names.get(value) : value));
    return el('span', { class: 'by' }, `${ROLES[role]}${role === 'author' || role === 'contributor' ? ' ' : '\u00a0: '}`, list);
  });
}

export function picture(image, sizes, eager = false) {
  const source = image && outside(image.url);
  if (!source) return null;
  const renditions = (image.renditions ?? []).filter(({ url }) => outside(url));
  return el('figure', {},
    el('img', {
      src: source, alt: image.alt ?? '', width: image.width, height: image.height, decoding: 'async',
      srcset: renditions.length ? renditions.map(({ url, width }) => `${url} ${width}w`).join(', ') : null,
      sizes: renditions.length ? sizes : null, loading: eager ? 'eager' : 'lazy', fetchpriority: eager ? 'high' : null,
    }),
    (image.caption || image.credit) && el('figcaption', {}, image.caption, image.credit && el('small', {}, ` ${image.credit}`)));
}

const PLACES = { article: 'article', page: 'page', category: 'rubrique', author: 'auteur', tag: 'tag' };
export const place = (type, slug) => (PLACES[type] ? `#/${PLACES[type]}/${encodeURIComponent(slug)}` : null);

// A story in a list. `level` is the heading's.
export function teaser(article, level = 3, lead = true) {
  const section = article.primary_category;
  return el('article', { class: 'teaser', lang: article.locale },
    article.kicker && el('p', { class: 'kicker' }, article.kicker),
    el(`h${level}`, {}, el('a', { href: place('article', article.slug) }, article.title)),
    lead && article.summary && el('p', { class: 'lead' }, article.summary),
    el('p', { class: 'facts', lang: here.locale },
      section && el('a', { href: place('category', section.slug) }, section.name),
      article.published_at && moment(article.published_at, { short: true })));
}

export const TEASER = 'id,slug,locale,type,kicker,title,summary,primary_category,published_at,featured';
