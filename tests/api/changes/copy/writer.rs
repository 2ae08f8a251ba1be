//! Somebody who writes at random; what cannot be done is refused, and that is all right.

use std::cell::RefCell;

use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Call, Client, TestApp, fixtures};

pub const KINDS: usize = 19;

#[derive(Clone, Debug)]
pub struct Step {
    pub kind: usize,
    pub which: usize,
    pub other: usize,
}

pub fn step() -> impl Strategy<Value = Step> {
    (0..KINDS, 0..40_usize, 0..40_usize).prop_map(|(kind, which, other)| Step { kind, which, other })
}

/// Ids of all that was ever made.
#[derive(Default)]
struct Made {
    articles: Vec<Uuid>,
    pages: Vec<Uuid>,
    authors: Vec<Uuid>,
    categories: Vec<Uuid>,
    tags: Vec<Uuid>,
    series: Vec<Uuid>,
    names: usize,
}

pub struct Newsroom {
    admin: Client,
    made: RefCell<Made>,
}

fn pick(ids: &[Uuid], which: usize) -> Uuid {
    ids[which % ids.len()]
}

impl Newsroom {
    pub async fn found(_: &TestApp, admin: &Client) -> Self {
        let newsroom = Newsroom { admin: admin.clone(), made: RefCell::default() };
        for number in 0..3 {
            let author = fixtures::author(admin, &format!("Autrice {number}")).await;
            let above = newsroom.made.borrow().categories.first().copied().filter(|_| number == 2);
            let category = fixtures::category(admin, &format!("Rubrique {number}"), above).await;
            let tag = fixtures::tag(admin, &format!("Sujet {number}")).await;
            let series = json!({ "name": format!("Suite {number}") });
            let series = admin.post("/series", series).expect(201).await.id();
            let mut made = newsroom.made.borrow_mut();
            made.authors.push(author);
            made.categories.push(category);
            made.tags.push(tag);
            made.series.push(series);
        }
        for number in 0..4 {
            let input = newsroom.input(number, number + 1);
            let id = fixtures::published(admin, &format!("Article {number}"), input).await.id();
            newsroom.made.borrow_mut().articles.push(id);
        }
        newsroom
    }

    /// A name nobody had.
    fn name(&self, word: &str) -> String {
        let mut made = self.made.borrow_mut();
        made.names += 1;
        format!("{word} n{}", made.names)
    }

    /// What an article refers to.
    fn input(&self, which: usize, other: usize) -> Value {
        let made = self.made.borrow();
        let mut categories = vec![pick(&made.categories, which), pick(&made.categories, other)];
        categories.dedup();
        let mut tags = vec![pick(&made.tags, which), pick(&made.tags, other)];
        tags.dedup();
        let mut authors = vec![pick(&made.authors, other), pick(&made.authors, which)];
        authors.dedup();
        json!({
            "authors": authors.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>(),
            "primary_category_id": categories[0], "category_ids": categories, "tag_ids": tags,
            "series": { "id": pick(&made.series, which), "position": null },
        })
    }

    async fn send(&self, call: Call) -> Option<Uuid> {
        let reply = call.send().await;
        assert!(reply.status < 500, "{reply}");
        (reply.status == 201).then(|| reply.id())
    }

    async fn act(&self, path: &str, verb: &str, body: Value) {
        self.send(self.admin.post(&format!("{path}/{verb}"), body).if_match("*")).await;
    }

    pub async fn take(&self, step: &Step) {
        let Step { kind, which, other } = *step;
        let of = |ids: fn(&Made) -> &Vec<Uuid>| pick(ids(&self.made.borrow()), which);
        let article = of(|made| &made.articles);
        let path = format!("/articles/{article}");
        match kind {
            0 | 1 => {
                let mut input = self.input(which, other);
                input["title"] = json!(self.name("Article"));
                if kind == 1 {
                    input["locale"] = json!(["en", "wo", "ar"][other % 3]);
                    input["translation_of"] = json!(article);
                }
                let Some(id) = self.send(self.admin.post("/articles", input)).await else { return };
                self.act(&format!("/articles/{id}"), "publish", json!({})).await;
                self.made.borrow_mut().articles.push(id);
            }
            2 | 3 => {
                let mut input = self.input(other, which);
                input["title"] = json!(self.name("Mieux"));
                if kind == 3 {
                    input["translation_of"] = Value::Null;
                }
                self.send(self.admin.patch(&path, input).if_match("*")).await;
                self.act(&path, "publish", json!({})).await;
            }
            4 => self.act(&path, "unpublish", json!({})).await,
            5 => self.act(&path, "retract", json!({ "notice": self.name("Retiré") })).await,
            6 => self.act(&path, "reinstate", json!({})).await,
            7 => {
                self.act(&path, "unpublish", json!({})).await;
                let draft = self.admin.get(&format!("{path}?edition=draft")).send().await;
                self.send(self.admin.delete(&path).if_match("*")).await;
                let slug = draft.json()["data"]["slug"].as_str().unwrap_or("personne").to_owned();
                let path = format!("{path}?permanently=true&confirm={slug}");
                self.send(self.admin.delete(&path).if_match("*")).await;
            }
            8 => self.act(&path, "correct", json!({ "kind": "correction", "note": self.name("Note") })).await,
            9 => {
                let path = format!("/authors/{}", of(|made| &made.authors));
                let name = self.name("Autrice");
                let body = json!({ "name": name, "slug": name.to_lowercase().replace(' ', "-") });
                self.send(self.admin.patch(&path, body).if_match("*")).await;
            }
            10 | 11 => {
                let path = format!("/categories/{}", of(|made| &made.categories));
                let name = self.name("Rubrique");
                let mut body = json!({ "name": name, "slug": name.to_lowercase().replace(' ', "-") });
                if kind == 11 {
                    body["parent_id"] = json!(pick(&self.made.borrow().categories, other));
                }
                self.send(self.admin.patch(&path, body).if_match("*")).await;
            }
            12 => {
                let heir = pick(&self.made.borrow().categories, other);
                let path = format!("/categories/{}?reassign_to={heir}", of(|made| &made.categories));
                self.send(self.admin.delete(&path).if_match("*")).await;
            }
            13 => {
                let above = (other % 2 == 0).then(|| pick(&self.made.borrow().categories, other));
                let body = json!({ "name": self.name("Rubrique"), "parent_id": above });
                if let Some(id) = self.send(self.admin.post("/categories", body)).await {
                    self.made.borrow_mut().categories.push(id);
                }
            }
            14 => {
                let path = format!("/tags/{}", of(|made| &made.tags));
                let name = self.name("Sujet");
                let body = json!({ "name": name, "slug": name.to_lowercase().replace(' ', "-") });
                self.send(self.admin.patch(&path, body).if_match("*")).await;
            }
            15 => {
                let into = pick(&self.made.borrow().tags, other);
                let path = format!("/tags/{}/merge", of(|made| &made.tags));
                self.send(self.admin.post(&path, json!({ "into": into })).if_match("*")).await;
            }
            16 => {
                let of = pick(&self.made.borrow().tags, other);
                let body = json!({ "name": self.name("Sujet"), "locale": "en", "translation_of": of });
                if let Some(id) = self.send(self.admin.post("/tags", body)).await {
                    self.made.borrow_mut().tags.push(id);
                }
            }
            17 => {
                let path = format!("/series/{}", of(|made| &made.series));
                let body = json!({ "name": self.name("Suite") });
                self.send(self.admin.patch(&path, body).if_match("*")).await;
            }
            _ => self.page(which).await,
        }
    }

    async fn page(&self, which: usize) {
        let known = self.made.borrow().pages.get(which % 4).copied();
        let Some(known) = known else {
            let body = json!({ "title": self.name("Page") });
            let Some(id) = self.send(self.admin.post("/pages", body)).await else { return };
            self.act(&format!("/pages/{id}"), "publish", json!({})).await;
            self.made.borrow_mut().pages.push(id);
            return;
        };
        let verb = ["unpublish", "publish"][which % 2];
        self.act(&format!("/pages/{known}"), verb, json!({})).await;
    }
}
