//! One device pass at a time in a target directory: a second one would replace the first one's outputs before
//! they are collected.

use std::fs::{self, File, TryLockError};
use std::path::Path;

use anyhow::{Context, Result};

use crate::status::Status;

/// The lock is held until it is dropped. Child processes do not inherit it.
#[derive(Debug)]
pub(crate) struct BuildLock {
    _file: File,
}

impl BuildLock {
    /// Takes the lock. If it has to wait, it prints that.
    pub(crate) fn take(directory: &Path, status: Status) -> Result<Self> {
        let path = directory.join(".offload-lock");
        let failed = || format!("cannot lock {}", path.display());
        fs::create_dir_all(directory).with_context(failed)?;
        let file = File::create(&path).with_context(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                status.say("Blocking", "waiting for file lock on the directory of device code");
                file.lock().with_context(failed)?;
            }
            // Some network file systems have no locks; cargo continues without a lock there, too.
            Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(error).with_context(failed),
        }
        Ok(Self { _file: file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::CargoArguments;
    use std::sync::mpsc;
    use std::time::Duration;

    #[test]
    fn the_second_waits_for_the_first() {
        let directory = tempfile::tempdir().unwrap();
        let quiet = Status::new(&CargoArguments { quiet: true, ..CargoArguments::default() });
        let first = BuildLock::take(directory.path(), quiet).unwrap();
        let (sender, receiver) = mpsc::channel();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let second = BuildLock::take(directory.path(), quiet).unwrap();
                sender.send(()).unwrap();
                drop(second);
            });
            assert!(receiver.recv_timeout(Duration::from_millis(50)).is_err());
            drop(first);
            receiver.recv_timeout(Duration::from_secs(60)).unwrap();
        });
    }
}
