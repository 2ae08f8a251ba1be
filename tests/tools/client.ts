// A frontend's first hour with the API, written against the types generated from the specification.
// It is never run. It must compile: when a field, a status or a header of the contract is described
// wrongly, this is where somebody else's build would break. `api.ts` is generated beside it by
// scripts/spec-checks.

import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./api";

type Article = components["schemas"]["Article"];
type ArticleItem = components["schemas"]["ArticleItem"];
type Problem = components["schemas"]["Problem"];

/** Thrown for every reply that is not a success: the problem says what to do about it. */
class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.status} ${problem.code}: ${problem.title}`);
  }
}

export function connect(baseUrl: string, token?: string): Client<paths> {
  return createClient<paths>({
    baseUrl,
    headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
  });
}

/** With `fields` a reply has only the members asked for; without, it has them all. */
function isWhole<T extends { id?: string; title?: string }>(article: T): article is T & ArticleItem {
  return article.id !== undefined && article.title !== undefined;
}

/** What a front page does: every published article, page after page. */
export async function* everyArticle(client: Client<paths>): AsyncGenerator<ArticleItem> {
  let cursor: string | undefined;
  do {
    const { data, error } = await client.GET("/api/v1/articles", {
      params: { query: cursor === undefined ? { limit: 100 } : { limit: 100, cursor } },
    });
    if (error) throw new Refused(error);
    yield* data.data.filter(isWhole);
    cursor = data.meta.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

/** What an article page does. */
export async function read(client: Client<paths>, id: string): Promise<{ headline: string; html: string }> {
  const { data, error } = await client.GET("/api/v1/articles/{id}", { params: { path: { id } } });
  if (error) throw new Refused(error);
  if (!isWhole(data.data)) throw new Error("asked for whole articles");
  return { headline: data.data.title, html: data.data.body?.html ?? "" };
}

/** What an editor does first. */
export async function signIn(baseUrl: string, email: string, password: string): Promise<Client<paths>> {
  const { data, error } = await connect(baseUrl).POST("/api/v1/auth/login", { body: { email, password } });
  if (error) throw new Refused(error);
  return connect(baseUrl, data.data.access_token);
}

/** What an editor does next: write, correct the title of exactly the version just written, publish. */
export async function writeAndPublish(client: Client<paths>, title: string, source: string): Promise<Article> {
  const created = await client.POST("/api/v1/articles", {
    body: { title, body: { format: "markdown", source } },
  });
  if (created.error) throw new Refused(created.error);

  const path = { id: created.data.data.id };
  const corrected = await client.PATCH("/api/v1/articles/{id}", {
    params: { path, header: { "If-Match": created.response.headers.get("ETag") ?? "*" } },
    body: { title: `${title} (suite)`, subtitle: null },
  });
  if (corrected.error) throw new Refused(corrected.error);

  const published = await client.POST("/api/v1/articles/{id}/publish", {
    params: { path, header: { "If-Match": corrected.response.headers.get("ETag") ?? "*" } },
    body: {},
  });
  if (published.error) throw new Refused(published.error);

  const { data, error } = await client.GET("/api/v1/articles/{id}", { params: { path } });
  if (error) throw new Refused(error);
  if (!isWhole(data.data)) throw new Error("asked for whole articles");
  return data.data as Article;
}
