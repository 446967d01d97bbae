//! The database's files are for their owner alone, whatever the umask of who started us.

use std::fs::{OpenOptions, Permissions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Who may read and write: the owner.
pub(super) const MODE: u32 = 0o600;
/// What SQLite keeps beside the database; a new one gets the database's mode.
const BESIDE: [&str; 3] = ["", "-wal", "-shm"];

/// Makes the database an empty file if there is none, and takes it and what lies beside it from
/// everybody else. What cannot be done here SQLite meets too, and names it.
pub(super) fn keep(database: &Path) {
    let options = &mut OpenOptions::new();
    let options = options.write(true).create_new(true).mode(MODE);
    drop(options.open(database));
    for suffix in BESIDE {
        let mut name = database.as_os_str().to_owned();
        name.push(suffix);
        let path = PathBuf::from(name);
        let is_open = |mode: u32| mode & 0o077 != 0;
        if std::fs::metadata(&path).is_ok_and(|data| is_open(data.permissions().mode())) {
            drop(std::fs::set_permissions(
                &path,
                Permissions::from_mode(MODE),
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FILE_NAME, Store};
    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn the_database_and_its_log_are_for_their_owner_alone() {
        let directory = tempfile::tempdir().unwrap();
        let mut store = Store::open(directory.path()).unwrap();
        store.write(|writer| writer.set_meta("a", "b")).unwrap();
        let names: Vec<String> = std::fs::read_dir(directory.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert!(names.len() >= 3, "{names:?}");
        for name in names {
            assert_eq!(mode(&directory.path().join(&name)), MODE, "{name}");
        }
    }

    #[test]
    fn one_that_others_could_read_is_taken_from_them() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(FILE_NAME);
        drop(Store::open(directory.path()).unwrap());
        std::fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        drop(Store::open(directory.path()).unwrap());
        assert_eq!(mode(&path), MODE);
    }
}
