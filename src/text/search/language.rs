//! What a language knows of its words: stems, and those too common to look for.

use frostem::{Algorithm, Stemmer};

use super::words::{Word, cut, fold};

/// The language of a text or of whoever asks. One without rules here has words, but no stems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Language(Option<Algorithm>);

/// Folded. Words that are also nouns of the news are not among them: *été*, *est*, *or*, *car*.
const FRENCH: &str = "\
    a ai aie aient ait alors as au aucun aucune aura aurait auront aussi autre autres aux avaient avait avant avec avoir \
    ayant c ca ce cela ces cet cette ceux chaque chez ci comme d dans de depuis des deux donc dont du elle elles en encore \
    entre es et etaient etait etant etc etre eu eut eux fait fois furent fut il ils j je jusqu l la le les leur leurs lors \
    lorsque lui m ma mais me meme memes mes moi moins mon n ne ni nos notre nous on ont ou par parce pas pendant peu peut \
    plus pour pourquoi puis puisque qu quand que quel quelle quelles quelqu quels qui quoi s sa sans se selon sera serait \
    seront ses si soit sont sous sur t ta te tes toi ton tous tout toute toutes tres tu un une vers vos votre vous y";
const ENGLISH: &str = "\
    a about after all also am an and are as at be because been before being between both but by can could did do does doing \
    down during each few for from further had has have having he her here hers him his how i if in into is it its itself \
    just me more most my no nor not now of off on once only or other our out over own s same she should so some such t than \
    that the their them then there these they this those through to too under until up very was we were what when where \
    which while who whom why will with would you your";
const SPANISH: &str = "\
    a al algo ante como con contra de del desde donde durante e el ella ellos en entre era es esta este estos fue ha han \
    hasta hay la las le les lo los mas me mi muy ni no nos o os otra otro para pero por porque que quien se ser si sin sobre \
    son su sus tambien te todo todos un una uno unos y ya yo";
const PORTUGUESE: &str = "\
    a ao aos as ate com como da das de dela dele do dos e ela ele eles em entre era essa esse esta este eu foi ha isso ja lhe \
    mais mas me mesmo muito na nao nas nem no nos o os ou para pela pelo por qual quando que quem se sem ser seu seus so sua \
    suas tambem te tem um uma voce";
const GERMAN: &str = "\
    aber als am an auch auf aus bei bin bis da damit dann das dass dem den der des die dies diese doch du durch ein eine \
    einem einen einer eines er es fur hat hatte ich ihr ihre im in ist ja kann mehr mit nach nicht noch nur ob oder ohne \
    sehr sein seine sich sie sind so uber um und uns unter vom von vor war was weil wenn wer werden wie wir wird wo zu zum zur";
const ITALIAN: &str = "\
    a ad agli ai al alla alle anche c che chi ci come con cui d da dal dalla dalle degli dei del della delle di dove e ed era \
    fra gli ha hanno i il in io l la le lo loro lui ma mi ne nei nel nella nelle no noi non o per piu quella quello questa \
    questo se si sia sono su sua sue sugli sul sulla sulle suo tra tu tutti un una uno vi";
const DUTCH: &str = "\
    aan al als bij dan dat de der deze die dit door dus een en er ge geen haar had heb hebben heeft het hij hoe hun ik in is \
    ja je kan maar me meer men met mij na naar niet nog nu of om ook op over te tot u uit uw van veel voor waar was wat we \
    werd wie wij wordt ze zich zij zijn zo zou";

/// Letters that are left of a word whose ending is taken off.
const SHORTEST_SHORN: usize = 3;

impl Language {
    /// Of a language tag such as `fr-SN`.
    #[must_use]
    pub fn of(locale: &str) -> Self {
        let language = locale.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Language(match language.as_str() {
            "ar" => Some(Algorithm::Arabic),
            "ca" => Some(Algorithm::Catalan),
            "de" => Some(Algorithm::German),
            "en" => Some(Algorithm::English),
            "es" => Some(Algorithm::Spanish),
            "fr" => Some(Algorithm::French),
            "it" => Some(Algorithm::Italian),
            "nl" => Some(Algorithm::Dutch),
            "pt" => Some(Algorithm::Portuguese),
            "ro" => Some(Algorithm::Romanian),
            "ru" => Some(Algorithm::Russian),
            "tr" => Some(Algorithm::Turkish),
            _ => None,
        })
    }

    /// Whether the folded word is too common to find anything by.
    #[must_use]
    pub fn is_stop(self, folded: &str) -> bool {
        let list = match self.0 {
            Some(Algorithm::French) => FRENCH,
            Some(Algorithm::English) => ENGLISH,
            Some(Algorithm::Spanish) => SPANISH,
            Some(Algorithm::Portuguese) => PORTUGUESE,
            Some(Algorithm::German) => GERMAN,
            Some(Algorithm::Italian) => ITALIAN,
            Some(Algorithm::Dutch) => DUTCH,
            _ => return false,
        };
        folded.len() <= 9 && list.split_ascii_whitespace().any(|stop| stop == folded)
    }

    /// The forms of a word, each once; none for a number.
    pub(super) fn forms(self, word: &Word) -> impl Iterator<Item = String> {
        let stemmer = self.0.filter(|_| !word.folded.bytes().all(|byte| byte.is_ascii_digit()));
        let stemmer = stemmer.map(Stemmer::new);
        let as_written = stemmer.map(|stemmer| fold(&stemmer.stem(&word.lower)));
        let as_typed = stemmer.map(|stemmer| fold(&stemmer.stem(&word.folded)));
        // Typed without accents, « publiees » is no participle to the stemmer: its ending goes too.
        let shorn =
            Some(word.folded.as_str()).filter(|_| self.0 == Some(Algorithm::French) && stemmer.is_some());
        let shorn = shorn.map(|word| word.strip_suffix('s').unwrap_or(word).trim_end_matches('e'));
        let shorn = shorn.filter(|shorn| shorn.len() >= SHORTEST_SHORN).map(str::to_owned);
        let mut forms: Vec<String> = Vec::new();
        for form in as_written.into_iter().chain(as_typed).chain(shorn) {
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
        forms.into_iter().filter(|form| !form.is_empty()).map(cut)
    }
}
