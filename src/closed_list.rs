//! Enumerations whose members have one spelling: in the database, in JSON, in a query and in the specification.

/// An enum of named words: `closed_list! { /// Doc. Name { /// Doc. Variant "word", … } }`. What is not among them is
/// refused with the list of those that are.
macro_rules! closed_list {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident $text:tt,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                let known = $name::ALL.iter().copied().find(|known| known.as_str() == text);
                known.ok_or_else(|| format!("Expected one of {}.", [$($text),+].join(", ")))
            }
        }
    };
}
pub(crate) use closed_list;
