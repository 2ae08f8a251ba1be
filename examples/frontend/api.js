// Asking Griot: anonymous GETs and nothing else. Every page counts what it asks for.

// In production the page itself says where its API is. An address in the query would let any link
// put a stranger's words under your name, so it is heeded only on the machine of whoever tries this out.
const ours = document.querySelector('meta[name="griot-api"]').content;
const asked = new URLSearchParams(location.search).get('api');
const local = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
export const base = ((local && asked) || ours).replace(/\/+$/, '');

let count = 0;
export const counted = () => count;
export const recount = () => { count = 0; };

export class Refusal extends Error {
  constructor(status, problem) {
    super(problem?.detail || problem?.title || `HTTP ${status}`);
    this.status = status;
    this.problem = problem;
  }
}

// `/articles` and `{limit: 5}`: the whole envelope, or a Refusal that carries the problem.
export async function get(path, query = {}, signal) {
  const url = new URL(`${base}/api/v1${path}`);
  for (const [name, value] of Object.entries(query)) if (value != null) url.searchParams.set(name, value);
  count += 1;
  const reply = await fetch(url, { credentials: 'omit', headers: { Accept: 'application/json' }, signal });
  const body = await reply.json().catch(() => null);
  if (!reply.ok) throw new Refusal(reply.status, body);
  return body;
}

// What a page can do without: null when it is not there.
export const perhaps = (promise) => promise.catch((refusal) => {
  if (refusal instanceof Refusal) return null;
  throw refusal;
});
