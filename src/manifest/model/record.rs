//! What every object of the manifest has in common.

/// Declares an object of the manifest: typed fields, nothing unknown, and `owner` and `note` as every object may carry them.
macro_rules! record {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)*
            /// Who answers for it: a person, a role or a group.
            pub owner: Option<$crate::manifest::model::Who>,
            /// Anything a reader should know.
            pub note: Option<String>,
        }

        $crate::manifest::references::refers!($name { $($field,)* owner, note });
    };
}

/// Declares a closed list of words, spelt in `snake_case` in the manifest.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, schemars::JsonSchema)]
        pub enum $name {
            $($(#[$variant_meta])* #[serde(rename = $word)] $variant,)*
        }

        $crate::manifest::references::refers_to_nothing!($name);

        impl $name {
            /// Every word, in the order of their meaning.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word as the manifest spells it.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.pad(self.word())
            }
        }
    };
}

pub(crate) use {record, words};
