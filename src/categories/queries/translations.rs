//! The statements about the same section in other languages.

use crate::categories::model::CategoryId;
use crate::translations::translation_queries;

translation_queries!(categories, CategoryId, path);
