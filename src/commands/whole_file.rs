//! Files that are written whole or not at all.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::Builder;

/// Writes a file beside its place first and then moves it there, so that nobody ever reads half of it.
///
/// A link stays and what it leads to is replaced, with the rights that it had. What is no file, such as a pipe, is written to.
/// The message of an error does not name the file that stood in between, whose name is another each time.
pub(super) fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let Some(path) = replaced(path) else {
        let mut out = BufWriter::new(OpenOptions::new().write(true).open(path)?);
        write(&mut out)?;
        return out.flush();
    };
    let mut file = like_any_other(&mut Builder::new())
        .tempfile_in(folder_of(&path))
        .map_err(|error| io::Error::from(error.kind()))?;
    if let Ok(metadata) = path.metadata() {
        file.as_file().set_permissions(metadata.permissions())?;
    }
    let mut out = BufWriter::new(file.as_file_mut());
    write(&mut out)?;
    out.flush()?;
    drop(out);
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// The file that a report takes the place of, without links; nothing where it is a pipe or a device, which is written to instead.
pub(super) fn replaced(path: &Path) -> Option<PathBuf> {
    match path.metadata() {
        Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => None,
        Ok(_) => Some(path.canonicalize().unwrap_or_else(|_| path.to_owned())),
        Err(_) => {
            let folder = folder_of(path).canonicalize();
            let name = path.file_name().unwrap_or_default();
            Some(folder.map_or_else(|_| path.to_owned(), |folder| folder.join(name)))
        }
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    }
}

/// A temporary file is its owner's alone; a report is for everybody who may read what its owner creates.
#[cfg(unix)]
fn like_any_other<'b>(
    builder: &'b mut Builder<'static, 'static>,
) -> &'b mut Builder<'static, 'static> {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;

    builder.permissions(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn like_any_other<'b>(
    builder: &'b mut Builder<'static, 'static>,
) -> &'b mut Builder<'static, 'static> {
    builder
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_written_whole_or_left_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("report.txt");
        write_whole(&path, |out| out.write_all(b"one")).expect("it can be written");
        assert_eq!(fs::read(&path).expect("it is there"), b"one");
        let stopped = write_whole(&path, |out| {
            out.write_all(b"tw")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert_eq!(
            stopped.expect_err("the disk is full").kind(),
            io::ErrorKind::StorageFull
        );
        assert_eq!(fs::read(&path).expect("it is there"), b"one");
        let files = fs::read_dir(folder.path()).expect("the folder is there");
        assert_eq!(files.count(), 1, "nothing is left behind");
    }

    #[test]
    fn an_error_says_the_same_each_time() {
        let path = Path::new("no such folder/report.txt");
        let error = || {
            write_whole(path, |_| Ok(()))
                .expect_err("there is no folder")
                .to_string()
        };
        assert_eq!(error(), error());
        assert_eq!(
            error(),
            io::Error::from(io::ErrorKind::NotFound).to_string()
        );
    }

    #[test]
    #[cfg(unix)]
    fn a_report_can_be_read_by_those_who_read_any_other_file() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().expect("a folder");
        let mode = |name: &str| {
            let file = fs::metadata(folder.path().join(name)).expect("it is there");
            file.permissions().mode() & 0o777
        };
        write_whole(&folder.path().join("whole"), |out| out.write_all(b"x")).expect("written");
        fs::write(folder.path().join("other"), "x").expect("written");
        assert_eq!(mode("whole"), mode("other"));
    }

    #[test]
    #[cfg(unix)]
    fn a_link_stays_and_what_it_leads_to_keeps_its_rights() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};

        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("report"), folder.path().join("link"));
        fs::write(&file, "old").expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("it is ours");
        symlink("report", &link).expect("a link can be made");
        write_whole(&link, |out| out.write_all(b"new")).expect("it can be written");
        assert_eq!(fs::read(&file).expect("it is there"), b"new");
        assert!(link.is_symlink());
        let mode = fs::metadata(&file).expect("it is there").permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
    }

    #[test]
    #[cfg(unix)]
    fn a_pipe_is_written_to_and_stays_a_pipe() {
        use std::os::unix::fs::FileTypeExt as _;
        use std::process::Command;

        let folder = tempfile::tempdir().expect("a folder");
        let pipe = folder.path().join("pipe");
        let made = Command::new("mkfifo").arg(&pipe).status();
        assert!(made.is_ok_and(|status| status.success()));
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read(pipe)
        });
        write_whole(&pipe, |out| out.write_all(b"told")).expect("it can be written");
        assert!(
            fs::metadata(&pipe)
                .expect("it is there")
                .file_type()
                .is_fifo()
        );
        let read = reader.join().expect("the reader ends");
        assert_eq!(read.expect("it can be read"), b"told");
    }
}
