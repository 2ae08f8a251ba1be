//! Folders and disks: what griot keeps on this machine must have a place there, and room.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Finding;
use crate::config::{Config, DatabaseUrl};

const MIB: u64 = 1024 * 1024;
/// Less room than this is a problem, …
const TOO_LITTLE: u64 = 100 * MIB;
/// … and less than this something to know, …
const LITTLE: u64 = 1024 * MIB;
/// … or less than one part in so many.
const PART: u64 = 20;

/// Longer for one small write is something to know: every save waits for it.
pub(super) const SLOW: Duration = Duration::from_millis(100);

pub(super) fn check(config: &Config) -> Vec<Finding> {
    needed(config).iter().flat_map(|folder| look(folder)).collect()
}

/// Folders in which something lies: the generated key, the SQLite file.
fn needed(config: &Config) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    if config.auth.secret_key.is_none() {
        folders.push(config.database.data_dir.clone());
    }
    if let DatabaseUrl::Sqlite { path } = &config.database.url {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        folders.push(parent.unwrap_or(Path::new(".")).to_owned());
    }
    folders.dedup();
    folders
}

fn look(folder: &Path) -> Vec<Finding> {
    let shown = folder.display();
    if !folder.is_dir() {
        return vec![Finding::problem(
            "data folder",
            format!("{shown} is not there"),
            "start griot in the folder where it runs, or set GRIOT_DATA_DIR; the first `griot serve` makes it",
        )];
    }
    let mut findings = vec![written(folder)];
    findings.extend(room(folder));
    findings
}

/// Writes a small file and takes it away again: nothing else tells whether that is possible, and how long it takes
/// until it is on the disk.
fn written(folder: &Path) -> Finding {
    let (shown, file) = (folder.display(), folder.join(format!(".griot-doctor-{}", std::process::id())));
    let begun = Instant::now();
    let done = std::fs::File::create_new(&file).and_then(|mut open| {
        open.write_all(&[0; 4096])?;
        open.sync_all()
    });
    let took = begun.elapsed();
    let _ = std::fs::remove_file(&file);
    match done {
        Err(fault) => Finding::problem(
            "data folder",
            format!("{shown} cannot be written to: {fault}"),
            "give it to the user that griot runs as, and run this as that user",
        ),
        Ok(()) if took > SLOW => Finding::warning(
            "data folder",
            format!("4 KiB in {shown} took {} ms until they were on the disk", took.as_millis()),
            "every save waits as long: look for what else writes, or take a faster disk",
        ),
        Ok(()) => Finding::ok(
            "data folder",
            format!(
                "{shown} can be written to; 4 KiB were on the disk after {:.1} ms",
                took.as_secs_f64() * 1_000.0
            ),
        ),
    }
}

fn room(folder: &Path) -> Option<Finding> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    Some(judge(folder, free, disk.f_blocks.saturating_mul(disk.f_frsize)))
}

fn judge(folder: &Path, free: u64, all: u64) -> Finding {
    let found = format!("{} of {} MiB are free where {} is", free / MIB, all / MIB, folder.display());
    let advice = "make room: a full disk refuses every write (507); reading goes on";
    if free < TOO_LITTLE {
        Finding::problem("disk space", found, advice)
    } else if free < LITTLE || free < all / PART {
        Finding::warning("disk space", found, advice)
    } else {
        Finding::ok("disk space", found)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    #[test]
    fn how_much_room_is_enough() {
        let gib = 1024 * MIB;
        for (free, all, verdict) in [
            (99 * MIB, 500 * gib, Verdict::Problem),
            (100 * MIB, 500 * gib, Verdict::Warning),
            (1023 * MIB, 2 * gib, Verdict::Warning),
            (gib, 20 * gib, Verdict::Ok),
            (24 * gib, 500 * gib, Verdict::Warning),
            (25 * gib, 500 * gib, Verdict::Ok),
        ] {
            assert_eq!(judge(Path::new("data"), free, all).verdict, verdict, "{free} of {all}");
        }
    }

    #[test]
    fn the_trial_leaves_nothing() {
        let folder = std::env::temp_dir().join(format!("griot-doctor-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        assert!(written(&folder).found.contains("4 KiB"));
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
        std::fs::remove_dir(&folder).unwrap();
        assert_eq!(written(&folder).verdict, Verdict::Problem);
    }
}
