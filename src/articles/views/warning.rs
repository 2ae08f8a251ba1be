//! What a reply to a save warns of.

use serde::Serialize;
use utoipa::ToSchema;

use crate::text::dropped::Dropped;

/// Something the server did that the writer should know of.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Warning {
    /// `content-removed`: sanitising took something out of the served text; the source is kept.
    #[schema(example = "content-removed")]
    pub code: &'static str,
    /// JSON Pointer into the body of the request.
    #[schema(example = "/body/source")]
    pub pointer: &'static str,
    #[schema(example = "2 <script> elements and their content were removed")]
    pub detail: String,
}

impl From<&Dropped> for Warning {
    fn from(dropped: &Dropped) -> Self {
        Warning { code: "content-removed", pointer: "/body/source", detail: dropped.sentence() }
    }
}
