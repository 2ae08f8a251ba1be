// The example frontend as a reader meets it: a real browser, a running newsroom, and another origin between them.
//
//   node tests/browser/frontend.mjs <address of the API> <folder for the pictures>
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Chromium } from './chromium.mjs';

const [api, pictures] = process.argv.slice(2);
const folder = fileURLToPath(new URL('../../examples/frontend/', import.meta.url));
const PHONE = [360, 800, { mobile: true }];
const DESK = [1280, 900, {}];
const NBSP = '\u00a0';
const WEB = 'https://www.example.org';

const data = async (path) => {
  const reply = await fetch(`${api}/api/v1${path}`);
  assert.equal(reply.status, 200, path);
  return (await reply.json()).data;
};

// Menus of this test's own, on the way between the API and the page: a label that is the title of its target, one that is
// not, addresses of the newsroom's website, of which this frontend takes the place, and of another origin.
const target = { type: 'category', id: '0198c0de-0000-7000-8000-000000000002', slug: 'culture', title: 'Culture and arts' };
const items = [
  { label: target.title, locale: 'en', url: null, target, children: [] },
  { label: 'Les arts', locale: 'en', url: null, target, children: [] },
  ...[['Une', `${WEB}/`], ['Contact', `${WEB}/contact`], ['Flux', `${WEB}/feeds/articles.rss`], ['Ailleurs', `${api}/robots.txt`],
    ['Presque', `${WEB}.elsewhere.example/`]].map(([label, url]) => ({ label, locale: 'fr', url, target: null, children: [] })),
];
async function detour(path) {
  const found = await (await fetch(`${api}${path}`)).json();
  if (path.startsWith('/api/v1/site')) {
    found.data.public_url = WEB;
    found.data.menus = ['main', 'footer'].map((slug) => ({ slug, locale: 'fr', items }));
  }
  return JSON.stringify(found);
}

// As static as any file server: what is asked for is a file or is not there; but for the detour.
async function serve() {
  const kinds = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css' };
  const files = new Map(readdirSync(folder).map((name) => [`/${name}`, name]));
  const server = createServer(async ({ url }, reply) => {
    const { pathname } = new URL(url, 'http://localhost');
    if (pathname.startsWith('/detour/')) {
      const body = await detour(url.slice('/detour'.length));
      reply.writeHead(200, { 'content-type': 'application/json' });
      reply.end(body);
      return;
    }
    const name = files.get(pathname === '/' ? '/index.html' : pathname);
    reply.writeHead(name ? 200 : 404, { 'content-type': kinds[name?.split('.').pop()] ?? 'text/plain' });
    reply.end(name ? readFileSync(join(folder, name)) : '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

// Not by the address alone: it changes before the page knows.
const drawn = (page, hash) => page.until(`document.querySelector('main').matches('[aria-busy=false]')
  && document.querySelector('main').dataset.drawn === ${JSON.stringify(hash)}`, hash);

const toApi = (page) => page.requests.filter(({ url }) => url.startsWith(`${api}/`));

// What holds on every page, whatever was done there.
async function sound(page, width, origin) {
  assert.deepEqual(page.faults, [], 'nothing in the console');
  for (const { url, verb, headers } of page.requests) {
    assert.ok(url.startsWith(`${origin}/`) || url.startsWith(`${api}/`), `a foreign host: ${url}`);
    assert.equal(verb, 'GET', url);
    assert.ok(!('Authorization' in headers || 'Cookie' in headers), `anonymous: ${url}`);
  }
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width, 'nothing is wider than the screen');
  assert.deepEqual(await page.nameless(), [], 'everything has a name');
}

// Contrast of WCAG 2.2 between every text and what is painted beneath it.
const FAINT = `(() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const beneath = (node) => {
    for (; node; node = node.parentElement) {
      const colour = rgb(getComputedStyle(node).backgroundColor);
      if (colour[3] !== 0) return colour;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = [];
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.getClientRects().length) continue;
    const [a, b] = [light(rgb(getComputedStyle(node).color)), light(beneath(node))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) faint.push(ratio.toFixed(2) + ' ' + walker.currentNode.data.trim());
  }
  return faint;
})()`;

async function article(browser, origin, it) {
  const page = await browser.page(...PHONE);
  const hash = `#/article/${it.slug}`;
  await page.open(`${origin}/?api=${api}${hash}`);
  await drawn(page, hash);

  const requests = toApi(page);
  console.log(`an article's first load: ${requests.length} requests\n${requests.map(({ url }) => `  ${url.slice(api.length)}`).join('\n')}`);
  assert.ok(requests.length <= 4, `${requests.length} requests`);
  assert.equal(await page.text('#cost'), `${requests.length} requêtes à l’API pour dessiner cette page`);

  const site = await data('/site?menus=main,footer');
  assert.equal(await page.text('#name'), site.name);
  assert.equal(await page.evaluate('document.title'), `${it.seo.title ?? it.title} – ${site.name}`);
  assert.equal(await page.text('.story h1'), it.title);
  assert.equal(await page.text('.story .subtitle'), it.subtitle);
  assert.equal(await page.text('.story .lead'), it.summary);
  assert.ok((await page.text('.story .kicker')).includes(it.kicker));
  for (const { name } of it.authors) assert.ok((await page.text('.story .facts')).includes(name), name);

  // The text letter by letter, with the spaces French puts before its signs and within its quotation marks.
  const letters = (text) => text.replaceAll('\n', '');
  const prose = await page.text('.prose');
  assert.equal(letters(prose), letters(it.body.text));
  assert.ok(prose.includes(`«${NBSP}`) && prose.includes(`${NBSP}»`), 'no-break spaces are kept');
  assert.deepEqual(await page.evaluate(`[document.documentElement.lang, document.querySelector('.story').lang,
    getComputedStyle(document.querySelector('.prose')).hyphens]`), [site.default_locale, it.locale, 'auto']);
  assert.ok((await page.text('.story .facts')).match(/Publié le \d+(er)?\u00a0\p{L}+\u00a0\d{4} à \d+\u00a0h\u00a0\d\d/u));

  assert.ok(it.corrections.length > 0, 'the demo corrects something');
  const corrected = await page.texts('.correction');
  assert.deepEqual(corrected.map((text) => text.replace(/^Correction \(.*?\)\u00a0: /, '')), it.corrections.map(({ note }) => note));

  const [script, ...others] = await page.texts('script[type="application/ld+json"]');
  assert.equal(others.length, 0);
  assert.deepEqual(JSON.parse(script), it.json_ld);

  const feed = await page.evaluate(`(({ textContent, href, hidden }) => ({ textContent, href, hidden }))(document.getElementById('feed'))`);
  assert.deepEqual(feed, { textContent: 'Flux RSS', href: `${api}/feeds/articles.rss`, hidden: false });
  assert.match(await (await fetch(feed.href)).text(), /<rss /);
  assert.equal(await page.evaluate(`document.querySelector('link[rel=alternate]').href`), feed.href);

  const labels = (items) => items.flatMap(({ label, children }) => [label, ...labels(children)]);
  const menus = Object.fromEntries(site.menus.map(({ slug, items }) => [slug, labels(items)]));
  const shown = (id) => page.evaluate(`[...document.querySelectorAll('#${id} a, #${id} span')].map((node) => node.textContent)`);
  assert.deepEqual([await shown('menu'), await shown('foot')], [menus.main, menus.footer]);

  const related = (await data(`/articles/${it.slug}/related?limit=4`)).map(({ title }) => title);
  assert.ok(related.length > 0, 'the demo has something related');
  assert.deepEqual(await page.texts('.related h3'), related);
  const beneath = await page.texts('.next h3');
  assert.ok(beneath.length >= 2, 'a second article and a list');
  assert.ok(!beneath.some((title) => title === it.title || related.includes(title)), 'nothing twice');

  assert.deepEqual(await page.evaluate(FAINT), []);
  await sound(page, PHONE[0], origin);
  await page.picture(join(pictures, 'article-360x800.png'));
  await page.picture(join(pictures, 'article-360-whole.png'), true);
  return page;
}

// On the phone, by the menu.
async function reading(page, origin) {
  await page.click('#opener');
  await page.until(`document.getElementById('menu').offsetHeight > 0`, 'the menu');
  await page.picture(join(pictures, 'menu-360x800.png'));
  await page.click('#menu a', 'Culture');
  await drawn(page, '#/rubrique/culture');
  assert.equal(await page.text('h1'), 'Culture');
  const listed = (await data('/articles?category=culture&limit=12')).map(({ title }) => title);
  assert.ok(listed.length > 0);
  assert.deepEqual(await page.texts('main h2'), listed);
  assert.equal(await page.evaluate(`document.activeElement.textContent`), 'Culture', 'the heading is where one reads on');
  assert.equal(await page.evaluate(`document.getElementById('menu').offsetHeight`), 0, 'the menu has closed');
  assert.equal((await page.texts('script[type="application/ld+json"]')).length, 0, 'of the article before');

  await searching(page, origin);
  await foot(page, origin);
  await page.evaluate(`location.hash = '#/nulle-part'`);
  await page.until(`document.querySelector('h1').textContent === 'Cette page n’existe pas'`, 'a page that is not there');
  await sound(page, PHONE[0], origin);
}

// A suggestion, a search, a hit, and back.
async function searching(page, origin) {
  await page.click('#q');
  await page.type('pirog');
  await page.until(`document.querySelectorAll('#hints [role=option]').length > 0 && !document.getElementById('hints').hidden`, 'suggestions');
  const suggested = await data('/search/suggest?q=pirog');
  assert.deepEqual(await page.texts('#hints li span'), suggested.map(({ title }) => title));
  assert.ok((await page.texts('#hints mark')).length > 0);
  const index = suggested.findIndex(({ type }) => type === 'article');
  assert.ok(index >= 0);
  for (let step = 0; step <= index; step += 1) await page.press('ArrowDown');
  assert.equal(await page.evaluate(`document.getElementById('q').getAttribute('aria-activedescendant')`), `hint-${index}`);
  await page.picture(join(pictures, 'suggestions-360x800.png'));
  await page.press('Enter');
  await drawn(page, `#/article/${suggested[index].slug}`);
  assert.equal(await page.text('h1'), suggested[index].title);

  await page.click('#q');
  await page.evaluate(`document.getElementById('q').select()`);
  await page.type('marché');
  await page.press('Enter');
  await drawn(page, '#/recherche?q=march%C3%A9');
  const hits = await data('/search?q=march%C3%A9&limit=20');
  assert.deepEqual(await page.texts('.hit h2'), hits.map(({ title }) => title));
  assert.ok((await page.texts('.hit mark')).length > 0);
  await sound(page, PHONE[0], origin);
  await page.picture(join(pictures, 'search-360x800.png'));
  const hit = hits.findLast(({ type }) => type === 'article');
  await page.click('.hit h2 a', hit.title);
  await drawn(page, `#/article/${hit.slug}`);
  assert.equal(await page.text('.story h1'), hit.title);
  assert.equal(await page.evaluate('scrollY'), 0);
  await page.evaluate('history.back()');
  await drawn(page, '#/recherche?q=march%C3%A9');
  await page.until('scrollY > 0', 'the place in the list');
  await sound(page, PHONE[0], origin);

  // What is typed is text, here as in the API.
  const odd = `#/recherche?q=${encodeURIComponent('<img src=x onerror=alert(1)> "*NEAR( OR')}`;
  await page.evaluate(`location.hash = ${JSON.stringify(odd)}`);
  await page.until(`document.querySelector('h1').textContent.includes('<img src=x')`, 'the heading as it was typed');
  assert.equal(await page.evaluate(`document.querySelectorAll('img').length`), 0);
}

// What the foot leads to: the demo's pages, drawn.
async function foot(page, origin) {
  const leading = (items) => items.flatMap(({ target, children }) => [target, ...leading(children)]);
  const [{ items }] = (await data('/site?menus=footer')).menus;
  const pages = leading(items).filter((target) => target?.type === 'page');
  assert.equal(pages.length, 2);
  for (const { slug, title } of pages) {
    await page.click('#foot a', title);
    await drawn(page, `#/page/${slug}`);
    const it = await data(`/pages/${slug}`);
    assert.equal(await page.text('main h1'), it.title);
    assert.equal((await page.text('.prose')).replaceAll('\n', ''), it.body.text.replaceAll('\n', ''));
    assert.deepEqual(await page.evaluate(FAINT), [], slug);
  }
  await sound(page, PHONE[0], origin);
  await page.picture(join(pictures, 'page-360x800.png'));
}

// What a menu says of languages, and a link that leaves.
async function languages(browser, origin) {
  const page = await browser.page(DESK[0], DESK[1], {});
  await page.open(`${origin}/?api=${origin}/detour#/rubrique/culture`);
  await drawn(page, '#/rubrique/culture');
  for (const id of ['menu', 'foot']) {
    const links = await page.evaluate(`[...document.querySelectorAll('#${id} a')].map((link) =>
      [link.textContent, link.closest('[lang]').lang, link.getAttribute('hreflang'), link.getAttribute('href')])`);
    assert.deepEqual(links, [
      ['Culture and arts', 'en', 'en', '#/rubrique/culture'],
      ['Les arts', 'fr', 'en', '#/rubrique/culture'],
      ['Une', 'fr', null, '#/'],
      ['Contact', 'fr', null, '#/page/contact'],
      ['Flux', 'fr', null, `${origin}/detour/feeds/articles.rss`],
      ['Ailleurs', 'fr', null, `${api}/robots.txt`],
      ['Presque', 'fr', null, `${WEB}.elsewhere.example/`],
    ], id);
  }
  await sound(page, DESK[0], origin);
  await page.click('#menu a', 'Ailleurs');
  await page.until(`location.href === ${JSON.stringify(`${api}/robots.txt`)}`, 'another origin');
}

async function desk(browser, origin, it) {
  for (const [name, hash, dark] of [
    ['article', `#/article/${it.slug}`, false], ['article-dark', `#/article/${it.slug}`, true], ['home', '#/', false],
    ['section', '#/rubrique/politique', false], ['author', `#/auteur/${it.authors[0].slug}`, false], ['tag', `#/tag/${it.tags[0].slug}`, false],
    ['search', '#/recherche?q=fleuve', true],
  ]) {
    const page = await browser.page(DESK[0], DESK[1], { dark });
    await page.open(`${origin}/?api=${api}${hash}`);
    await drawn(page, hash);
    assert.ok((await page.text('main h1')).length > 0);
    assert.ok(toApi(page).length <= 4);
    assert.deepEqual(await page.evaluate(FAINT), [], name);
    await sound(page, DESK[0], origin);
    await page.picture(join(pictures, `${name}-1280x900.png`));
    if (name === 'article') await page.picture(join(pictures, 'article-1280-whole.png'), true);
    if (name === 'home') {
      await page.click('#menu .group > button');
      await page.until(`document.querySelector('#menu .group > ul').offsetHeight > 0`, 'the sections below');
      await page.picture(join(pictures, 'menu-1280x900.png'));
      await page.press('Escape');
      await page.until(`document.querySelector('#menu .group > button').getAttribute('aria-expanded') === 'false'`, 'closed by Escape');
    }
  }
}

async function run() {
  const sent = readdirSync(folder).filter((name) => !name.endsWith('.md'));
  const bytes = sent.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  assert.ok(bytes <= 40_000, `the frontend has grown to ${bytes} bytes`);
  mkdirSync(pictures, { recursive: true });
  const server = await serve();
  const origin = `http://127.0.0.1:${server.address().port}`;
  const browser = new Chromium(process.env.GRIOT_TEST_BROWSER ?? 'chromium');
  try {
    // The first with everything an article can have.
    const all = await data('/articles?limit=50&include=body,json_ld,corrections');
    const it = all.find(({ kicker, subtitle, summary, tags, body, corrections }) => corrections.length > 0 && kicker && subtitle && summary && tags.length && body.text.includes(`«${NBSP}`));
    assert.ok(it, 'the demo has an article with all of it');
    const phone = await article(browser, origin, it);
    await reading(phone, origin);
    await desk(browser, origin, it);
    await languages(browser, origin);
  } finally {
    await browser.close();
    server.close();
    server.closeAllConnections();
  }
  console.log(`ok: ${pictures}`);
}

await run();
