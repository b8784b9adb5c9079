//! What the transforms of docutils complain of once the document is parsed, and whether anything is left to show.

use super::chars::normal;
use super::{Kind, Parser, ROOT, Res, fail, unsure};
use std::collections::HashSet;

fn invisible(kind: Kind) -> bool {
    matches!(kind, Kind::Comment { .. } | Kind::Substitution | Kind::Target | Kind::Class | Kind::Pending)
}

/// Nodes that may stand before the title or the fields of a document.
fn prebibliographic(kind: Kind) -> bool {
    invisible(kind) || matches!(kind, Kind::Message | Kind::Title | Kind::Subtitle | Kind::Decoration)
}

impl Parser {
    pub(super) fn transforms(&mut self) -> Res<()> {
        self.classes()?;
        self.substitutions()?;
        self.promote();
        let has_fields = self.fields()?;
        self.anonymous_links()?;
        self.indirect_links()?;
        self.footnotes()?;
        self.transitions()?;
        self.dangling()?;
        if !has_fields && !self.visible()? {
            return fail("No content rendered from RST source.", 0);
        }
        Ok(())
    }

    /// A class directive needs an element after it.
    fn classes(&self) -> Res<()> {
        for (at, node) in self.nodes.iter().enumerate() {
            if node.kind != Kind::Class || node.parent.is_none() {
                continue;
            }
            let mut child = at;
            let mut found = false;
            while let Some(parent) = self.nodes[child].parent {
                let kids = &self.nodes[parent].kids;
                let place = kids.iter().position(|&kid| kid == child).unwrap_or(kids.len());
                if kids
                    .iter()
                    .skip(place + 1)
                    .any(|&kid| !invisible(self.nodes[kid].kind) && self.nodes[kid].kind != Kind::Message)
                {
                    found = true;
                    break;
                }
                child = parent;
            }
            if !found {
                if matches!(self.nodes[child].kind, Kind::Document) {
                    return fail("No suitable element following \"class\" directive", node.line);
                }
                return unsure("a class directive in an unusual place", node.line);
            }
        }
        Ok(())
    }

    fn substitutions(&self) -> Res<()> {
        let reg = &self.reg;
        let find = |name: &str| {
            if reg.substitutions.contains_key(name) {
                Some(name.to_owned())
            } else {
                reg.substitution_names.get(&name.to_lowercase()).cloned()
            }
        };
        for definition in reg.substitutions.values() {
            if definition.uses.iter().any(|name| find(name).is_none()) {
                return unsure("an undefined substitution within another one", 0);
            }
        }
        for (name, line) in &reg.substitution_references {
            if find(name).is_none() {
                return fail(format!("Undefined substitution referenced: \"{name}\"."), *line);
            }
        }
        // Substitutions that use each other without end.
        let mut finished: HashSet<String> = HashSet::new();
        loop {
            let before = finished.len();
            for (name, definition) in &reg.substitutions {
                if definition.uses.iter().filter_map(|name| find(name)).all(|name| finished.contains(&name)) {
                    finished.insert(name.clone());
                }
            }
            if finished.len() == reg.substitutions.len() {
                return Ok(());
            }
            if finished.len() == before {
                return unsure("substitutions that refer to each other", 0);
            }
        }
    }

    /// The lone section of a node that only has invisible nodes before it.
    fn candidate(&self, node: usize) -> Option<usize> {
        let kids = &self.nodes[node].kids;
        let at = kids.iter().position(|&kid| !prebibliographic(self.nodes[kid].kind))?;
        (at + 1 == kids.len() && self.nodes[kids[at]].kind == Kind::Section).then_some(at)
    }

    fn lift(&mut self, node: usize, at: usize, title: Kind) {
        let mut kids = std::mem::take(&mut self.nodes[node].kids);
        let section = kids[at];
        kids.truncate(at);
        let inner = std::mem::take(&mut self.nodes[section].kids);
        let place = usize::from(title == Kind::Subtitle).min(kids.len());
        for (i, &kid) in inner.iter().enumerate() {
            self.nodes[kid].parent = Some(node);
            if i == 0 {
                self.nodes[kid].kind = title;
                kids.insert(place, kid);
            } else {
                kids.push(kid);
            }
        }
        self.nodes[node].kids = kids;
    }

    /// Lone sections give their title to the document or the section around them.
    fn promote(&mut self) {
        if let Some(at) = self.candidate(ROOT) {
            self.lift(ROOT, at, Kind::Title);
            if let Some(at) = self.candidate(ROOT) {
                self.lift(ROOT, at, Kind::Subtitle);
            }
        }
        for node in 1..self.nodes.len() {
            if self.nodes[node].kind == Kind::Section
                && self.nodes[node].kids.len() > 1
                && let Some(at) = self.candidate(node)
            {
                self.lift(node, at, Kind::Subtitle);
            }
        }
    }

    /// Bibliographic fields; answers whether the document has any field list in their place.
    fn fields(&self) -> Res<bool> {
        let kids = &self.nodes[ROOT].kids;
        let Some(&list) = kids.iter().find(|&&kid| !prebibliographic(self.nodes[kid].kind)) else { return Ok(false) };
        if self.nodes[list].kind != Kind::FieldList {
            return Ok(false);
        }
        let mut topics = HashSet::new();
        for &field in &self.nodes[list].kids {
            let node = &self.nodes[field];
            let name = normal(&node.text);
            let known = [
                "author",
                "authors",
                "organization",
                "address",
                "contact",
                "version",
                "revision",
                "status",
                "date",
                "copyright",
                "dedication",
                "abstract",
            ];
            if !known.contains(&name.as_str()) {
                continue;
            }
            let Some(&body) = node.kids.iter().find(|&&kid| self.nodes[kid].kind == Kind::FieldBody) else {
                return unsure("an unusual field", node.line);
            };
            let body = &self.nodes[body];
            let kinds: Vec<Kind> = body.kids.iter().map(|&kid| self.nodes[kid].kind).collect();
            if kinds.is_empty() {
                return fail(format!("Cannot extract empty bibliographic field \"{}\".", node.text), node.line);
            }
            match name.as_str() {
                "dedication" | "abstract" => {
                    if !topics.insert(name) {
                        return fail(format!("There can only be one \"{}\" field.", node.text), node.line);
                    }
                }
                "authors" => {
                    if kinds != [Kind::Paragraph] || !body.plain || !body.text.chars().any(char::is_alphanumeric) {
                        return unsure("the field \"authors\"", node.line);
                    }
                }
                _ => {
                    if kinds == [Kind::Paragraph] {
                        continue;
                    }
                    if kinds[0] == Kind::EnumeratedList || kinds.contains(&Kind::Message) {
                        return unsure("a bibliographic field that starts like a list", node.line);
                    }
                    return fail(
                        format!("Bibliographic field \"{}\"\nmust contain a single <paragraph>.", node.text),
                        node.line,
                    );
                }
            }
        }
        Ok(true)
    }

    fn anonymous_links(&self) -> Res<()> {
        let (references, targets) = (self.reg.anonymous_references, self.reg.anonymous_targets);
        if references == targets {
            return Ok(());
        }
        fail(format!("Anonymous hyperlink mismatch: {references} references but {targets} targets."), 0)
    }

    fn indirect_links(&self) -> Res<()> {
        for &target in &self.reg.indirect {
            let mut seen = HashSet::new();
            let mut at = target;
            while let Some(name) = &self.nodes[at].refname {
                let line = self.nodes[at].line;
                if !seen.insert(at) {
                    return fail(
                        format!("Indirect hyperlink target refers to target \"{name}\", forming a circular reference."),
                        line,
                    );
                }
                match self.reg.names.get(name).and_then(|name| name.node) {
                    Some(next) => at = next,
                    None => {
                        return fail(
                            format!("Indirect hyperlink target refers to target \"{name}\", which does not exist."),
                            line,
                        );
                    }
                }
            }
        }
        Ok(())
    }

    fn footnotes(&mut self) -> Res<()> {
        let mut number = 1_u32;
        let mut labels = 0;
        let mut named: HashSet<String> = HashSet::new();
        for note in self.reg.auto_footnotes.clone() {
            while self.reg.ids.contains_key(&number.to_string()) {
                number += 1;
            }
            let node = &self.nodes[note];
            if node.names.is_empty() && !node.duplicate {
                self.reg.ids.insert(number.to_string(), true);
                labels += 1;
            }
            for name in &self.nodes[note].names {
                named.insert(name.clone());
            }
            number += 1;
        }
        let mut used = 0;
        for (name, line) in &self.reg.auto_references {
            if name.as_ref().is_some_and(|name| named.contains(name)) {
                continue;
            }
            if name.is_some() {
                return unsure("a reference to a footnote that is not numbered automatically", *line);
            }
            if used >= labels {
                return fail(
                    format!(
                        "Too many autonumbered footnote references: only {labels} corresponding footnotes available."
                    ),
                    *line,
                );
            }
            used += 1;
        }
        if let Some(&line) = self.reg.symbol_references.get(self.reg.symbol_footnotes) {
            return fail(
                format!(
                    "Too many symbol footnote references: only {} corresponding footnotes available.",
                    self.reg.symbol_footnotes
                ),
                line,
            );
        }
        Ok(())
    }

    fn dangling(&self) -> Res<()> {
        for (name, line) in &self.reg.references {
            match self.reg.ids.get(name) {
                Some(true) => {}
                Some(false) => {
                    return fail(
                        format!("Duplicate target name, cannot be used as a unique reference: \"{name}\"."),
                        *line,
                    );
                }
                None => return fail(format!("Unknown target name: \"{name}\"."), *line),
            }
        }
        Ok(())
    }

    /// A transition may neither begin nor end a section, nor follow another one.
    fn transitions(&self) -> Res<()> {
        let ignored = |kind: Kind| invisible(kind) || matches!(kind, Kind::Decoration | Kind::Title | Kind::Subtitle);
        for (at, node) in self.nodes.iter().enumerate() {
            let (Kind::Transition, Some(parent)) = (node.kind, node.parent) else { continue };
            let kids: Vec<usize> = self.nodes[parent]
                .kids
                .iter()
                .copied()
                .filter(|&kid| !matches!(self.nodes[kid].kind, Kind::Comment { .. }) && !self.vanishes(kid))
                .collect();
            let Some(place) = kids.iter().position(|&kid| kid == at) else { continue };
            if place > 0 && self.nodes[kids[place - 1]].kind == Kind::Transition {
                return fail("At least one body element should separate transitions.", node.line);
            }
            if kids[..place].iter().all(|&kid| ignored(self.nodes[kid].kind)) {
                return fail("Transition at the start of the document or section.", node.line);
            }
            if kids[place + 1..].iter().all(|&kid| ignored(self.nodes[kid].kind)) {
                // It moves up behind its section, unless nothing follows there.
                let mut child = parent;
                let mut last = true;
                while let Some(up) = self.nodes[child].parent {
                    if self.nodes[up].kids.last() != Some(&child) {
                        last = false;
                        break;
                    }
                    child = up;
                }
                if last {
                    return fail("Transition at the end of the document.", node.line);
                }
            }
        }
        Ok(())
    }

    /// A table of contents without any section is removed.
    fn vanishes(&self, node: usize) -> bool {
        self.nodes[node].kind == Kind::Contents
            && self.nodes.iter().all(|node| node.kind != Kind::Section || node.kids.is_empty())
    }

    fn visible(&self) -> Res<bool> {
        let mut unclear = false;
        for &kid in &self.nodes[ROOT].kids {
            match self.nodes[kid].kind {
                Kind::Target => unclear |= self.nodes[kid].refuri.is_none() && self.nodes[kid].refname.is_none(),
                Kind::Contents => unclear = true,
                kind if prebibliographic(kind) => {}
                _ => return Ok(true),
            }
        }
        if unclear {
            if self.nodes[ROOT].kids.iter().any(|&kid| self.nodes[kid].kind == Kind::Target) {
                return unsure("whether a target alone shows", 0);
            }
            return Ok(false);
        }
        Ok(false)
    }
}
