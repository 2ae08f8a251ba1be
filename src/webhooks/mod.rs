//! Webhooks: who is told what happens, by whom they can tell that it was us, and what became of each message.
//!
//! A webhook is a reader of the content log with a place in it (`position`). It is told every event after that place
//! that it wants, one after the other and in order; only a 2xx moves it on. So nothing is missed while a receiver is
//! down, a message whose answer was lost is sent again with the same `webhook-id`, and a broken receiver delays nobody
//! but itself. After the last try a message is a dead letter, and the next one's turn comes. The form is that of
//! Standard Webhooks. [`deliver`] does the work as a job; [`wake`] queues it for those that have something to be told;
//! [`redeliver`] sends again what somebody wants sent again. [`standing`] sums up.

mod deliver;
mod message;
mod model;
mod ping;
mod queries;
mod redeliver;
mod routes;
mod secret;
mod send;
mod service;
mod spec;
mod standing;
mod verdict;
mod views;
mod wake;

pub use deliver::deliver;
pub use message::Message;
pub use model::{Delivery, DeliveryId, DeliveryState, PING, Webhook, WebhookId};
pub use redeliver::redeliver;
pub use routes::routes;
pub use secret::SigningSecret;
pub use service::{forget_delivered, forgettable, needed_from};
pub use spec::described;
pub use standing::{Standing, standing};
pub use wake::wake;
