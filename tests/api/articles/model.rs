//! Any sequence of saves and transitions, held against a model of what is public.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Client, TestApp, fixtures};

const SLUGS: [&str; 4] = ["fleuve", "mer", "delta", "lagune"];

#[derive(Clone, Debug)]
enum Step {
    Save(usize),
    Rename(usize, usize),
    Publish(usize),
    Unpublish(usize),
    Trash(usize),
    Restore(usize),
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let which = || 0..3_usize;
    prop_oneof![
        1 => which().prop_map(Step::Save),
        4 => (which(), 0..SLUGS.len()).prop_map(|(one, slug)| Step::Rename(one, slug)),
        4 => which().prop_map(Step::Publish),
        2 => which().prop_map(Step::Unpublish),
        2 => which().prop_map(Step::Trash),
        2 => which().prop_map(Step::Restore),
        1 => (1..100_i64).prop_map(Step::Wait),
    ]
}

#[derive(Clone, Debug)]
struct Own {
    id: Uuid,
    title: String,
    slug: String,
    live: Option<(String, String)>,
    trashed: bool,
}

struct Model {
    all: Vec<Own>,
    /// Who was public at a slug last.
    owners: BTreeMap<String, usize>,
}

impl Model {
    /// Whether another holds the slug: working at it, public at it, or the last to have been while
    /// nothing else took its place.
    fn held(&self, one: usize, slug: &str) -> bool {
        self.all.iter().enumerate().any(|(index, own)| index != one && own.slug == slug)
    }

    async fn take(&mut self, app: &TestApp, editor: &Client, step: &Step) {
        let (Step::Save(one)
        | Step::Rename(one, _)
        | Step::Publish(one)
        | Step::Unpublish(one)
        | Step::Trash(one)
        | Step::Restore(one)) = step
        else {
            if let Step::Wait(seconds) = step {
                app.advance(*seconds);
            }
            return;
        };
        let one = *one;
        let path = format!("/articles/{}", self.all[one].id);
        let post = |verb: &str| editor.post(&format!("{path}/{verb}"), json!({}));
        let title = format!("Titre {}", self.all[one].title.len());
        let call = match step {
            Step::Save(_) => editor.patch(&path, json!({ "title": title })),
            Step::Rename(_, slug) => editor.patch(&path, json!({ "slug": SLUGS[*slug] })),
            Step::Publish(_) => post("publish"),
            Step::Unpublish(_) => post("unpublish"),
            Step::Trash(_) => editor.delete(&path),
            _ => post("restore"),
        };
        let reply = call.if_match("*").send().await;
        let taken = matches!(step, Step::Rename(_, slug) if self.held(one, SLUGS[*slug]));
        let own = &mut self.all[one];
        let live = own.live.is_some();
        let expected: &[u16] = match step {
            Step::Restore(_) => {
                if own.trashed {
                    &[200]
                } else {
                    &[409]
                }
            }
            _ if own.trashed => &[412],
            Step::Rename(..) if taken => &[409],
            // Public once under it and not elsewhere since: the address may still be kept for another.
            Step::Rename(..) => &[200, 409],
            Step::Unpublish(_) => {
                if live {
                    &[200]
                } else {
                    &[409]
                }
            }
            Step::Trash(_) => {
                if live {
                    &[409]
                } else {
                    &[204]
                }
            }
            _ => &[200],
        };
        assert!(expected.contains(&reply.status), "{step:?}: {reply}");
        if reply.status >= 400 {
            return;
        }
        match step {
            Step::Save(_) => own.title = title,
            Step::Rename(_, slug) => own.slug = SLUGS[*slug].to_owned(),
            Step::Publish(_) => {
                own.live = Some((own.slug.clone(), own.title.clone()));
                self.owners.insert(own.slug.clone(), one);
            }
            Step::Unpublish(_) => own.live = None,
            Step::Trash(_) => own.trashed = true,
            _ => own.trashed = false,
        }
    }

    async fn compare(&self, reader: &Client, step: &Step) {
        for own in &self.all {
            let reply = reader.get(&format!("/articles/{}", own.id)).send().await;
            match &own.live {
                Some((slug, title)) => {
                    assert_eq!(
                        (&reply.data()["slug"], &reply.data()["title"]),
                        (&json!(slug), &json!(title)),
                        "{step:?}"
                    );
                }
                None => assert_eq!(reply.status, 404, "{step:?}: {reply}"),
            }
        }
        let mut slugs: BTreeSet<String> = SLUGS.iter().map(|slug| (*slug).to_owned()).collect();
        slugs.extend((0..3).map(|index| format!("depart-{index}")));
        for slug in slugs {
            let owner = self.owners.get(&slug).and_then(|owner| self.all[*owner].live.as_ref());
            let reply = reader.get(&format!("/articles/{slug}")).send().await;
            let expected = match owner {
                Some((at, _)) if *at == slug => (200, None),
                Some((at, _)) => (301, Some(format!("/api/v1/articles/{at}"))),
                None => (404, None),
            };
            assert_eq!(
                (reply.status, reply.header("location").map(str::to_owned)),
                expected,
                "{step:?}: {slug}"
            );
        }
        let list = reader.get("/articles?count=true").expect(200).await;
        let seen: BTreeSet<String> =
            list.pluck("id").iter().map(|id| id.as_str().unwrap().to_owned()).collect();
        let public: BTreeSet<String> =
            self.all.iter().filter(|own| own.live.is_some()).map(|own| own.id.to_string()).collect();
        assert_eq!((&list.json()["meta"]["total"], &seen), (&json!(public.len()), &public), "{step:?}");
    }
}

async fn run(steps: Vec<Step>) {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let mut model = Model { all: Vec::new(), owners: BTreeMap::new() };
    for index in 0..3 {
        let slug = format!("depart-{index}");
        let id = fixtures::article(&editor, "Titre", json!({ "slug": slug })).await.id();
        model.all.push(Own { id, title: "Titre".into(), slug, live: None, trashed: false });
    }
    for step in steps {
        model.take(&app, &editor, &step).await;
        model.compare(&app.anonymous(), &step).await;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn readers_see_what_the_model_says(steps in prop::collection::vec(step(), 1..14)) {
        actix_web::rt::System::new().block_on(run(steps));
    }
}
