"""Feeds, sitemaps, structured data and robots.txt of a running newsroom, read by parsers that are not ours.

    formats.py <base url> <the protocol's sitemap.xsd>

Writes into the newsroom first, as GRIOT_TEST_EMAIL with GRIOT_TEST_PASSWORD: an address of the website, and articles
of this minute with what is easily written wrongly. Run by scripts/test.
"""

import html
import json
import os
import re
import sys
import traceback
import urllib.error
import urllib.parse
import urllib.request
import urllib.robotparser
from calendar import timegm
from datetime import UTC, datetime, timedelta
from pathlib import Path

import extruct
import feedparser
import lxml.html
from lxml import etree

BASE, PROTOCOL = sys.argv[1].rstrip("/"), Path(sys.argv[2]).resolve()
WEB = "https://www.deux-rives.example"
OWN = Path(__file__).resolve().parent / "sitemaps"
FORMS = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json",
}
VERSIONS = {"rss": "rss20", "atom": "atom10"}
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
NASTY = "« L’eau & la boue » : 1 < 2 > 0, \"si\" 'oui' ]]> 🌊 </script><!-- <script>"

# What is being looked at, for the report, and what was wrong with it.
place = ""
faults: list[str] = []


def at(where):
    global place
    place = where


def fault(text):
    faults.append(f"{place}: {text}")


def hold(condition, text):
    if not condition:
        fault(text)


def same(found, expected, text):
    hold(found == expected, f"{text}: {found!r}, not {expected!r}")


# ---- the newsroom ----------------------------------------------------------------------------------------


def ask(method, address, body=None, **headers):
    """Status, headers and bytes of a reply. Addresses of the API may leave out the server."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    content = None
    if body is not None:
        content = json.dumps(body).encode()
        headers.setdefault("Content-Type", "application/json")
    request = urllib.request.Request(urllib.parse.urljoin(BASE, address), content, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            return reply.status, reply.headers, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def must(method, path, body=None, **headers):
    status, found, content = ask(method, path, body, **headers)
    if status not in (200, 201):
        sys.exit(f"{method} {path}: {status} {content.decode(errors='replace')}")
    return json.loads(content), found


def everything(resource, **query):
    """All of a list, page by page."""
    items, query = [], {"limit": 100, **query}
    while True:
        reply, _ = must("GET", f"/api/v1/{resource}?{urllib.parse.urlencode(query)}")
        items += reply["data"]
        query["cursor"] = reply["meta"]["next_cursor"]
        if query["cursor"] is None:
            return items


def furnish():
    """An address of the website, and articles of today with what is easily written wrongly."""
    login = {"email": os.environ["GRIOT_TEST_EMAIL"], "password": os.environ["GRIOT_TEST_PASSWORD"]}
    tokens, _ = must("POST", "/api/v1/auth/login", login)
    signed = {"Authorization": f"Bearer {tokens['data']['access_token']}"}
    site, headers = must("GET", "/api/v1/site", **signed)
    patch = {
        # Documents must be sound whatever an article lacks.
        "checklists": {kind: [] for kind in site["data"]["checklists"]},
        "public_url": WEB,
        "locales": ["fr", "wo"],
        "logo": {"url": f"{WEB}/logo.png?a=1&b=2"},
        "publisher": {"name": "Les Éditions du Fleuve & Cie"},
    }
    must("PATCH", "/api/v1/site", patch, If_Match=headers["ETag"], **signed)

    category = everything("categories")[0]["id"]
    authors = [author["id"] for author in everything("authors")[:2]]
    tag, _ = must("POST", "/api/v1/tags", {"name": "Crues & « marées »"}, **signed)
    series, _ = must("POST", "/api/v1/series", {"name": "Le fleuve & nous"}, **signed)

    def publish(**members):
        reply, headers = must("POST", "/api/v1/articles", members, **signed)
        article = reply["data"]["id"]
        must("POST", f"/api/v1/articles/{article}/publish", {}, If_Match=headers["ETag"], **signed)
        return article

    image = {
        "url": f"{WEB}/crue.jpg?a=1&b=2",
        "width": 1600,
        "height": 900,
        "alt": NASTY,
        "caption": NASTY,
        "credit": NASTY,
    }
    source = (
        '<p>1 &lt; 2 &amp; ]]&gt; « <a href="/ailleurs?a=1&amp;b=2">là</a> ».</p><p><img src="crue.jpg" alt=""></p>'
    )
    original = publish(
        title=NASTY,
        kicker="En direct",
        summary=NASTY,
        body={"format": "html", "source": source},
        authors=[{"id": authors[0]}, {"id": authors[1], "role": "photographer"}],
        primary_category_id=category,
        tag_ids=[tag["data"]["id"]],
        series={"id": series["data"]["id"]},
        featured=True,
        image=image,
        seo={"title": NASTY, "description": NASTY},
    )
    correction = {"kind": "correction", "note": NASTY}
    must("POST", f"/api/v1/articles/{original}/correct", correction, If_Match="*", **signed)
    publish(
        title="Dex gi fees na",
        locale="wo",
        translation_of=original,
        authors=[{"id": authors[0]}],
        primary_category_id=category,
    )
    # Nobody signs it, it stands nowhere, and all there is of it is its headline.
    publish(title="Brève sans rien")
    publish(title="Pas pour les moteurs", seo={"noindex": True}, primary_category_id=category)
    # What readers do not see.
    must("POST", "/api/v1/articles", {"title": "Brouillon"}, **signed)


# ---- feeds -----------------------------------------------------------------------------------------------


def seconds(text):
    """As feeds of the coarsest kind tell time."""
    return int(datetime.fromisoformat(text).replace(microsecond=0).timestamp())


def public(address):
    return urllib.parse.urlsplit(address).scheme == "https" and f"{address}/".startswith(f"{WEB}/")


def words(text):
    return " ".join(text.split())


def absolute(text):
    for _, _, address, _ in lxml.html.fragment_fromstring(text, create_parent="div").iterlinks():
        if not urllib.parse.urlsplit(address).scheme:
            fault(f"a relative address in the text: {address}")


def fresh(address, headers):
    """Conditional requests: whoever has it is told so."""
    tag = headers["ETag"]
    status, found, content = ask("GET", address, If_None_Match=tag)
    same((status, found["ETag"], content), (304, tag, b""), "reply to If-None-Match")
    status, _, content = ask("GET", address, If_None_Match='"p.autre"')
    hold(status == 200 and content, f"reply to another If-None-Match: {status}")


def parsed(content, headers, address, form):
    """Id, link, title, dates and text of each entry of RSS or Atom, as feedparser reads them; RSS knows one date."""
    feed = feedparser.parse(
        content,
        response_headers={"content-type": headers["Content-Type"], "content-location": address},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    hold(not feed.bozo, f"feedparser complains: {feed.get('bozo_exception')!r}")
    same(feed.version, VERSIONS[form], "version")
    same(feed.encoding, "utf-8", "encoding")
    for name in ("title", "link", "language"):
        hold(feed.feed.get(name), f"the feed has no {name}")
    hold(feed.feed.get("updated_parsed"), "the feed has no date")
    hold(public(feed.feed.get("link", "")), f"the feed leads to {feed.feed.get('link')}")
    itself = [link.href for link in feed.feed.get("links", []) if link.rel == "self"]
    same(itself, [address], "rel=self")
    if form == "atom":
        hold(urllib.parse.urlsplit(feed.feed.get("id", "")).scheme, f"the id of the feed: {feed.feed.get('id')}")
        hold(feed.feed.get("author_detail", {}).get("name"), "nobody stands in for entries nobody signed")
    entries = []
    for entry in feed.entries:
        missing = [name for name in ("id", "link", "title", "published_parsed") if not entry.get(name)]
        if form == "atom" and not entry.get("updated_parsed"):
            missing.append("updated")
        if missing:
            fault(f"an entry without {', '.join(missing)}: {entry.get('title')}")
            continue
        if form == "rss":
            hold(not entry.get("guidislink"), f"{entry.id} is given out as an address")
        updated = timegm(entry.updated_parsed) if form == "atom" else None
        # What a picture shows (media:description) counts as text with feedparser when there is no other.
        text = next((part.value for part in entry.get("content", []) if part.type == "text/html"), None)
        published = timegm(entry.published_parsed)
        entries.append((entry.id, entry.link, entry.title, published, updated, text))
    return entries


def json_feed(content, address):
    """The same of a JSON Feed (jsonfeed.org/version/1.1), with what that asks of one."""
    feed = json.loads(content)
    same(feed.get("version"), "https://jsonfeed.org/version/1.1", "version")
    hold(feed.get("title"), "the feed has no title")
    same(feed.get("feed_url"), address, "feed_url")
    hold(public(feed.get("home_page_url", "")), f"home_page_url: {feed.get('home_page_url')}")
    hold(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", feed.get("language", "")), f"language: {feed.get('language')}")
    entries = []
    for item in feed["items"]:
        missing = [name for name in ("id", "url", "title", "date_published", "date_modified") if not item.get(name)]
        if missing:
            fault(f"an item without {', '.join(missing)}: {item.get('title')}")
            continue
        hold("content_html" in item or "content_text" in item, f"{item['id']} has no content")
        for name in ("date_published", "date_modified"):
            hold(datetime.fromisoformat(item[name]).tzinfo, f"{name} of {item['id']} has no zone")
        for author in [*feed.get("authors", []), *item.get("authors", [])]:
            hold(isinstance(author, dict) and {"name", "url", "avatar"} & author.keys(), f"an author: {author}")
        hold(all(isinstance(tag, str) for tag in item.get("tags", [])), f"tags of {item['id']}")
        dates = seconds(item["date_published"]), seconds(item["date_modified"])
        entries.append((item["id"], item["url"], item["title"], *dates, item.get("content_html")))
    return entries


def read_feed(path, form, query):
    """The entries of one feed in one form."""
    address = f"{BASE}{path}.{form}" + (f"?{urllib.parse.urlencode(query)}" if query else "")
    at(address.removeprefix(BASE))
    status, headers, content = ask("GET", address)
    if status != 200:
        fault(f"{status} {content.decode(errors='replace')}")
        return []
    same(headers["Content-Type"], FORMS[form], "Content-Type")
    fresh(address, headers)
    entries = json_feed(content, address) if form == "json" else parsed(content, headers, address, form)
    ids = [entry[0] for entry in entries]
    same(len(set(ids)), len(ids), "different ids")
    return entries


def correction_feed(form, corrections):
    """What was corrected, against the list of it."""
    entries = read_feed("/feeds/corrections", form, {})
    ids = [f"urn:uuid:{one['id']}" for one in corrections]
    same([entry[0] for entry in entries], ids, "the corrections, in their order")
    for correction, (identity, link, title, published, *_) in zip(corrections, entries):
        same(link, correction["of"]["links"]["web"], f"link of {identity}")
        same(words(title), words(correction["of"]["title"]), f"title of {identity}")
        same(published, seconds(correction["corrected_at"]), f"date of {identity}")


def feed(path, form, query, articles):
    """One feed of articles in one form, against the list of those that belong there."""
    entries = read_feed(path, form, query)
    ids = [entry[0] for entry in entries]
    articles = articles[: query.get("limit", 50)]
    same(ids, [f"urn:uuid:{article['id']}" for article in articles], "the articles, in their order")
    for article in articles:
        for identity, link, title, published, updated, text in entries:
            if identity != f"urn:uuid:{article['id']}":
                continue
            hold(public(link), f"{identity} leads to {link}")
            same(link, article["links"]["web"], f"link of {identity}")
            same(words(title), words(article["title"]), f"title of {identity}")
            same(published, seconds(article["published_at"]), f"date of {identity}")
            if updated is not None:
                same(updated, seconds(article["updated_at"]), f"change of {identity}")
            full = query.get("content", "full") == "full" and article["word_count"] > 0
            hold((text is not None) == full, f"{identity} has {'no' if full else 'a'} text")
            if text is not None:
                absolute(text)


def feeds():
    """Every feed of the document, about everything there is, and with every filter."""
    spec, _ = must("GET", "/openapi.json")
    folders = {"categories": "category", "authors": "author", "tags": "tag"}
    known = {f"/feeds/{name}.{form}" for name in ("articles", "corrections") for form in FORMS} | {
        f"/feeds/{folder}/{{id}}.{form}" for folder in folders for form in FORMS
    }
    at("/openapi.json")
    same({path for path in spec["paths"] if path.startswith("/feeds/")}, known, "feeds")

    def listed(**query):
        return everything("articles", sort="-published_at", **query)

    articles = listed()
    count = 0
    corrections = everything("corrections")
    hold(len(corrections) > 1, "too little was corrected")
    for form in FORMS:
        correction_feed(form, corrections)
        count += 1
    for folder, parameter in folders.items():
        for thing in everything(folder):
            found = listed(**{parameter: thing["slug"]})
            for form in FORMS:
                feed(f"/feeds/{folder}/{thing['slug']}", form, {}, found)
                count += 1
            if found:
                for form in FORMS:
                    query = {"limit": 2, "content": "summary"}
                    feed(f"/feeds/{folder}/{thing['slug']}", form, query, found)
                    count += 1

    middle = articles[len(articles) // 2]
    filters = [
        {},
        {"category": middle["primary_category"]["slug"]},
        {"category_only": middle["primary_category"]["id"]},
        {"author": middle["authors"][0]["slug"]},
        {"tag": "crues-marees"},
        {"series": "le-fleuve-nous"},
        {"translation_of": middle["slug"]},
        {"type": "news,opinion"},
        {"locale": "wo,fr"},
        {"ids": f"{articles[0]['id']},{middle['slug']}"},
        {"featured": "true"},
        {"published_after": middle["published_at"]},
        {"published_before": middle["published_at"]},
        {"updated_after": middle["updated_at"]},
        {"q": "fleuve"},
        {"q": "l’élection & l'eau", "type": "news"},
    ]
    declared = {parameter.get("name") for parameter in spec["paths"]["/feeds/articles.rss"]["get"]["parameters"]}
    at("/feeds/articles")
    same(declared - {None, "limit", "content"}, {name for query in filters for name in query}, "filters")
    for query in filters:
        found = listed(**query)
        at(f"/feeds/articles?{urllib.parse.urlencode(query)}")
        hold(found, "there is nothing to compare with")
        for form in FORMS:
            for form_query in ({}, {"limit": 3}, {"content": "summary"}):
                feed("/feeds/articles", form, {**query, **form_query}, found)
                count += 1
    return f"{count} feeds, {len(articles)} articles"


# ---- sitemaps --------------------------------------------------------------------------------------------


def schema(*imports):
    """The schemas of several namespaces as one."""
    lines = "".join(
        f'<xsd:import namespace="{space.strip("{}")}" schemaLocation="{file.as_uri()}"/>' for space, file in imports
    )
    source = f'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">{lines}</xsd:schema>'
    return etree.XMLSchema(etree.fromstring(source))


def document(address, rules):
    """A sitemap that keeps to the schema."""
    at(address.removeprefix(BASE))
    status, headers, content = ask("GET", address)
    if status != 200:
        fault(f"{status} {content.decode(errors='replace')}")
        return None
    same(headers["Content-Type"], "application/xml; charset=utf-8", "Content-Type")
    hold(len(content) <= 50_000_000, f"{len(content)} bytes")
    fresh(address, headers)
    try:
        root = etree.fromstring(content)
    except etree.XMLSyntaxError as error:
        fault(f"not XML: {error}")
        return None
    if not rules.validate(root):
        for line in rules.error_log:
            fault(f"{line.line}:{line.column} {line.message}")
    for date in root.iterfind(f"*/{SITEMAP}lastmod"):
        # The W3C's dates have a zone as soon as they have a time, which the schema does not ask.
        hold(re.search(r"T.*(Z|[+-]\d\d:\d\d)$", date.text or ""), f"lastmod has no zone: {date.text}")
    return root


def locations(root, prefix):
    """The addresses in it, each once and below `prefix`."""
    found = [loc.text for loc in root.iterfind(f"*/{SITEMAP}loc")]
    same(len(set(found)), len(found), "different addresses")
    for address in found:
        hold(f"{address}/".startswith(f"{prefix}/"), f"an address elsewhere: {address}")
        hold(address.isascii() and " " not in address, f"not a URI: {address}")
    return found


def languages(root):
    """hreflang: every page of a group names the same pages, itself among them."""
    groups = {}
    for url in root.iterfind(f"{SITEMAP}url"):
        links = [(link.get("hreflang"), link.get("href")) for link in url.iterfind(LINK)]
        if links:
            groups[url.findtext(f"{SITEMAP}loc")] = links
            same(len({name for name, _ in links}), len(links), "different languages")
    for address, links in groups.items():
        named = [href for _, href in links]
        hold(address in named, f"{address} does not name itself among its languages")
        for href in named:
            same(sorted(groups.get(href, [])), sorted(links), f"languages of {href}, which {address} names")
    return {frozenset(name for name, _ in links) for links in groups.values()}


def sitemaps():
    extensions = (NEWS.strip("{}"), OWN / "news.xsd"), ("http://www.w3.org/1999/xhtml", OWN / "link.xsd")
    pages = schema((SITEMAP, PROTOCOL), *extensions)
    indexes = schema((SITEMAP, OWN / "siteindex.xsd"))

    public_articles = everything("articles")
    indexed = [article for article in public_articles if not article["seo"]["noindex"]]
    hidden = {article["links"]["web"] for article in public_articles if article["seo"]["noindex"]}
    website = [page for page in everything("pages") if not page["seo"]["noindex"]]
    at("the newsroom")
    hold(hidden and website and len(indexed) > 5, "there is too little to compare with")
    expected = {
        "sections": {f"{WEB}/"} | {one["links"]["web"] for one in everything("categories") if one["articles_count"]},
        "authors": {one["web_url"] for one in everything("authors") if one["articles_count"]},
        "tags": {one["links"]["web"] for one in everything("tags") if one["articles_count"]},
        "articles": {one["links"]["web"] for one in indexed + website},
    }

    index = document("/sitemap.xml", indexes)
    if index is None:
        return "nothing"
    parts = locations(index, f"{BASE}/sitemaps")
    found, groups = {kind: [] for kind in expected}, set()
    for part in parts:
        root = document(part, pages)
        if root is None:
            continue
        kind = re.match(r"/sitemaps/([a-z]+)", part.removeprefix(BASE))[1]
        found.setdefault(kind, []).extend(locations(root, WEB))
        groups |= languages(root)
        newest = max((date.text for date in root.iterfind(f"*/{SITEMAP}lastmod")), default=None)
        told = [one.findtext(f"{SITEMAP}lastmod") for one in index if one.findtext(f"{SITEMAP}loc") == part]
        hold(told in ([None], [newest]), f"the index says {told}, the newest page is of {newest}")
    at("/sitemap.xml")
    hold(frozenset({"fr", "wo"}) in groups, f"no page is there in two languages: {groups}")
    for kind, addresses in found.items():
        same(len(set(addresses)), len(addresses), f"{kind}, each in one part only")
        wanted = expected.get(kind, set())
        hold(
            set(addresses) == wanted,
            f"{kind}: too many {sorted(set(addresses) - wanted)}, missing {sorted(wanted - set(addresses))}",
        )

    recent = document("/sitemap-news.xml", pages)
    if recent is not None:
        oldest = datetime.now(UTC) - timedelta(hours=48)
        wanted = [one for one in indexed if datetime.fromisoformat(one["published_at"]) >= oldest]
        same(sorted(locations(recent, WEB)), sorted(one["links"]["web"] for one in wanted), "the articles of two days")
        site, _ = must("GET", "/api/v1/site")
        by_address = {one["links"]["web"]: one for one in wanted}
        for url in recent:
            article = by_address.get(url.findtext(f"{SITEMAP}loc"))
            news = url.find(f"{NEWS}news")
            if article is None or news is None:
                fault(f"no news: {url.findtext(f'{SITEMAP}loc')}")
                continue
            said = [
                news.findtext(f"{NEWS}{name}")
                for name in (f"publication/{NEWS}name", f"publication/{NEWS}language", "title")
            ]
            same(said, [site["data"]["name"], article["locale"], article["title"]], "name, language and title")
            same(
                seconds(news.findtext(f"{NEWS}publication_date")), seconds(article["published_at"]), "publication_date"
            )
    return f"{len(parts)} parts, {sum(map(len, found.values()))} pages, {0 if recent is None else len(recent)} news"


# ---- structured data -------------------------------------------------------------------------------------


def page(article, data):
    """A page as a frontend draws it: its own words escaped, the structured data as it came."""
    return (
        f'<!doctype html><html lang="{article["locale"]}"><head><meta charset="utf-8">'
        f"<title>{html.escape(article['title'])}</title>"
        f'<script type="application/ld+json">{data}</script></head>'
        f"<body><h1>{html.escape(article['title'])}</h1><p>1 &lt; 2</p></body></html>"
    )


def json_ld():
    """What developers.google.com/search/docs/appearance/structured-data wants of articles and trails."""
    articles = everything("articles", include="json_ld")
    for article in articles:
        at(f"/api/v1/articles/{article['id']}/json-ld")
        status, headers, content = ask("GET", place)
        if status != 200:
            fault(f"{status} {content.decode(errors='replace')}")
            continue
        same(headers["Content-Type"], "application/ld+json", "Content-Type")
        fresh(place, headers)
        text = content.decode()
        try:
            found = extruct.extract(page(article, text), base_url=article["links"]["web"], syntaxes=["json-ld"])
        except ValueError as error:
            fault(f"extruct cannot read it: {error}")
            continue
        read = found["json-ld"]
        same(len(read), 1, "documents in the page")
        same(read[:1], [json.loads(text)], "what extruct reads")
        same(article["json_ld"], json.loads(text), "include=json_ld")
        for data in read[:1]:
            news_article(article, data)
    return f"{len(articles)} articles"


TYPES = {
    "NewsArticle",
    "AnalysisNewsArticle",
    "AskPublicNewsArticle",
    "BackgroundNewsArticle",
    "LiveBlogPosting",
    "OpinionNewsArticle",
    "ReportageNewsArticle",
    "ReviewNewsArticle",
}


def news_article(article, data):
    web = article["links"]["web"]
    same(data.get("@context"), "https://schema.org", "@context")
    hold(data.get("@type") in TYPES, f"@type: {data.get('@type')}")
    same(words(data.get("headline", "")), words(article["title"]), "headline")
    same(data.get("url"), web, "url")
    same(data.get("mainEntityOfPage", {}).get("@id"), web, "mainEntityOfPage")
    for name, told in (("datePublished", "first_published_at"), ("dateModified", "updated_at")):
        date = datetime.fromisoformat(data.get(name, "1970-01-01"))
        hold(date.tzinfo, f"{name} has no zone: {data.get(name)}")
        same(seconds(data.get(name, "1970-01-01")), seconds(article[told]), name)
    for role in ("author", "publisher"):
        people = data.get(role) or []
        people = people if isinstance(people, list) else [people]
        hold(people, f"no {role}")
        for person in people:
            hold(person.get("@type") in {"Person", "Organization", "NewsMediaOrganization"}, f"{role}: {person}")
            hold(person.get("name") and public(person.get("url", WEB)), f"{role}: {person}")
    signed = [one["name"] for one in article["authors"] if one["role"] == "author"]
    if signed:
        same([person.get("name") for person in data.get("author", [])], signed, "author")
    if article["image"]:
        images = data.get("image") or []
        urls = [image.get("url") for image in (images if isinstance(images, list) else [images])]
        same(urls, [article["image"]["url"]], "image")
    trail = data.get("mainEntityOfPage", {}).get("breadcrumb")
    if article["primary_category"] is None and trail is None:
        return
    if not isinstance(trail, dict):
        fault("no breadcrumb")
        return
    steps = trail.get("itemListElement") or []
    same(trail.get("@type"), "BreadcrumbList", "@type of the breadcrumb")
    same([step.get("position") for step in steps], list(range(1, len(steps) + 1)), "positions of the breadcrumb")
    hold(len(steps) >= 2, f"a breadcrumb of {len(steps)}")
    for step in steps:
        same(step.get("@type"), "ListItem", "@type of a step")
        hold(step.get("name") and public(step.get("item", "")), f"a step: {step}")
    if steps:
        same(steps[-1].get("item"), web, "the end of the breadcrumb")


# ---- robots.txt ------------------------------------------------------------------------------------------


def robots():
    at("/robots.txt")
    status, headers, content = ask("GET", place)
    same((status, headers["Content-Type"]), (200, "text/plain; charset=utf-8"), "status and Content-Type")
    fresh(place, headers)
    rules = urllib.robotparser.RobotFileParser(f"{BASE}/robots.txt")
    rules.parse(content.decode().splitlines())
    for path in ("/", "/api/v1/articles", "/feeds/articles.rss", "/sitemap.xml"):
        hold(rules.can_fetch("Googlebot", BASE + path), f"{path} is forbidden")
    roots = []
    for address in rules.site_maps() or []:
        status, _, content = ask("GET", address)
        roots.append((address.removeprefix(BASE), etree.fromstring(content).tag if status == 200 else status))
    same(roots, [("/sitemap.xml", f"{SITEMAP}sitemapindex"), ("/sitemap-news.xml", f"{SITEMAP}urlset")], "sitemaps")
    return f"{len(roots)} sitemaps"


def main():
    furnish()
    failed = False
    checks = {
        f"Feeds, feedparser {feedparser.__version__}": feeds,
        f"Sitemaps, lxml {etree.__version__}": sitemaps,
        "JSON-LD, extruct": json_ld,
        "robots.txt, urllib": robots,
    }
    for name, check in checks.items():
        faults.clear()
        try:
            summary = check()
        except Exception:
            fault(traceback.format_exc())
        if faults:
            failed = True
            print(*(f"  {line}" for line in faults[:40]), sep="\n", file=sys.stderr)
            if len(faults) > 40:
                print(f"  and {len(faults) - 40} more", file=sys.stderr)
            print(f"FAIL  {name}", file=sys.stderr)
        else:
            print(f"ok    {name}: {summary}", file=sys.stderr)
    sys.exit(failed)


main()
