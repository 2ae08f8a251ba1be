//! The statements about menus in other languages.

use crate::menus::model::MenuId;
use crate::translations::translation_queries;

translation_queries!(menus, MenuId, slug);
