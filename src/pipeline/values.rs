//! What a text of a step can come to: values of the matrix, of variables and of conditions, as far as the file says them.
//!
//! Nothing is run. Where only a run knows, nothing is said.

use super::expression::{self, Event, Expression};
use super::publish::Of;
use super::yaml::{Node, Pair};

/// Values of one text.
const MAX_VALUES: usize = 50;

/// What an expression can come to.
#[derive(Default)]
struct Possible {
    texts: Vec<String>,
    /// Something that is false and no text, which hands over to what stands behind `||`.
    falsy: bool,
    unknown: bool,
}

/// Every text that a setting or an argument of a step can come to; `None` where only a run knows.
pub(super) fn texts(text: &str, of: &Of<'_>) -> Option<Vec<String>> {
    texts_of(text, of, false)
}

/// `inner`: of the value of a variable, which is not looked into for variables again.
fn texts_of(text: &str, of: &Of<'_>, inner: bool) -> Option<Vec<String>> {
    let text = text.trim();
    let inside = expression::inside(text);
    let (around, possible) = match inside.as_slice() {
        [] => match text.strip_prefix('$') {
            None => return Some(vec![text.to_owned()]),
            Some(name) if !inner => (("", ""), of_variable(name.trim_matches(['{', '}']), of)),
            Some(_) => return None,
        },
        [(range, body)] => ((&text[..range.start], &text[range.end..]), possible(&expression::parse(body)?, of, inner)),
        _ => return None,
    };
    let known = !possible.falsy && !possible.unknown && possible.texts.len() <= MAX_VALUES;
    known.then(|| possible.texts.iter().map(|it| format!("{}{it}{}", around.0, around.1)).collect())
}

fn possible(expression: &Expression, of: &Of<'_>, inner: bool) -> Possible {
    match expression {
        Expression::Text(text) => Possible { texts: vec![text.clone()], ..Possible::default() },
        Expression::Context(path) => match path.split_once('.') {
            Some(("matrix", path)) => of_matrix(path, of),
            Some(("env", name)) if !inner => of_variable(name, of),
            _ => match path.strip_prefix("github.event.").unwrap_or(path).strip_prefix("inputs.") {
                Some(name) => of_inputs(name, of),
                None => open(),
            },
        },
        Expression::Both(one, other) => {
            let (one, mut other) = (possible(one, of, inner), possible(other, of, inner));
            if !one.unknown && one.texts.iter().all(String::is_empty) {
                return one;
            }
            other.falsy |= one.falsy || one.texts.iter().any(String::is_empty);
            other
        }
        Expression::Either(one, other) => {
            let mut one = possible(one, of, inner);
            let empty = one.texts.iter().any(String::is_empty);
            if !one.falsy && !empty {
                return one;
            }
            let other = possible(other, of, inner);
            one.texts.retain(|text| !text.is_empty());
            one.texts.extend(other.texts);
            Possible { texts: one.texts, falsy: other.falsy, unknown: one.unknown || other.unknown }
        }
        _ => condition(expression, of),
    }
}

/// What may be anything.
fn open() -> Possible {
    Possible { falsy: true, unknown: true, ..Possible::default() }
}

/// Of a comparison, and whatever else is true or false: true only hands over to what stands behind `&&`.
fn condition(expression: &Expression, of: &Of<'_>) -> Possible {
    let mut events = of.workflow.events().into_iter().map(|event| expression::holds(expression, event));
    let first = events.next().flatten().filter(|first| events.all(|other| other == Some(*first)));
    Possible { unknown: first != Some(false), falsy: first != Some(true), ..Possible::default() }
}

/// The nodes that `matrix.PATH` stands for.
#[must_use]
pub fn matrix<'j>(matrix: &'j Node, path: &str) -> Vec<&'j Node> {
    let mut keys = path.split('.');
    let axis = keys.next().unwrap_or_default();
    let included = get(matrix, "include").map_or(&[][..], Node::items).iter().filter_map(|entry| get(entry, axis));
    let own = get(matrix, axis).filter(|_| axis != "include").map_or(&[][..], Node::items);
    let mut found: Vec<&Node> = own.iter().chain(included).collect();
    for key in keys {
        found = found.into_iter().filter_map(|node| get(node, key)).collect();
    }
    found
}

/// Contexts are read without regard to case.
fn get<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let is = |pair: &&Pair| pair.key.text().is_some_and(|it| it.eq_ignore_ascii_case(key));
    node.pairs().iter().find(is).map(|pair| &pair.value)
}

fn of_matrix(path: &str, of: &Of<'_>) -> Possible {
    let Some(whole) = &of.job.matrix else { return open() };
    let texts: Vec<String> = matrix(whole, path).iter().filter_map(|node| Some(node.text()?.to_owned())).collect();
    let axes = whole.pairs().iter().filter(|pair| !matches!(pair.key.text(), Some("include" | "exclude")));
    let sizes: Vec<usize> = axes.map(|pair| pair.value.items().len()).collect();
    let included = get(whole, "include").map_or(0, |include| include.items().len());
    let runs = if sizes.is_empty() { included } else { sizes.iter().product() };
    // Where the value comes from entries beside the axes, a run without such an entry has none. An axis that is an
    // expression has no items.
    let axis = path.split('.').next().and_then(|axis| get(whole, axis)).is_some();
    let unknown = texts.is_empty() || runs == 0;
    Possible { falsy: !axis && texts.len() < runs, unknown, texts }
}

/// Of a choice that whoever starts the run makes.
fn of_inputs(name: &str, of: &Of<'_>) -> Possible {
    let only = of.workflow.events() == [Event::Dispatch];
    let trigger = of.workflow.trigger("workflow_dispatch").filter(|_| only);
    let input = trigger.and_then(|it| get(get(&it.filters, "inputs")?, name));
    match input.and_then(|input| get(input, "options")) {
        Some(options) => Possible {
            texts: options.scalars().filter_map(|it| Some(it.text()?.to_owned())).collect(),
            ..Possible::default()
        },
        None => open(),
    }
}

/// Of a variable: what `env` says, and what the script or earlier steps set: `NAME=…`, `echo "NAME=…" >> "$GITHUB_ENV"`.
fn of_variable(name: &str, of: &Of<'_>) -> Possible {
    let is = |key: &str| key.eq_ignore_ascii_case(name);
    let settings = [&of.step.env, &of.job.env, &of.workflow.env].into_iter().flatten();
    let set = settings.into_iter().find(|setting| is(&setting.key));
    let (mut values, mut always, mut mentioned) = (Vec::new(), set.is_some(), 0);
    for step in of.job.steps.iter().take(of.index + 1) {
        for command in &step.commands {
            let said = command.words.first().is_some_and(|first| matches!(first.text.as_str(), "echo" | "export"));
            let said = command.words.iter().skip(1).filter(|_| said).filter_map(|word| word.text.split_once('='));
            let assigned = command.assignments.iter().map(|(key, value)| (key.as_str(), value.as_str()));
            for (key, value) in assigned.chain(said).filter(|it| is(it.0)) {
                values.push((key, value));
                always |= step.condition.is_none();
            }
        }
    }
    let key: &str = values.first().map(|it| it.0).or(set.map(|set| set.key.as_str())).unwrap_or(name);
    let assigns = format!("{key}=");
    for script in of.job.steps.iter().take(of.index + 1).filter_map(|step| step.run.as_ref()?.text()) {
        mentioned += script.matches(&assigns).count();
    }
    // What is written in a way that is not read, or by another tool.
    let unread = mentioned != values.len() || values.len() > MAX_VALUES;
    let mut found = Possible { unknown: unread || (!always && values.len() < 2), ..Possible::default() };
    let values = values.into_iter().map(|it| it.1).chain(set.map(|set| set.value.as_str()));
    for value in values.take(MAX_VALUES) {
        let texts = texts_of(value, of, true);
        found.unknown |= texts.is_none();
        found.texts.extend(texts.unwrap_or_default());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::workflow::Workflow;
    use super::*;
    use crate::artifact::FileInfo;

    /// What `text` comes to in the last step of a job.
    #[track_caller]
    fn check(head: &str, text: &str, expected: Option<&[&str]>) {
        let source = format!("{head}    - uses: x/y@v1\n");
        let workflow = Workflow::parse(FileInfo::default(), None, "a.yml", source.as_bytes()).unwrap();
        let job = &workflow.jobs[0];
        let (index, step) = job.steps.iter().enumerate().next_back().unwrap();
        let of = Of { workflow: &workflow, job, step, index, place: step.place, command: None };
        let found = texts(text, &of);
        let found: Option<Vec<&str>> = found.as_ref().map(|it| it.iter().map(String::as_str).collect());
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    const PLAIN: &str = "on: [push, release]\njobs:\n  a:\n    steps:\n";

    #[test]
    fn a_condition_leaves_both_texts_unless_the_events_decide_it() {
        check(PLAIN, "${{ github.event_name == 'release' && 'a' || 'b' }}", Some(&["a", "b"]));
        check(PLAIN, "${{ github.event_name == 'schedule' && 'a' || 'b' }}", Some(&["b"]));
        check(
            PLAIN,
            "https://${{ inputs.test && 'test' || 'upload' }}.pypi.org/",
            Some(&["https://test.pypi.org/", "https://upload.pypi.org/"]),
        );
        check(PLAIN, "${{ inputs.test && 'a' || '' }}", Some(&["a", ""]));
        check(PLAIN, "plain", Some(&["plain"]));
        for open in [
            "${{ inputs.url }}",
            "${{ inputs.url || 'a' }}",
            "${{ inputs.test && 'a' }}",
            "${{ a }}${{ b }}",
            "$(date)",
        ] {
            check(PLAIN, open, None);
        }
    }

    #[test]
    fn a_matrix_says_its_values() {
        let matrix = |text: &str| format!("on: push\njobs:\n  a:\n    strategy:\n      matrix: {text}\n    steps:\n");
        let check = |text: &str, path: &str, expected: Option<&[&str]>| {
            check(&matrix(text), &format!("${{{{ matrix.{path} }}}}"), expected);
        };
        check("{Url: [a, b]}", "Url", Some(&["a", "b"]));
        check("{include: [{url: a}, {url: b}]}", "url", Some(&["a", "b"]));
        check("{index: [{url: a}, {url: b}]}", "index.url", Some(&["a", "b"]));
        check("{to: [x, y], include: [{to: x, url: a}, {to: y, url: b}]}", "url", Some(&["a", "b"]));
        check("{to: [x, y], include: [{to: x, url: a}]}", "url", None);
        check("{url: \"${{ fromJSON(inputs.urls) }}\"}", "url", None);
        check("{to: [x]}", "url", None);
    }

    #[test]
    fn a_variable_is_what_env_and_earlier_steps_say() {
        let step = |text: &str| format!("on: push\njobs:\n  a:\n    env: {{SET: a}}\n    steps:\n{text}");
        let echo = |value: &str| format!("    - run: echo \"URL={value}\" >> $GITHUB_ENV\n      if: inputs.{value}\n");
        check(&step(""), "${{ env.SET }}", Some(&["a"]));
        check(&step(""), "${SET}", Some(&["a"]));
        check(&step(&format!("{}{}", echo("a"), echo("b"))), "${{ env.URL }}", Some(&["a", "b"]));
        check(&step(&echo("a")), "${{ env.URL }}", None);
        check(&step("    - run: URL=a\n"), "$URL", Some(&["a"]));
        check(&step("    - run: URL=$(date)\n"), "$URL", None);
        check(&step("    - run: printf 'SET=b' >> $GITHUB_ENV\n"), "$SET", None);
    }
}
