//! What the system knows of this process.

/// Bytes of memory that are really there; none where the system does not say it the way Linux does.
pub(super) fn resident_bytes() -> Option<u64> {
    read_status(&std::fs::read_to_string("/proc/self/status").ok()?)
}

fn read_status(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_linux_writes_it() {
        assert_eq!(read_status("Name:\tgriot\nVmRSS:\t   12345 kB\nThreads:\t9\n"), Some(12_345 * 1024));
        assert_eq!(read_status("Name:\tgriot\n"), None);
        if cfg!(target_os = "linux") {
            assert!(resident_bytes().unwrap() > 1024 * 1024);
        }
    }
}
