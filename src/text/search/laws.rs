//! The laws of the analyser, tried on any string and on the words of a French page.

use std::collections::HashMap;

use proptest::prelude::*;

use super::rank::Weighed;
use super::{Document, Language, Query, highlight, snippet};
use crate::text::fold::without_accents;

/// Words with everything that goes wrong elsewhere: accents, ligatures, plurals, participles.
const WORDS: &str = "\
    élections élection présidentielle présidentielles électoraux électorale réélu réélue réélection député députée députés \
    œuvre œuvres cœur sœurs manœuvre nœud vœux ægagropile naïf naïve maïs haïr aiguë ambiguë noël été étés hiver forêt forêts \
    hôpital hôpitaux théâtre théâtres pêche pêcheur pêcheurs pêcherie pêcher marché marchés marchande commerçante commerçants \
    français française françaises façade garçon leçon reçu déçue aperçu gréviste grève grèves contrôle contrôlée château âge \
    âgée âgées tâche pâte île îles côte côtes hôte dû mûre sûr sûre sûreté où là déjà voilà piqûre brûlé brûlée goût coût coûts \
    événement évènement évènements régulièrement déplacés déplacées réfugiés sécheresse inondées inondations pluviométrie \
    gouvernementaux régionaux régionales nationaux décès décédé république républicain démocratie élu élus élue élues publié \
    publiées publient publication textes travaillèrent finissaient dépôt dépôts bénéfice zèle zélé poêle rêve rêvé bâtiment";

fn found_by(text: &str, query: &str, locale: &str) -> bool {
    let indexed = Document { locale, title: text, body: text, ..Document::default() }.index();
    let query = Query::parse(query, &[Language::of("fr")]);
    !query.is_empty()
        && query.terms.iter().all(|term| {
            let has = |tokens: &str, form: &String| tokens.split(' ').any(|token| token == form);
            term.forms
                .iter()
                .any(|form| has(&indexed.title, form) && (query.common || has(&indexed.rest, form)))
        })
}

#[test]
fn every_french_word_is_found_however_it_is_typed() {
    for word in WORDS.split_whitespace() {
        let plain = without_accents(word).replace('œ', "oe").replace('æ', "ae");
        for typed in
            [word.to_owned(), plain.clone(), word.to_uppercase(), plain.to_uppercase(), format!("l'{plain}")]
        {
            assert!(found_by(word, &typed, "fr"), "{word} by {typed}");
        }
        assert!(found_by(&plain, word, "fr"), "{plain} by {word}");
    }
}

#[test]
fn inflections_are_one_word() {
    for (one, other) in [
        ("élection", "élections"),
        ("député", "députées"),
        ("publier", "publiées"),
        ("texte", "textes"),
        ("publiés", "publiées"),
        ("déplacé", "déplacées"),
        ("élu", "élues"),
        ("inondé", "inondées"),
        ("marché", "marchés"),
        ("pêcheur", "pêcheurs"),
        ("national", "nationale"),
        ("inondation", "inondations"),
    ] {
        for (text, typed) in [(one, other), (other, one)] {
            assert!(found_by(text, typed, "fr"), "{text} by {typed}");
            assert!(found_by(text, &without_accents(typed), "fr"), "{text} by {typed} without accents");
        }
    }
}

proptest! {
    #[test]
    fn whatever_is_typed_is_understood(text in "\\PC{0,200}") {
        let languages = [Language::of("fr"), Language::of("en"), Language::of("ar")];
        let query = Query::parse(&text, &languages);
        let all = query.terms.iter().chain(&query.without).flat_map(|term| &term.forms);
        for token in all.chain(query.phrases.iter().flat_map(|phrase| &phrase.words)) {
            prop_assert!(!token.is_empty() && token.chars().all(|c| !c.is_ascii() || c.is_ascii_alphanumeric()), "{token:?}");
        }
        let rank = query.rank(Weighed { title: " a | ", lead: " | ", age: None }, &HashMap::new());
        prop_assert!((0..1_000).contains(&rank));
    }

    #[test]
    fn tokens_are_words_and_bars(title in any::<String>(), body in any::<String>()) {
        let indexed = Document { locale: "fr", title: &title, lead: vec![&body], body: &body, ..Document::default() }.index();
        for token in [&indexed.title, &indexed.lead, &indexed.rest, &indexed.folded].into_iter().flat_map(|all| all.split(' ')) {
            let plain = token.chars().all(|c| !c.is_ascii() || c.is_ascii_alphanumeric());
            prop_assert!(token.is_empty() || token == "|" || plain, "{token:?}");
        }
    }

    #[test]
    fn a_text_is_found_by_each_of_its_words(text in "[a-zéèàçœ'’ -]{1,80}") {
        let query = Query::parse(&text.replace('-', " "), &[Language::of("fr")]);
        prop_assert!(query.is_empty() || found_by(&text, &text.replace('-', " "), "fr"), "{text:?}");
    }

    #[test]
    fn a_snippet_says_nothing_that_is_not_in_the_text(text in any::<String>(), typed in "\\PC{0,20}") {
        let query = Query::parse(&typed, &[Language::of("fr")]);
        for html in [snippet(&text, "fr", &query), highlight(&text, "fr", &query)] {
            let bare = html.replace("<mark>", "").replace("</mark>", "");
            prop_assert!(!bare.contains('<') && !bare.contains('>'), "{html:?}");
        }
    }
}
