//! A client that keeps a copy of the public edition.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::Client;

type Things = BTreeMap<String, Value>;

const LISTS: [&str; 6] = ["articles", "pages", "authors", "categories", "tags", "series"];

pub struct Copy {
    reader: Client,
    after: i64,
    of: BTreeMap<&'static str, Things>,
}

fn id(thing: &Value) -> String {
    thing["id"].as_str().expect("an id").to_owned()
}

impl Copy {
    /// Reads all pages of all lists, and notes the number of the very first.
    pub async fn bootstrap(reader: Client) -> Self {
        let mut copy = Copy { reader, after: -1, of: BTreeMap::new() };
        for list in LISTS {
            copy.of.insert(list, Things::new());
            copy.read(list, "").await;
        }
        copy
    }

    /// Takes over all pages of a list, and says what was in them.
    async fn read(&mut self, list: &'static str, query: &str) -> BTreeSet<String> {
        let (mut cursor, mut seen) = (String::new(), BTreeSet::new());
        loop {
            let page = self.reader.get(&format!("/{list}?limit=3{query}{cursor}")).expect(200).await;
            if self.after < 0 {
                self.after = page.json()["meta"]["seq"].as_i64().unwrap();
            }
            for thing in page.data().as_array().unwrap() {
                seen.insert(id(thing));
                self.of.get_mut(list).unwrap().insert(id(thing), thing.clone());
            }
            match page.json()["meta"]["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return seen,
            }
        }
    }

    /// Reads these again; what the list no longer has is gone.
    async fn read_again(&mut self, list: &'static str, ids: &BTreeSet<String>) {
        if ids.is_empty() {
            return;
        }
        let all: Vec<&str> = ids.iter().map(String::as_str).collect();
        let found = self.read(list, &format!("&ids={}", all.join(","))).await;
        self.of.get_mut(list).unwrap().retain(|id, _| !ids.contains(id) || found.contains(id));
    }

    /// Goes on in the log until there is no more for now.
    pub async fn follow(&mut self) {
        loop {
            let path = format!("/changes?include=data&limit=7&after={}", self.after);
            let page = self.reader.get(&path).expect(200).await;
            for (index, change) in page.data().as_array().unwrap().iter().enumerate() {
                let expected = self.after + 1 + i64::try_from(index).unwrap();
                assert_eq!(change["seq"], expected, "without a gap");
                self.apply(change).await;
            }
            self.after = page.json()["meta"]["next_after"].as_i64().unwrap();
            if page.json()["meta"]["has_more"] == false {
                return;
            }
        }
    }

    async fn apply(&mut self, change: &Value) {
        let Some(list) = LISTS.into_iter().find(|list| {
            let one = match *list {
                "categories" => "category",
                "series" => "series",
                list => list.strip_suffix('s').unwrap(),
            };
            change["resource"] == one
        }) else {
            return;
        };
        let key = change["resource_id"].as_str().unwrap().to_owned();
        let things = self.of.get_mut(list).unwrap();
        // Those it is the same in another language as, and those that are said to be.
        let names = |thing: &&Value| translations(Some(thing)).contains(&key);
        let mut others: BTreeSet<String> = things.values().filter(names).map(id).collect();
        others.extend(translations(Some(&change["data"])));
        match &change["data"] {
            Value::Null => things.remove(&key),
            data => things.insert(key.clone(), data.clone()),
        };
        self.read_again(list, &others).await;
        let replaced_by = change["tombstone"]["replaced_by"].as_str().map(str::to_owned);
        if list == "tags"
            && let Some(heir) = &replaced_by
        {
            self.read("articles", &format!("&tag={heir}")).await;
        }
        if list == "categories" {
            // Paths below it, and the addresses of what is in it, follow from its own.
            let all: BTreeSet<String> = self.of["categories"].keys().cloned().collect();
            let found = self.read("categories", "").await;
            self.of.get_mut("categories").unwrap().retain(|id, _| !all.contains(id) || found.contains(id));
            let touched = self.read("articles", &format!("&category={}", replaced_by.unwrap_or(key))).await;
            let mut others = BTreeSet::new();
            for article in &touched {
                others.extend(translations(self.of["articles"].get(article)));
            }
            self.read_again("articles", &others).await;
        }
    }

    /// A thing embeds others by id: their names are taken from themselves.
    fn whole(&self, list: &str, thing: &Value) -> Value {
        let mut thing = thing.clone();
        let count = self.of["articles"].values().filter(|article| self.counts(list, &thing, article)).count();
        if list == "pages" {
            return thing;
        }
        if list != "articles" {
            thing["articles_count"] = json!(count);
            return thing;
        }
        for (member, list) in [("authors", "authors"), ("categories", "categories"), ("tags", "tags")] {
            for one in thing[member].as_array_mut().into_iter().flatten() {
                self.name(list, one);
            }
        }
        for (member, list) in [("primary_category", "categories"), ("series", "series")] {
            if thing[member].is_object() {
                self.name(list, &mut thing[member]);
            }
        }
        thing
    }

    fn name(&self, list: &str, reference: &mut Value) {
        let known = self.of[list].get(&id(reference)).unwrap_or_else(|| panic!("{list} has no {reference}"));
        for member in ["slug", "name"] {
            reference[member] = known[member].clone();
        }
    }

    fn counts(&self, list: &str, thing: &Value, article: &Value) -> bool {
        let among = |member: &str| {
            article[member].as_array().into_iter().flatten().any(|one| one["id"] == thing["id"])
        };
        match list {
            "authors" | "tags" => among(list),
            "series" => article["series"]["id"] == thing["id"],
            "categories" => {
                let (path, below) =
                    (thing["path"].as_str().unwrap(), format!("{}/", thing["path"].as_str().unwrap()));
                article["categories"].as_array().into_iter().flatten().any(|one| {
                    let own = self.of["categories"][&id(one)]["path"].as_str().unwrap();
                    own == path || own.starts_with(&below)
                })
            }
            _ => false,
        }
    }

    /// Holds the copy against the lists.
    pub async fn compare(self) {
        let fresh = Copy::bootstrap(self.reader.clone()).await;
        assert_eq!(self.after, fresh.after, "nothing is written any more");
        for list in LISTS {
            let copied: Things =
                self.of[list].iter().map(|(id, thing)| (id.clone(), self.whole(list, thing))).collect();
            let ids = |things: &Things| things.keys().cloned().collect::<Vec<_>>();
            assert_eq!(ids(&copied), ids(&fresh.of[list]), "{list}");
            for (id, thing) in &copied {
                for (member, value) in thing.as_object().unwrap() {
                    assert_eq!(value, &fresh.of[list][id][member], "{list} {id} {member}");
                }
            }
            assert_eq!(copied, fresh.of[list], "{list}");
        }
    }
}

fn translations(thing: Option<&Value>) -> BTreeSet<String> {
    let all = thing.and_then(|thing| thing["translations"].as_array());
    all.into_iter().flatten().map(id).collect()
}
