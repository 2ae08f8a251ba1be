//! The master key, where it is kept, and the keys derived from it.
//!
//! One secret of at least 256 random bits feeds everything the server signs. Every purpose gets a
//! key of its own by HKDF-SHA256 (RFC 5869), so that a token of one kind cannot pass for another.
//! Not for passwords (`password.rs`). Next: `access_token.rs` and `refresh_token.rs` use these keys.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fmt, iter};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use sha2::Sha256;

use crate::config::SecretKey;
use crate::ids::random_bytes;

/// Why a key cannot be used. Never repeats any of the key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the key in {} {why}", .path.display())]
    Bad { path: PathBuf, why: String },
    #[error("others may read or change the key file {}; run `chmod 600 {}`", .0.display(), .0.display())]
    Permissions(PathBuf),
    #[error("cannot use the key file {}: {source}", .path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("the operating system gave no randomness for a secret key")]
    NoRandomness,
}

/// What a derived key signs. The texts are fixed for good: changing one voids what it signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    AccessToken,
    RefreshToken,
    Cursor,
    Preview,
    Seal,
    Fingerprint,
}

impl Purpose {
    fn info(self) -> &'static str {
        match self {
            Purpose::AccessToken => "access token",
            Purpose::RefreshToken => "refresh token",
            Purpose::Cursor => "cursor",
            Purpose::Preview => "preview",
            Purpose::Seal => "seal",
            Purpose::Fingerprint => "idempotency fingerprint",
        }
    }
}

/// The secret itself. Cheap to clone.
#[derive(Clone)]
pub struct MasterKey(Arc<[u8]>);

impl MasterKey {
    /// A key whose bytes were judged already, by the configuration.
    pub fn new(bytes: &[u8]) -> Self {
        MasterKey(bytes.into())
    }

    /// The form kept in the key file: base64url without padding.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.0)
    }

    /// A public name for the key, 32 hex digits: says whether two nodes share it, and nothing more.
    pub fn fingerprint(&self) -> String {
        hex(&self.expand::<16>("fingerprint"))
    }

    pub fn derive(&self, purpose: Purpose) -> [u8; 32] {
        self.expand(purpose.info())
    }

    #[expect(clippy::expect_used, reason = "HKDF-SHA256 gives up to 8160 bytes; N is 16 or 32 here")]
    fn expand<const N: usize>(&self, info: &str) -> [u8; N] {
        let mut key = [0; N];
        let hkdf = Hkdf::<Sha256>::new(Some(b"griot/v1"), &self.0);
        hkdf.expand(info.as_bytes(), &mut key).expect("N is far below the limit");
        key
    }
}

/// What a server signs with, and what it still accepts while a key is being replaced.
#[derive(Clone, Debug)]
pub struct Keys {
    pub current: MasterKey,
    pub previous: Option<MasterKey>,
}

impl Keys {
    /// The keys for a purpose, the signing one first.
    pub fn derive(&self, purpose: Purpose) -> impl Iterator<Item = [u8; 32]> {
        iter::once(&self.current).chain(&self.previous).map(move |key| key.derive(purpose))
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

/// Two lower-case digits a byte.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The key in this file; when there is no file, a new key in a new one (mode 0600). Says whether it
/// made one. Of several processes that start at once, one makes it and the others read it.
///
/// # Errors
/// When the file cannot be read or made, holds no good key, or is open to group or others.
pub fn load_or_create(path: &Path) -> Result<(MasterKey, bool), KeyError> {
    if let Some(key) = load(path)? {
        return Ok((key, false));
    }
    let failed = |source| KeyError::File { path: path.to_owned(), source };
    let [key, name] = [random_bytes(), random_bytes()].map(|drawn| drawn.map_err(|_| KeyError::NoRandomness));
    // Judged at once: one that happens to look like a sample could not be read back.
    let key = parse(path, &URL_SAFE_NO_PAD.encode(key?))?;
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}.new", hex(&name?)));
    // Written aside and then linked, which fails when the name is taken: nobody ever finds half a
    // key, not after a kill -9 either, and nobody's key is overwritten.
    let linked = write_new(Path::new(&draft), &key).and_then(|()| fs::hard_link(&draft, path));
    let _ = fs::remove_file(&draft);
    match linked {
        Err(taken) if taken.kind() == io::ErrorKind::AlreadyExists => match load(path)? {
            Some(key) => Ok((key, false)),
            None => Err(failed(taken)),
        },
        Err(other) => Err(failed(other)),
        Ok(()) => {
            let folder =
                path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
            Ok((key, true))
        }
    }
}

/// The key in this file, if there is one.
///
/// # Errors
/// As [`load_or_create`].
pub fn load(path: &Path) -> Result<Option<MasterKey>, KeyError> {
    let failed = |source| KeyError::File { path: path.to_owned(), source };
    let file = match File::open(path) {
        Err(absent) if absent.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(failed)?,
    };
    if file.metadata().map_err(failed)?.permissions().mode() & 0o077 != 0 {
        return Err(KeyError::Permissions(path.to_owned()));
    }
    let mut text = String::new();
    file.take(4_096).read_to_string(&mut text).map_err(failed)?;
    parse(path, &text).map(Some)
}

/// Judged by the same rules as a key that is configured.
fn parse(path: &Path, text: &str) -> Result<MasterKey, KeyError> {
    let judged = SecretKey::parse(text);
    judged.map(|key| MasterKey::new(key.expose())).map_err(|why| KeyError::Bad { path: path.to_owned(), why })
}

fn write_new(path: &Path, key: &MasterKey) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(format!("{}\n", key.to_text()).as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn hkdf_as_in_rfc_5869_and_our_own_derivation_for_good() {
        let okm = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865";
        let unhex = |text: &str| -> Vec<u8> {
            (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
        };
        let hkdf = Hkdf::<Sha256>::new(Some(&unhex("000102030405060708090a0b0c")), &[0x0b; 22]);
        let mut out = [0; 42];
        hkdf.expand(&unhex("f0f1f2f3f4f5f6f7f8f9"), &mut out).unwrap();
        assert_eq!(hex(&out), okm);
        let key = MasterKey::new(&unhex(okm));
        // Another value here means that an upgrade would end every session and refuse to start.
        assert_eq!(key.fingerprint(), "6d89daa08518bbeea7f64230dfd58e59");
        assert_eq!(
            hex(&key.derive(Purpose::RefreshToken)),
            "53ca2217bdaed60eb739a003839f837632b64848699b7663271bc6ae1b2c084b"
        );
    }

    #[test]
    fn every_purpose_has_its_own_key() {
        use Purpose::*;
        let key = MasterKey(Arc::new(random_bytes().unwrap()));
        let all = [AccessToken, RefreshToken, Cursor, Preview, Seal, Fingerprint]
            .map(|purpose| key.derive(purpose));
        assert_eq!(std::collections::BTreeSet::from(all).len(), 6);
        assert_eq!(format!("{key:?}"), "MasterKey(…)");
        assert_eq!(key.fingerprint().len(), 32);
        let keys = Keys { current: key.clone(), previous: Some(MasterKey::new(&[1; 32])) };
        assert_eq!(keys.derive(Cursor).next(), Some(key.derive(Cursor)));
    }

    #[test]
    fn one_file_for_many_starters_and_closed_to_others() {
        let folder = std::env::temp_dir().join(format!("griot-keys-{}", hex(&random_bytes().unwrap())));
        fs::create_dir(&folder).unwrap();
        let path = folder.join("secret.key");
        let starters =
            [(); 8].map(|()| path.clone()).map(|path| thread::spawn(move || load_or_create(&path)));
        let found = starters.map(|starter| starter.join().unwrap().unwrap());
        assert_eq!(found.iter().filter(|(_, created)| *created).count(), 1);
        assert!(found.iter().all(|(key, _)| key.to_text() == found[0].0.to_text()));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "drafts are removed");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        for mode in [0o640, 0o604, 0o620] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert!(load_or_create(&path).unwrap_err().to_string().contains("chmod 600"));
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, "").unwrap();
        assert!(load_or_create(&path).is_err(), "an empty file is not silently replaced");
        fs::remove_dir_all(&folder).unwrap();
    }
}
