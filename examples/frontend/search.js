// The search box: suggestions while one types (the combobox pattern of WAI-ARIA), and the page of results.
import { get, perhaps } from './api.js';
import { el, marked, moment, place } from './draw.js';

const KINDS = { article: 'Article', page: 'Page', category: 'Rubrique', author: 'Auteur', tag: 'Sujet' };
const PAUSE = 150;

const form = document.getElementById('search');
const input = document.getElementById('q');
const hints = document.getElementById('hints');
let timer = 0;
let running = null;
let chosen = -1;

function close() {
  clearTimeout(timer);
  running?.abort();
  hints.hidden = true;
  chosen = -1;
  input.setAttribute('aria-expanded', 'false');
  input.removeAttribute('aria-activedescendant');
}

function choose(index) {
  const options = [...hints.children];
  chosen = (index + options.length) % options.length;
  options.forEach((option, at) => option.setAttribute('aria-selected', String(at === chosen)));
  input.setAttribute('aria-activedescendant', options[chosen].id);
  options[chosen].scrollIntoView({ block: 'nearest' });
}

async function suggest() {
  const q = input.value.trim();
  running?.abort();
  if (q.length < 2) return close();
  const mine = running = new AbortController();
  // A failed suggestion is no suggestion: the form still searches.
  const found = await perhaps(get('/search/suggest', { q }, mine.signal)).catch(() => null);
  if (mine.signal.aborted || document.activeElement !== input) return;
  const hits = (found?.data ?? []).filter(({ type, slug }) => place(type, slug));
  chosen = -1;
  input.removeAttribute('aria-activedescendant');
  hints.replaceChildren(...hits.map((hit, index) => el('li',
    { role: 'option', id: `hint-${index}`, 'aria-selected': 'false', 'data-to': place(hit.type, hit.slug) },
    el('span', {}, marked(hit.highlighted_title)), el('small', {}, KINDS[hit.type]))));
  hints.hidden = !hits.length;
  input.setAttribute('aria-expanded', String(Boolean(hits.length)));
}

const go = (hash) => { close(); input.blur(); location.hash = hash; };

input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(suggest, PAUSE); });
input.addEventListener('blur', () => close());
input.addEventListener('keydown', (event) => {
  const open = !hints.hidden;
  if (event.key === 'Escape' && open) { event.preventDefault(); close(); }
  if (!open) return;
  if (event.key === 'ArrowDown') { event.preventDefault(); choose(chosen + 1); }
  if (event.key === 'ArrowUp') { event.preventDefault(); choose(chosen < 0 ? -1 : chosen - 1); }
  if (event.key === 'Enter' && chosen >= 0) { event.preventDefault(); go(hints.children[chosen].dataset.to); }
});
// Before the blur that would close the list under the pointer.
hints.addEventListener('pointerdown', (event) => event.preventDefault());
hints.addEventListener('click', (event) => {
  const option = event.target.closest('li');
  if (option) go(option.dataset.to);
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  const q = input.value.trim();
  if (q) go(`#/recherche?q=${encodeURIComponent(q)}`);
});

const hit = ({ type, slug, highlighted_title: title, snippet, published_at: at }) => el('li', { class: 'hit' },
  el('h2', {}, el('a', { href: place(type, slug) }, marked(title))),
  snippet && el('p', {}, marked(snippet)),
  el('p', { class: 'facts' }, KINDS[type] ?? type, at && moment(at, { short: true })));

export async function results(q, more) {
  input.value = q;
  const found = await get('/search', { q, limit: 20 });
  const { corrected_from: from, corrected_to: to } = found.meta;
  const list = el('ol', { class: 'hits' }, found.data.map(hit));
  const next = (cursor) => get('/search', { q, limit: 20, cursor });
  return {
    title: `Recherche : ${q}`,
    nodes: [
      el('header', { class: 'head' }, el('h1', { tabindex: -1 }, `Recherche : « ${q} »`),
        from && el('p', { class: 'notice' }, `Rien pour « ${from} ». Voici ce qui répond à « ${to} ».`),
        !found.data.length && el('p', { class: 'quiet' }, 'Aucun résultat. Essayez un mot plus court, ou un seul mot.')),
      list, more(list, found.meta, next, hit),
    ],
  };
}
