//! Arguments, options and content of a directive (docutils' `parse_directive_block` and the converters of options).

use super::chars::{no_identifier, space, string, strip, words};
use super::machine::{join, trim_end};
use super::starts::field_marker;
use super::{Line, Parser, Res, fail, unsure};
use std::collections::HashMap;

/// How the value of an option is read.
#[derive(Clone, Copy)]
pub(super) enum Value {
    Any,
    Required,
    Flag,
    Class,
    Natural,
    Int,
    OptionalInt,
    Percentage,
    Length { percent: bool, image: bool },
    Choice(&'static [&'static str]),
    Widths(&'static [&'static str]),
    Other,
}

pub(super) type Options = &'static [(&'static str, Value)];

pub(super) struct Spec {
    pub(super) required: usize,
    pub(super) optional: usize,
    /// Whether the last argument may contain white space.
    pub(super) spaces: bool,
    pub(super) options: Option<Options>,
    pub(super) content: bool,
}

pub(super) const fn spec(
    required: usize,
    optional: usize,
    spaces: bool,
    options: Option<Options>,
    content: bool,
) -> Spec {
    Spec { required, optional, spaces, options, content }
}

pub(super) struct Parts {
    pub(super) arguments: Vec<String>,
    pub(super) options: HashMap<String, Option<String>>,
    pub(super) content: Vec<Line>,
}

/// What `int()` makes of a text: nothing when only Python can say, no number when it refuses.
#[allow(clippy::option_option)]
pub(super) fn int(text: &str) -> Option<Option<i64>> {
    let text = text.trim_matches(space);
    if !text.is_ascii() || text.contains('_') {
        return None;
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Some(None);
    }
    text.parse().ok().map(Some)
}

impl Parser {
    pub(super) fn option(name: &str, value: Option<&str>, kind: Value, line: u32) -> Res<()> {
        let invalid = || fail(format!("invalid option value: (option: \"{name}\")"), line);
        let number = |text: Option<&str>, least: i64| match text.map(int) {
            Some(Some(Some(number))) if number >= least => Ok(()),
            Some(None) => unsure("an unusual number", line),
            _ => invalid(),
        };
        match kind {
            Value::Any => Ok(()),
            Value::Required => {
                if value.is_some() {
                    Ok(())
                } else {
                    invalid()
                }
            }
            Value::Flag => {
                if value.is_none_or(|value| value.trim_matches(space).is_empty()) {
                    Ok(())
                } else {
                    invalid()
                }
            }
            Value::Class => {
                let Some(value) = value else { return invalid() };
                for word in words(value) {
                    if word.to_lowercase().starts_with("language-") {
                        return unsure("a class that changes the language", line);
                    }
                    match no_identifier(word) {
                        Some(false) => {}
                        Some(true) => return invalid(),
                        None => return unsure("a class in another script", line),
                    }
                }
                Ok(())
            }
            Value::Natural => number(value, 0),
            Value::Int => number(value, i64::MIN),
            Value::OptionalInt => {
                if value.is_none() {
                    Ok(())
                } else {
                    number(value, i64::MIN)
                }
            }
            Value::Percentage => number(value.map(|value| value.trim_end_matches([' ', '%'])), 0),
            Value::Length { percent, image } => {
                let Some(value) = value else {
                    return if image { unsure("figwidth without a value", line) } else { invalid() };
                };
                if image && value.eq_ignore_ascii_case("image") {
                    return Ok(());
                }
                let minus = usize::from(value.starts_with('-'));
                let end =
                    value[minus..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(value.len(), |n| n + minus);
                let unit = value[end..].trim_start_matches(' ');
                let known = matches!(
                    unit,
                    "" | "em"
                        | "ex"
                        | "ch"
                        | "rem"
                        | "vw"
                        | "vh"
                        | "vmin"
                        | "vmax"
                        | "cm"
                        | "mm"
                        | "Q"
                        | "in"
                        | "pt"
                        | "pc"
                        | "px"
                );
                match value[..end].parse::<f64>() {
                    Ok(number) if number >= 0.0 && (known || (percent && unit == "%")) => Ok(()),
                    _ => invalid(),
                }
            }
            Value::Choice(choices) => {
                let value = value.map(|value| value.to_lowercase().trim_matches(space).to_owned());
                if value.as_deref() == Some("embed") {
                    return unsure("an embedded image", line);
                }
                if value.is_some_and(|value| choices.contains(&value.as_str())) { Ok(()) } else { invalid() }
            }
            Value::Widths(choices) => {
                let Some(value) = value else { return invalid() };
                if choices.contains(&value) {
                    return Ok(());
                }
                let entries: Vec<&str> = if value.contains(',') { value.split(',').collect() } else { words(value) };
                entries.into_iter().try_for_each(|entry| number(Some(entry), 1))
            }
            Value::Other => unsure(format!("the option \"{name}\""), line),
        }
    }

    /// Options from a field list; nothing else may stand in it.
    fn options(&mut self, block: &[Line], known: Options, node: usize) -> Res<HashMap<String, Option<String>>> {
        let mut out = HashMap::new();
        let mut i = 0;
        while let Some(line) = block.get(i) {
            let Some((to, end)) = field_marker(&line.text) else { return fail("invalid option block.", line.no) };
            let mut body = vec![line.cut(end)];
            i += 1;
            while let Some(next) = block.get(i).filter(|next| next.text.first() == Some(&' ')) {
                body.push(Line::from(strip(&next.text), next.no));
                i += 1;
            }
            body.retain(|line| !line.blank());
            let name = self.inline(&line.text[1..to], line.no, node)?.text;
            if words(&name).len() != 1 {
                return fail(
                    "invalid option data: extension option field name may not contain multiple words",
                    line.no,
                );
            }
            let name = name.to_lowercase();
            let Some(&(_, kind)) = known.iter().find(|(other, _)| *other == name) else {
                return fail(format!("unknown option: \"{name}\""), line.no);
            };
            let value = (!body.is_empty()).then(|| string(&join(&body)));
            Self::option(&name, value.as_deref(), kind, line.no)?;
            if out.insert(name.clone(), value).is_some() {
                return fail(format!("invalid option data: duplicate option \"{name}\""), line.no);
            }
        }
        Ok(out)
    }

    pub(super) fn parts(&mut self, mut block: Vec<Line>, spec: &Spec, no: u32, node: usize) -> Res<Parts> {
        if block.first().is_some_and(Line::blank) {
            block.remove(0);
        }
        trim_end(&mut block);
        let mut content = block;
        let mut head = Vec::new();
        let takes = spec.required + spec.optional > 0;
        if !content.is_empty() && (takes || spec.options.is_some()) {
            let split = content.iter().position(Line::blank).unwrap_or(content.len());
            head = content.clone();
            head.truncate(split);
            let rest = content.split_off(split);
            let mut options = HashMap::new();
            if let Some(known) = spec.options
                && let Some(at) = head.iter().position(|line| field_marker(&line.text).is_some())
            {
                let fields = head.split_off(at);
                options = self.options(&fields, known, node)?;
            }
            content = if !head.is_empty() && !takes {
                let mut all = std::mem::take(&mut head);
                all.extend(rest);
                all
            } else {
                rest.into_iter().skip(1).collect()
            };
            return Self::arguments(&head, options, content, spec, no);
        }
        Self::arguments(&head, HashMap::new(), content, spec, no)
    }

    fn arguments(
        head: &[Line],
        options: HashMap<String, Option<String>>,
        content: Vec<Line>,
        spec: &Spec,
        no: u32,
    ) -> Res<Parts> {
        let blanks = content.iter().take_while(|line| line.blank()).count();
        let content: Vec<Line> = content.into_iter().skip(blanks).collect();
        let mut arguments = Vec::new();
        let most = spec.required + spec.optional;
        if most > 0 {
            let text = string(&join(head));
            arguments = words(&text).into_iter().map(str::to_owned).collect();
            if arguments.len() < spec.required {
                return fail(format!("{} argument(s) required, {} supplied", spec.required, arguments.len()), no);
            }
            if arguments.len() > most {
                if !spec.spaces {
                    return fail(format!("maximum {most} argument(s) allowed, {} supplied", arguments.len()), no);
                }
                // Every directive with such an argument has no other one.
                arguments = vec![text.trim_matches(space).to_owned()];
            }
        }
        if !content.is_empty() && !spec.content {
            return fail("no content permitted", no);
        }
        Ok(Parts { arguments, options, content })
    }
}
