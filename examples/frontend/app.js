// The address after the `#` says which page. Its requests leave together.
import { base, counted, get, perhaps, recount, Refusal } from './api.js';
import { TEASER, byline, data, el, here, moment, outside, picture, place, prose, teaser, today } from './draw.js';
import { results } from './search.js';

const at = (id) => document.getElementById(id);
const main = at('contenu');

// ---- the frame: one request

let site;
const frame = () => (site ??= get('/site', { menus: 'main,footer' }).then(({ data }) => dress(data), (refusal) => {
  site = null;
  throw refusal;
}));

function dress(it) {
  here.locale = it.default_locale;
  here.zone = it.time_zone;
  here.web = it.public_url;
  document.documentElement.lang = here.locale;
  at('name').textContent = it.name;
  at('tagline').textContent = it.tagline ?? '';
  at('today').textContent = today();
  const feed = { href: `${base}/feeds/articles.rss`, type: 'application/rss+xml' };
  Object.assign(at('feed'), feed).hidden = false;
  document.head.append(el('link', { rel: 'alternate', title: it.name, ...feed }));
  for (const { slug, items, locale } of it.menus) at(slug === 'main' ? 'menu' : 'foot').append(tree(items, slug === 'main', locale));
  return it;
}

// Where an item of a menu leads on this frontend. Griot's own addresses stay Griot's.
function destination({ target, url }) {
  if (target) return place(target.type, target.slug) ?? outside(url);
  if (url?.startsWith(`${here.web}/`)) url = url.slice(here.web.length);
  if (url === '/') return '#/';
  if (url?.startsWith('/feeds/')) return base + url;
  return url?.startsWith('/') ? place('page', url.slice(1)) : outside(url);
}

// In the language of the menu, but for titles of what it leads to.
function tree(items, folding, menu) {
  return el('ul', { lang: menu }, items.map((item) => {
    const { label, locale, target, children } = item;
    const href = destination(item);
    const lang = label === target?.title && locale;
    const link = el(href ? 'a' : 'span', { href, lang, hreflang: href && target && locale }, label);
    if (!children.length) return el('li', {}, link);
    const below = tree(children, folding);
    if (!folding || !menu) return el('li', {}, link, below);
    const toggle = el('button', { type: 'button', 'aria-expanded': 'false', 'aria-label': `Sous-rubriques de ${label}` });
    return el('li', { class: 'group' }, link, toggle, below);
  }));
}

const fold = (button, open) => button.setAttribute('aria-expanded', String(open));
const buttons = () => at('menu').querySelectorAll('button');

at('menu').addEventListener('click', ({ target }) => {
  const open = target.matches('button') && target.getAttribute('aria-expanded') !== 'true';
  for (const button of buttons()) fold(button, open && button === target);
});
at('opener').addEventListener('click', () => fold(at('opener'), at('opener').getAttribute('aria-expanded') !== 'true'));
document.addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape') return;
  const open = [...buttons(), at('opener')].find((button) => button.getAttribute('aria-expanded') === 'true');
  if (open) { fold(open, false); open.focus(); }
});
document.addEventListener('click', ({ target }) => {
  if (!at('menu').contains(target)) for (const button of buttons()) fold(button, false);
});
document.querySelector('.skip').addEventListener('click', (event) => { event.preventDefault(); main.focus(); });

function more(list, meta, ask, draw) {
  if (!meta.next_cursor) return null;
  let cursor = meta.next_cursor;
  const button = el('button', { class: 'more', type: 'button' }, 'Afficher la suite');
  button.addEventListener('click', async () => {
    button.disabled = true;
    const page = await ask(cursor).catch(() => null);
    button.disabled = false;
    if (!page) return;
    const drawn = page.data.map((item) => draw(item));
    list.append(...drawn);
    drawn[0]?.querySelector('a')?.focus();
    cursor = page.meta.next_cursor;
    if (!cursor) button.remove();
    tally();
  });
  return button;
}

function listing(page, query) {
  const list = el('div', { class: 'grid' }, page.data.map((article) => teaser(article, 2)));
  const ask = (cursor) => get('/articles', { ...query, cursor });
  return [list, more(list, page.meta, ask, (article) => teaser(article, 2))];
}

async function home() {
  const query = { fields: TEASER, limit: 13 };
  const [{ name, tagline }, page] = await Promise.all([frame(), get('/articles', query)]);
  const [first, ...rest] = page.data;
  return {
    title: tagline ? `${name} – ${tagline}` : name, whole: true,
    nodes: [
      el('h1', { class: 'unseen', tabindex: -1 }, 'À la une'),
      first ? el('div', { class: 'front' }, teaser(first, 2)) : el('p', { class: 'quiet' }, 'Rien n’est encore publié.'),
      listing({ ...page, data: rest }, query),
    ],
  };
}

// A section, an author or a subject.
async function gathered(kind, path, slug) {
  const query = { [kind]: slug, fields: TEASER, limit: 12 };
  const [, { data: head }, page] = await Promise.all([frame(), get(`${path}/${slug}`), get('/articles', query)]);
  const about = head.bio ?? head.description;
  return {
    title: head.name, description: about, feed: `${base}/feeds${path}/${head.slug}.rss`,
    nodes: [
      el('header', { class: 'head' },
        head.job_title && el('p', { class: 'kicker' }, head.job_title),
        el('h1', { tabindex: -1 }, head.name),
        about && el('p', { class: 'lead' }, about),
        kind === 'author' && head.links?.length > 0 && el('ul', { class: 'tags' }, head.links.map(({ label, url }) =>
          outside(url) && el('li', {}, el('a', { href: url, rel: 'noopener' }, label))))),
      page.data.length ? listing(page, query) : el('p', { class: 'quiet' }, 'Rien n’est encore publié ici.'),
    ],
  };
}

// ---- an article: four requests

async function article(slug) {
  const [, { data: it }, related, latest] = await Promise.all([
    frame(),
    get(`/articles/${slug}`, { include: 'json_ld' }),
    perhaps(get(`/articles/${slug}/related`, { limit: 4 })),
    perhaps(get('/articles', { fields: TEASER, limit: 8 })),
  ]);
  const near = related?.data ?? [];
  const shown = new Set([it.id, ...near.map(({ id }) => id)]);
  const [second, ...others] = (latest?.data ?? []).filter(({ id }) => !shown.has(id));
  return {
    title: it.seo.title ?? it.title, description: it.seo.description ?? it.summary, canonical: it.seo.canonical_url ?? it.links.web,
    noindex: it.seo.noindex, json_ld: it.json_ld, hash: place('article', it.slug),
    nodes: [
      story(it),
      near.length > 0 && el('aside', { class: 'related', 'aria-labelledby': 'related' },
        el('h2', { id: 'related' }, 'À lire aussi'), near.map((one) => teaser(one, 3, false))),
      second && el('section', { class: 'next', 'aria-labelledby': 'next' },
        el('h2', { id: 'next' }, 'Les dernières nouvelles'),
        el('div', { class: 'front' }, teaser(second)),
        el('div', { class: 'grid' }, others.slice(0, 3).map((one) => teaser(one)))),
    ],
  };
}

const WORDS = { correction: 'Correction', clarification: 'Précision', update: 'Mise à jour' };
const corrections = (it) => it.corrections.map(({ kind, note, corrected_at }) => el('p', { class: 'correction' },
  el('strong', {}, WORDS[kind]), ' (', moment(corrected_at), ')\u00a0: ', el('span', { lang: it.locale }, note)));

const heading = (it) => [el('h1', { tabindex: -1 }, it.title),
  it.subtitle && el('p', { class: 'subtitle' }, it.subtitle), it.summary && el('p', { class: 'lead' }, it.summary)];

function story(it) {
  const section = it.primary_category;
  const changed = new Date(it.updated_at) - new Date(it.published_at) > 60_000;
  const origin = it.source && (outside(it.source.url) ? el('a', { href: it.source.url, rel: 'noopener' }, it.source.name) : it.source.name);
  return el('article', { class: 'story', lang: it.locale },
    el('header', {},
      el('p', { class: 'kicker' }, section && el('a', { href: place('category', section.slug) }, section.name),
        it.kicker && el('span', {}, it.kicker)),
      heading(it),
      el('div', { class: 'facts', lang: here.locale },
        byline(it.authors),
        el('span', {}, 'Publié le ', moment(it.published_at), changed && [', mis à jour le ', moment(it.updated_at)]),
        it.reading_minutes > 0 && el('span', {}, `${it.reading_minutes} min de lecture`))),
    picture(it.image, '(min-width: 60rem) 42rem, 100vw', true),
    it.dateline && el('p', { class: 'dateline' }, it.dateline),
    it.body && prose(it.body.html, it.locale),
    el('footer', { lang: here.locale },
      corrections(it),
      origin && el('p', { class: 'quiet' }, 'Source : ', origin),
      it.tags.length > 0 && el('ul', { class: 'tags', 'aria-label': 'Sujets' },
        it.tags.map((tag) => el('li', {}, el('a', { href: place('tag', tag.slug), rel: 'tag' }, tag.name))))));
}

async function page(slug) {
  const [, { data: it }] = await Promise.all([frame(), get(`/pages/${slug}`)]);
  return {
    title: it.title, description: it.summary, canonical: it.links.web,
    nodes: [el('article', { class: 'story', lang: it.locale },
      el('header', {}, heading(it)),
      it.body && prose(it.body.html, it.locale), corrections(it))],
  };
}

async function found(query) {
  const q = (query.get('q') ?? '').trim();
  if (!q) return home();
  const [, page] = await Promise.all([frame(), results(q, more)]);
  return page;
}

function trouble(fault) {
  const status = fault instanceof Refusal ? fault.status : 0;
  const [title, text] = {
    404: ['Cette page n’existe pas', 'Elle a peut-être changé d’adresse. La recherche la retrouvera.'],
    410: ['Cet article a été retiré', fault.message],
  }[status] ?? ['Le journal ne répond pas', 'Vérifiez la connexion, puis réessayez.'];
  const again = el('button', { class: 'more', type: 'button' }, 'Réessayer');
  again.addEventListener('click', show);
  return {
    title,
    nodes: [el('header', { class: 'head' }, el('h1', { tabindex: -1 }, title), el('p', { class: 'lead' }, text)),
      status === 404 || status === 410 ? el('p', {}, el('a', { href: '#/' }, 'Revenir à la une')) : again],
  };
}

const routes = {
  '': home,
  article: (_, slug) => article(slug),
  page: (_, slug) => page(slug),
  rubrique: (_, slug) => gathered('category', '/categories', slug),
  auteur: (_, slug) => gathered('author', '/authors', slug),
  tag: (_, slug) => gathered('tag', '/tags', slug),
  recherche: found,
};

function meta({ title, description, canonical, noindex, json_ld, feed }) {
  const { head } = document;
  document.title = title;
  head.querySelector('meta[name="description"]').content = description ?? '';
  for (const old of head.querySelectorAll('[data-page], script[type="application/ld+json"]')) old.remove();
  const add = (name, attributes) => head.append(el(name, { ...attributes, 'data-page': true }));
  if (outside(canonical)) add('link', { rel: 'canonical', href: canonical });
  if (noindex) add('meta', { name: 'robots', content: 'noindex' });
  if (feed) add('link', { rel: 'alternate', type: 'application/rss+xml', title, href: feed });
  if (json_ld) head.append(data(json_ld));
}

function tally() {
  const n = counted();
  at('cost').textContent = `${n} ${n > 1 ? 'requêtes' : 'requête'} à l’API pour dessiner cette page`;
}

// Back leads to where one was reading, which the browser cannot know before the page is drawn.
history.scrollRestoration = 'manual';
const places = new Map();
let current = location.hash;
let turn = 0;
let clicked = true;
document.addEventListener('click', ({ target }) => { clicked ||= Boolean(target.closest('a, #hints li')); }, true);
addEventListener('scroll', () => {
  if (main.getAttribute('aria-busy') === 'false') places.set(current, scrollY);
}, { passive: true });

async function show() {
  const mine = ++turn;
  const first = !main.dataset.drawn;
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [kind, ...rest] = path.split('/');
  const slug = rest.join('/');
  const known = Object.hasOwn(routes, kind) && /^[a-z0-9-]*$/.test(slug);
  const route = known ? routes[kind] : () => frame().then(() => { throw new Refusal(404); });
  current = location.hash;
  recount();
  main.setAttribute('aria-busy', 'true');
  fold(at('opener'), false);
  let drawn;
  try {
    drawn = await route(new URLSearchParams(query), slug);
  } catch (fault) {
    if (!(fault instanceof Refusal || fault instanceof TypeError)) console.error(fault);
    drawn = trouble(fault);
  }
  // Whoever has gone on in the meantime sees only the last page.
  if (mine !== turn) return;
  // An article asked for by a former name has answered with its present one.
  if (drawn.hash && drawn.hash !== location.hash) { history.replaceState(null, '', drawn.hash); current = drawn.hash; }
  const name = at('name').textContent;
  meta({ ...drawn, title: drawn.whole || !name ? drawn.title : `${drawn.title} – ${name}` });
  main.replaceChildren(...drawn.nodes.flat(Infinity).filter(Boolean));
  main.className = location.hash.split('/')[1]?.split('?')[0] || 'une';
  main.setAttribute('aria-busy', 'false');
  main.dataset.drawn = current || '#/';
  for (const link of document.querySelectorAll('nav a')) {
    const same = link.getAttribute('href') === (location.hash || '#/');
    if (same) link.setAttribute('aria-current', 'page'); else link.removeAttribute('aria-current');
  }
  tally();
  if (first) return;
  scrollTo({ top: clicked ? 0 : places.get(current) ?? 0, behavior: 'instant' });
  clicked = false;
  main.querySelector('h1')?.focus({ preventScroll: true });
  at('said').textContent = drawn.title;
}

addEventListener('hashchange', show);
show();
