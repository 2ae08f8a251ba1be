//! The statements about the same subject in other languages.

use crate::tags::model::TagId;
use crate::translations::translation_queries;

translation_queries!(tags, TagId, slug);
