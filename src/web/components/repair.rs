//! Repairing a sample: its texts in a plain field, and another look at what the engine builds of them.

use leptos::prelude::*;

use crate::finding::one_line;
use crate::web::question::{Answer, DraftFile, DraftMember, Question};
use crate::web::state::State;

/// A text of the draft: which file, and which member of it.
type At = (usize, Option<usize>);

#[component]
pub fn Repair() -> impl IntoView {
    let state = State::get();
    let sample = state.sample.get_untracked()?;
    let draft: RwSignal<Vec<DraftFile>> = RwSignal::new(Vec::new());
    let at: RwSignal<At> = RwSignal::new((0, None));
    let said = RwSignal::new("");
    let load = move || {
        state.ask_then(&Question::Draft, move |answer| {
            if let Answer::Draft(files) = answer {
                let wanted = state.editing.get_untracked();
                at.set(first(&files, &wanted));
                draft.set(files);
            }
        });
    };
    let look = move |_| {
        said.set("Building");
        let (file, member) = at.get_untracked();
        state.editing.set(draft.with_untracked(|files| {
            let path = member.and_then(|member| Some(files.get(file)?.members.get(member)?.path.clone()));
            (files.get(file).map(|file| file.name.clone()).unwrap_or_default(), path.unwrap_or_default())
        }));
        state.ask_then(&Question::Rebuild { files: draft.get_untracked() }, move |answer| match answer {
            Answer::Rebuilt(zip) => state.open_repaired(&zip),
            _ => said.set("It could not be built."),
        });
    };
    let restart = move |_| {
        let sample = state.samples.with_untracked(|all| all.iter().find(|one| one.id == sample).cloned());
        if let Some(sample) = sample {
            state.open_sample(&sample);
        }
    };
    let choose = move |event| {
        let value = event_target_value(&event);
        let (file, member) = value.split_once(' ').unwrap_or((&value, ""));
        at.set((file.parse().unwrap_or(0), member.parse().ok()));
    };
    // Without the texts, so that what is typed into one draws nothing anew.
    let names = Memo::new(move |_| {
        draft.with(|files| {
            let paths = |file: &DraftFile| file.members.iter().map(|member| one_line(&member.path)).collect::<Vec<_>>();
            files.iter().map(|file| (one_line(&file.name), paths(file))).collect::<Vec<_>>()
        })
    });
    let options = move || {
        let files = names.get().into_iter().enumerate().map(|(number, (name, paths))| {
            let option = move |member: Option<usize>, words: String| {
                let value = format!("{number} {}", member.map(|member| member.to_string()).unwrap_or_default());
                view! { <option value=value prop:selected=move || at.get() == (number, member)>{words}</option> }
            };
            let members = paths.into_iter().enumerate().map(|(at, path)| option(Some(at), path)).collect_view();
            let own = option(None, name.clone());
            view! { <optgroup label=name>{own} {members}</optgroup> }
        });
        files.collect_view()
    };
    let name = move || with(&draft, at.get(), |name, _| name.clone()).unwrap_or_default();
    let text = move || with(&draft, at.get(), |_, text| text.clone()).flatten();
    let is_text = Memo::new(move |_| text().is_some());
    let rename = move |event| {
        let value = event_target_value(&event);
        with_mut(draft, at.get_untracked(), |name, _| *name = value);
    };
    let write = move |event| {
        let value = event_target_value(&event);
        with_mut(draft, at.get_untracked(), |_, text| *text = Some(value));
    };
    let add = move |_| {
        let (file, _) = at.get_untracked();
        let mut added = None;
        draft.update(|files| {
            if let Some(file) = files.get_mut(file).filter(|file| !file.members.is_empty()) {
                // Beside its first file: in the package, or in the folder of the sdist.
                let folder = file.members[0].path.rsplit_once('/').map(|(folder, _)| format!("{folder}/"));
                let path = folder.unwrap_or_default() + "new.py";
                file.members.push(DraftMember { path, of: None, text: Some(String::new()) });
                added = Some(file.members.len() - 1);
            }
        });
        if added.is_some() {
            at.set((file, added));
        }
    };
    let remove = move |_| {
        let (file, member) = at.get_untracked();
        at.set((file, None));
        draft.update(|files| match (member, files.len()) {
            (Some(member), _) => {
                if let Some(file) = files.get_mut(file).filter(|file| file.members.len() > 1) {
                    file.members.remove(member);
                }
            }
            (None, 2..) => {
                files.remove(file);
                at.set((0, None));
            }
            _ => {}
        });
    };
    let archive =
        Memo::new(move |_| draft.with(|files| files.get(at.get().0).is_some_and(|file| !file.members.is_empty())));
    Some(view! {
        <details class="repair" on:toggle=move |_| if draft.with_untracked(Vec::is_empty) { load() } open=state.editing.with_untracked(|(file, _)| !file.is_empty())>
            <summary>"Repair it, and check again"</summary>
            <p class="quiet">
                "Change texts, names and paths; add or remove files. What is built of them is a wheel with a fresh RECORD, as
                after a build. Nothing of it leaves this page."
            </p>
            <div class="repair-tools">
                <label>"Text " <select on:change=choose>{options}</select></label>
                <label>"Name " <input type="text" spellcheck="false" prop:value=name on:input=rename /></label>
            </div>
            {move || if is_text.get() {
                view! {
                    <textarea aria-label="Content" rows="16" spellcheck="false" prop:value=move || text().unwrap_or_default() on:input=write></textarea>
                }.into_any()
            } else {
                view! { <p class="empty">{if archive.get() { "An archive: its texts are below it in the list." } else { "This is no text, and stays as it is." }}</p> }.into_any()
            }}
            <div class="actions">
                <button type="button" class="button primary" on:click=look>"Check again"</button>
                <button type="button" class="button" disabled=move || !archive.get() on:click=add>"Add a text"</button>
                <button type="button" class="button" on:click=remove>"Remove this one"</button>
                <button type="button" class="button" on:click=restart>"Start over"</button>
                <span role="status">{said}</span>
            </div>
        </details>
    })
}

/// What was edited last; else the first text.
fn first(files: &[DraftFile], wanted: &(String, String)) -> At {
    let same = files.iter().position(|file| file.name == wanted.0);
    let file = same.unwrap_or(0);
    let members = files.get(file).map(|file| file.members.as_slice()).unwrap_or_default();
    let member = members.iter().position(|member| member.path == wanted.1);
    let member = member.or_else(|| members.iter().position(|member| member.text.is_some()).filter(|_| same.is_none()));
    (file, member)
}

fn with<T>(draft: &RwSignal<Vec<DraftFile>>, at: At, take: impl FnOnce(&String, &Option<String>) -> T) -> Option<T> {
    draft.with(|files| {
        let file = files.get(at.0)?;
        match at.1 {
            None => Some(take(&file.name, &file.text)),
            Some(member) => file.members.get(member).map(|member| take(&member.path, &member.text)),
        }
    })
}

fn with_mut(draft: RwSignal<Vec<DraftFile>>, at: At, change: impl FnOnce(&mut String, &mut Option<String>)) {
    draft.update(|files| {
        let Some(file) = files.get_mut(at.0) else { return };
        match at.1 {
            None => change(&mut file.name, &mut file.text),
            Some(member) => {
                if let Some(member) = file.members.get_mut(member) {
                    change(&mut member.path, &mut member.text);
                }
            }
        }
    });
}
