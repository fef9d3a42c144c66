//! Where the sandbox keeps its database: in a folder that stays, or in one that goes away with it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A folder for the database.
pub(super) struct Data {
    folder: PathBuf,
    is_kept: bool,
}

impl Data {
    /// A folder that stays; made when missing.
    pub(super) fn kept(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            is_kept: true,
        })
    }

    /// A new folder that nobody else can read, gone with this value.
    pub(super) fn fresh() -> io::Result<Self> {
        let folder = std::env::temp_dir().join(format!("gonogo-sandbox-{:016x}", rand::random::<u64>()));
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder)?;
        Ok(Self {
            folder,
            is_kept: false,
        })
    }

    /// The address of the database in it.
    pub(super) fn store(&self) -> String {
        format!("sqlite:{}", self.folder.join("gonogo.db").display())
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        if !self.is_kept {
            // What cannot be removed stays in the system's folder for such things.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_folder_goes_and_a_kept_one_stays() {
        let fresh = Data::fresh().unwrap();
        let (gone, stays) = (fresh.folder.clone(), fresh.folder.join("kept"));
        let kept = Data::kept(&stays).unwrap();
        drop(kept);
        assert!(stays.is_dir());
        drop(fresh);
        assert!(!gone.exists());
    }
}
