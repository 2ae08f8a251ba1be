//! Generated articles, for measuring: alike in shape to real ones, each different, and the same in
//! every run.

use chrono::TimeDelta;
use uuid::Uuid;

use crate::articles::{
    self, ArticleBody, ArticleContent, ArticleType, BodyFormat, BylineEntry, BylineRole, Draft, Kind, Seo,
    Written,
};
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::workflow::{self, Publish};

/// Articles of one transaction: a running server is never kept waiting for long.
const CHUNK: u32 = 50;
/// Characters of a body.
const BODY: usize = 3_000;

const NOUNS: [&str; 24] = [
    "marché",
    "port",
    "village",
    "fleuve",
    "école",
    "conseil",
    "récolte",
    "hôpital",
    "route",
    "quartier",
    "pont",
    "théâtre",
    "lycée",
    "usine",
    "gare",
    "mairie",
    "forêt",
    "pêcherie",
    "stade",
    "musée",
    "barrage",
    "jardin",
    "atelier",
    "phare",
];
const VERBS: [&str; 16] = [
    "rouvre",
    "s’agrandit",
    "change de visage",
    "attend",
    "se prépare",
    "résiste",
    "s’organise",
    "fête ses dix ans",
    "manque d’eau",
    "accueille",
    "recrute",
    "débat",
    "se transforme",
    "hésite",
    "innove",
    "se souvient",
];
const PLACES: [&str; 12] = [
    "Sor",
    "Guet-Ndar",
    "Kayar",
    "Joal",
    "Podor",
    "Matam",
    "Kédougou",
    "Ziguinchor",
    "Thiès",
    "Rufisque",
    "Louga",
    "Tamba",
];
const SENTENCES: [&str; 10] = [
    "Les habitants l’attendaient depuis longtemps.",
    "« Nous avons appris à faire sans », raconte une commerçante.",
    "La décision, prise en début de semaine, divise le conseil.",
    "Le chantier doit durer encore trois mois au moins.",
    "À l’aube, les premières pirogues reviennent déjà.",
    "Il a fallu œuvrer vite, et avec peu de moyens.",
    "Les chiffres publiés hier confirment la tendance.",
    "Personne ne s’y trompe : l’enjeu dépasse la commune.",
    "Une réunion publique est prévue samedi, place du marché.",
    "Reste à savoir qui paiera.",
];

/// Makes articles by number.
pub struct Generator {
    pub authors: Vec<Uuid>,
    pub categories: Vec<Uuid>,
    pub locale: String,
    pub by: UserId,
    /// The date of the newest; the others lie before it, an hour apart.
    pub newest: Timestamp,
}

/// Writes `count` published articles in chunks, telling `progress` after each how many there are.
///
/// # Errors
/// When the database cannot write.
pub async fn generate(
    db: &Db,
    generator: Generator,
    count: u32,
    mut progress: impl FnMut(u32),
) -> Result<()> {
    let generator = std::sync::Arc::new(generator);
    let mut done = 0;
    while done < count {
        let size = CHUNK.min(count - done);
        let mut chunk = Vec::new();
        for number in done..done + size {
            chunk.push((articles::render(generator.draft(number)).await?, generator.date(count, number)));
        }
        let by = generator.by;
        db.write(move |tx| chunk.iter().try_for_each(|(written, at)| write(tx, by, written, *at))).await?;
        done += size;
        progress(done);
    }
    Ok(())
}

fn write(tx: &mut Tx<'_>, by: UserId, written: &Written, published_at: Timestamp) -> Result<()> {
    let id = articles::create(tx, Kind::Article, by, written)?;
    let now = tx.now();
    let working = articles::find(tx, Kind::Article, id, now)?;
    workflow::publish(tx, by, &working, &Publish { published_at: Some(published_at), ..Publish::default() })
}

/// The n-th of a list, in a scattered order that never ends.
fn pick<T: Copy>(list: &[T], number: u32, salt: u32) -> Option<T> {
    let scattered = number.wrapping_mul(2_654_435_761).wrapping_add(salt.wrapping_mul(40_503)) >> 8;
    let index = usize::try_from(scattered).ok()?.checked_rem(list.len())?;
    list.get(index).copied()
}

impl Generator {
    fn date(&self, count: u32, number: u32) -> Timestamp {
        self.newest.minus(TimeDelta::minutes(20 * i64::from(count - number)))
    }

    fn draft(&self, number: u32) -> Draft {
        let word = |list: &[&'static str], salt| pick(list, number, salt).unwrap_or_default();
        let title =
            format!("{} : le {} {} (n° {number})", word(&PLACES, 1), word(&NOUNS, 2), word(&VERBS, 3));
        let mut source = String::with_capacity(BODY + 200);
        let mut salt = 10;
        while source.chars().count() < BODY {
            for _ in 0..4 {
                source.push_str(word(&SENTENCES, salt));
                source.push(' ');
                salt += 1;
            }
            source.push('\n');
        }
        const TYPES: [ArticleType; 4] =
            [ArticleType::News, ArticleType::Report, ArticleType::Brief, ArticleType::Analysis];
        let author = pick(&self.authors, number, 4).map(|id| BylineEntry { id, role: BylineRole::Author });
        Draft {
            // Given, not made: a thousand of the same title would cost a look-up each.
            slug: Some(format!("article-{}-{number}", self.newest.unix_seconds())),
            content: ArticleContent {
                title,
                locale: self.locale.clone(),
                kind: pick(&TYPES, number, 5).unwrap_or(ArticleType::News),
                kicker: Some(word(&NOUNS, 6).to_owned()),
                subtitle: None,
                summary: Some(format!("{} {}", word(&SENTENCES, 7), word(&SENTENCES, 8))),
                dateline: Some(word(&PLACES, 1).to_owned()),
                authors: author.into_iter().collect(),
                primary_category_id: pick(&self.categories, number, 9),
                category_ids: Vec::new(),
                tag_ids: Vec::new(),
                related_ids: Vec::new(),
                series: None,
                translation_of: None,
                featured: number.is_multiple_of(50),
                source: None,
                seo: Seo::default(),
                image: None,
                custom: serde_json::Map::new(),
            },
            body: Some(ArticleBody { format: BodyFormat::Text, source }),
            embargo_until: None,
            message: None,
        }
    }
}
