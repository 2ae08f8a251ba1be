// A headless Chromium driven over its own protocol, through a pipe: neither a driver nor a package is needed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PATIENCE = 20_000;

const KEYS = { ArrowDown: 40, ArrowUp: 38, Enter: 13, Escape: 27, Tab: 9 };

export class Chromium {
  #waiting = new Map();
  #listeners = new Map();
  #last = 0;

  constructor(command) {
    this.profile = mkdtempSync(join(tmpdir(), 'griot-browser.'));
    this.child = spawn(command, [
      '--headless=new', '--remote-debugging-pipe', `--user-data-dir=${this.profile}`, '--no-first-run',
      '--no-default-browser-check', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars', '--lang=fr',
      // Nothing but this machine can be reached, whatever a page asks for.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      // Chromium's sandbox does not work for root, which is who runs this in a container.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      'about:blank',
    ], { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'], env: { ...process.env, HOME: this.profile } });
    this.said = '';
    this.child.stderr.on('data', (bytes) => { this.said = (this.said + bytes).slice(-4000); });
    this.child.on('error', (fault) => this.#fail(fault));
    this.child.on('exit', (code) => this.#fail(new Error(`Chromium ended with ${code}: ${this.said}`)));
    this.child.stdio[3].on('error', () => {});
    let rest = '';
    this.child.stdio[4].setEncoding('utf8').on('data', (text) => {
      const messages = (rest + text).split('\0');
      rest = messages.pop();
      for (const message of messages) this.#receive(JSON.parse(message));
    });
  }

  #fail(fault) {
    for (const { reject } of this.#waiting.values()) reject(fault);
    this.#waiting.clear();
  }

  #receive({ id, method, params, result, error, sessionId }) {
    if (id === undefined) return this.#listeners.get(sessionId)?.(method, params);
    const { resolve, reject, what } = this.#waiting.get(id) ?? {};
    this.#waiting.delete(id);
    if (error) reject?.(new Error(`${what}: ${error.message}`)); else resolve?.(result);
  }

  send(method, params = {}, sessionId = undefined) {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => { this.#waiting.delete(id); reject(new Error(`${method}: no answer. ${this.said}`)); }, PATIENCE * 2);
      const settle = (then) => (value) => { clearTimeout(timer); then(value); };
      this.#waiting.set(id, { resolve: settle(resolve), reject: settle(reject), what: method });
      this.child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  // A tab of its own: nothing of another page's storage, cache or log.
  async page(width, height, { mobile = false, dark = false } = {}) {
    const { browserContextId } = await this.send('Target.createBrowserContext');
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank', browserContextId });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page((method, params) => this.send(method, params, sessionId));
    this.#listeners.set(sessionId, (method, params) => page.hear(method, params));
    for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await page.send(`${domain}.enable`);
    await page.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile });
    const features = [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }];
    await page.send('Emulation.setEmulatedMedia', { features });
    await page.send('Emulation.setLocaleOverride', { locale: 'fr-FR' });
    return page;
  }

  async close() {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit');
      this.send('Browser.close').catch(() => {});
      const timer = setTimeout(() => this.child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(timer);
    }
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

export class Page {
  requests = [];
  faults = [];

  constructor(send) { this.send = send; }

  hear(method, params) {
    if (method === 'Network.requestWillBeSent') {
      const { request: { url, method: verb, headers }, redirectResponse, type } = params;
      if (!url.startsWith('data:')) this.requests.push({ url, verb, headers, type, redirected: Boolean(redirectResponse) });
    }
    if (method === 'Runtime.exceptionThrown') {
      const { text, exception } = params.exceptionDetails;
      this.faults.push(`${text} ${exception?.description ?? ''}`);
    }
    if (method === 'Runtime.consoleAPICalled' && ['error', 'warning', 'assert'].includes(params.type)) {
      this.faults.push(`console.${params.type}: ${params.args.map((arg) => arg.value ?? arg.description).join(' ')}`);
    }
    if (method === 'Log.entryAdded' && ['error', 'warning'].includes(params.entry.level)) {
      this.faults.push(`${params.entry.level}: ${params.entry.text} ${params.entry.url ?? ''}`);
    }
  }

  async evaluate(expression) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(`${expression}\n${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return result.value;
  }

  // Until the expression is true; what it is otherwise is told.
  async until(expression, what) {
    const held = await this.evaluate(`new Promise((resolve) => {
      const end = performance.now() + ${PATIENCE};
      const look = () => {
        let held = false;
        try { held = Boolean(${expression}); } catch {}
        if (held || performance.now() > end) resolve(held); else setTimeout(look, 20);
      };
      look();
    })`);
    if (!held) throw new Error(`waited in vain for ${what}: ${expression}\n${this.faults.join('\n')}\n${await this.text('body')}`);
  }

  text(selector) {
    return this.evaluate(`document.querySelector(${JSON.stringify(selector)})?.textContent ?? null`);
  }

  texts(selector) {
    return this.evaluate(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((node) => node.textContent)`);
  }

  async open(url) {
    await this.send('Page.navigate', { url });
  }

  // With the mouse, in the middle of what is there to be seen.
  async click(selector, containing = '') {
    const at = await this.evaluate(`(() => {
      const all = [...document.querySelectorAll(${JSON.stringify(selector)})];
      const node = all.find((one) => one.textContent.includes(${JSON.stringify(containing)}) && one.getClientRects().length);
      if (!node) return null;
      node.scrollIntoView({ block: 'center', behavior: 'instant' });
      const { left, top, width, height } = node.getClientRects()[0];
      const [x, y] = [left + width / 2, top + height / 2];
      const hit = document.elementFromPoint(x, y);
      return { x, y, free: node.contains(hit) || Boolean(hit?.contains(node)) };
    })()`);
    if (!at) throw new Error(`nothing to click: ${selector} ${containing}`);
    if (!at.free) throw new Error(`something lies over ${selector} ${containing}`);
    const mouse = (type) => this.send('Input.dispatchMouseEvent', { type, x: at.x, y: at.y, button: 'left', clickCount: 1 });
    await mouse('mousePressed');
    await mouse('mouseReleased');
  }

  type(text) { return this.send('Input.insertText', { text }); }

  async press(key) {
    const event = { key, code: key, windowsVirtualKeyCode: KEYS[key], ...(key === 'Enter' ? { text: '\r' } : {}) };
    await this.send('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  }

  async picture(file, whole = false) {
    const { cssContentSize: { width, height } } = await this.send('Page.getLayoutMetrics');
    const clip = whole ? { clip: { x: 0, y: 0, width, height, scale: 1 }, captureBeyondViewport: true } : {};
    const { data } = await this.send('Page.captureScreenshot', { format: 'png', ...clip });
    writeFileSync(file, Buffer.from(data, 'base64'));
  }

  // What a screen reader has no name for.
  async nameless() {
    const { nodes } = await this.send('Accessibility.getFullAXTree');
    const named = ['link', 'button', 'combobox', 'searchbox', 'navigation', 'image'];
    const bare = nodes.filter(({ role, name, ignored }) => !ignored && named.includes(role?.value) && !name?.value?.trim());
    return bare.map(({ role }) => role.value);
  }
}
