//! Files as visitors give them: dropped with folders, picked, pasted. Nothing is read here; these are handles.

use js_sys::futures::JsFuture;
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{
    DataTransfer, File, FileList, FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry,
    FileSystemFileEntry,
};

use super::client::property;
use super::order::{DEEPEST, LeftOut, MOST_FILES, by_path};

/// One file, and where it lay below what was dropped.
#[derive(Clone)]
pub struct Picked {
    pub path: String,
    pub file: File,
}

/// The files of an input element or of the clipboard. A folder's files know their path below it.
pub fn listed(list: &FileList) -> Vec<Picked> {
    let files = (0..list.length()).filter_map(|i| list.get(i));
    let picked = files.map(|file| {
        let relative = property(&file, "webkitRelativePath").as_string().filter(|path| !path.is_empty());
        Picked { path: relative.unwrap_or_else(|| file.name()), file }
    });
    picked.collect()
}

/// What was dropped. Must be called while the event is handled: later the browser hides it.
pub fn entries(transfer: &DataTransfer) -> Vec<FileSystemEntry> {
    let items = transfer.items();
    (0..items.length()).filter_map(|i| items.get(i)?.webkit_get_as_entry().ok().flatten()).collect()
}

/// All files of the dropped entries, folders read as deep as the native command reads them, and what that leaves out.
pub async fn gather(entries: Vec<FileSystemEntry>) -> (Vec<Picked>, LeftOut) {
    let mut picked = Vec::new();
    let mut left_out = LeftOut::default();
    let mut left: Vec<(FileSystemEntry, usize)> = entries.into_iter().map(|entry| (entry, 0)).collect();
    while let Some((entry, depth)) = left.pop() {
        // Sorting comes later, so that which files are left out does not depend on chance more than it must.
        if picked.len() > 4 * MOST_FILES {
            left_out.unlisted = true;
            break;
        }
        if entry.is_directory() {
            if depth >= DEEPEST {
                left_out.deep = true;
            } else {
                let children = children(entry.unchecked_into()).await;
                left.extend(children.into_iter().map(|child| (child, depth + 1)));
            }
        } else if let Some(file) = file(entry.unchecked_ref()).await {
            picked.push(Picked { path: entry.full_path().trim_start_matches('/').to_owned(), file });
        }
    }
    (picked, left_out)
}

/// In the order of the report, without what is nested too deep, and not more than a release can have. Adds to what is left out.
pub fn ordered(mut picked: Vec<Picked>, left_out: &mut LeftOut) -> Vec<Picked> {
    let all = picked.len();
    picked.retain(|picked| picked.path.split('/').count() <= DEEPEST + 1);
    left_out.deep |= picked.len() < all;
    picked.sort_by(|a, b| by_path(&a.path, &b.path));
    left_out.files = picked.len().saturating_sub(MOST_FILES);
    picked.truncate(MOST_FILES);
    picked
}

async fn file(entry: &FileSystemFileEntry) -> Option<File> {
    let promise = Promise::new(&mut |resolve, reject| entry.file_with_callback_and_callback(&resolve, &reject));
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

async fn children(folder: FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut all = Vec::new();
    // A reader gives a hundred at a time, and nothing at the end.
    while let Some(batch) = batch(&reader).await {
        if batch.length() == 0 || all.len() > 4 * MOST_FILES {
            break;
        }
        all.extend(batch.iter().map(JsCast::unchecked_into));
    }
    all
}

async fn batch(reader: &FileSystemDirectoryReader) -> Option<Array> {
    let promise = Promise::new(&mut |resolve, reject| {
        // A folder that cannot be read calls `reject`.
        let _ = reader.read_entries_with_callback_and_callback(&resolve, &reject);
    });
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}
