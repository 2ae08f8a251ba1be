//! `/api/v1/pages`: translation only. Every change is for those who keep the pages, so the
//! permission stands in each signature and nobody's own matters.

mod life;
mod read;
mod write;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(read::list).service(read::find).service(read::corrections);
    cfg.service(write::create).service(write::replace).service(write::update).service(write::remove);
    cfg.service(life::submit).service(life::return_).service(life::publish).service(life::unpublish);
    cfg.service(life::schedule).service(life::unschedule).service(life::correct);
    cfg.service(life::retract).service(life::reinstate).service(life::restore);
}
