//! Directives of docutils: which there are, and what each makes of its content (`parsers/rst/directives`).

use super::arguments::{Options, Parts, Value, int, spec};
use super::chars::{escape, normal, simple_name, space, string, strip, words};
use super::explicit::indirect;
use super::machine::{Machine, join};
use super::{Kind, Line, Parser, Res, Role, fail, unsure};

const NAMED: Options = &[("class", Value::Class), ("name", Value::Any)];
const ALIGN: Value = Value::Choice(&["left", "center", "right"]);
const LENGTH: Value = Value::Length { percent: true, image: false };
const IMAGE: Options = &[
    ("alt", Value::Any),
    ("height", Value::Length { percent: false, image: false }),
    ("width", LENGTH),
    ("scale", Value::Percentage),
    ("align", Value::Choice(&["top", "middle", "bottom", "left", "center", "right"])),
    ("target", Value::Required),
    ("loading", Value::Choice(&["embed", "link", "lazy"])),
    ("class", Value::Class),
    ("name", Value::Any),
];
const FIGURE: Options = &[
    ("alt", Value::Any),
    ("height", Value::Length { percent: false, image: false }),
    ("width", LENGTH),
    ("scale", Value::Percentage),
    ("align", ALIGN),
    ("target", Value::Required),
    ("loading", Value::Choice(&["embed", "link", "lazy"])),
    ("class", Value::Class),
    ("name", Value::Any),
    ("figwidth", Value::Length { percent: true, image: true }),
    ("figclass", Value::Class),
    ("figname", Value::Any),
];
const LIST_TABLE: Options = &[
    ("header-rows", Value::Natural),
    ("stub-columns", Value::Natural),
    ("width", LENGTH),
    ("widths", Value::Widths(&["auto"])),
    ("class", Value::Class),
    ("name", Value::Any),
    ("align", ALIGN),
];

impl Parser {
    fn name_option(&mut self, parts: &Parts, option: &str, node: usize, no: u32) -> Res<()> {
        if let Some(name) = parts.options.get(option) {
            self.nodes[node].names.push(normal(name.as_deref().unwrap_or_default()));
            self.note(node, Some(node), true, no)?;
        }
        Ok(())
    }

    fn inline_argument(&mut self, parts: &Parts, no: u32, parent: usize) -> Res<Option<String>> {
        let Some(text) = parts.arguments.first() else { return Ok(None) };
        let text: Vec<char> = text.chars().collect();
        Ok(Some(self.inline(&text, no, parent)?.text))
    }

    /// Runs a directive; `from` is where its first line goes on.
    pub(super) fn directive(&mut self, m: &mut Machine, name: &str, from: usize, no: u32) -> Res<bool> {
        let key = name.to_lowercase();
        let key = match key.as_str() {
            "code-block" | "sourcecode" => "code",
            "rst-class" => "class",
            "section-numbering" => "sectnum",
            other => other,
        };
        let spec = match key {
            "attention" | "caution" | "danger" | "error" | "important" | "note" | "tip" | "hint" | "warning" => {
                spec(0, 0, true, Some(NAMED), true)
            }
            "admonition" | "topic" => spec(1, 0, true, Some(NAMED), true),
            "sidebar" => spec(
                0,
                1,
                true,
                Some(&[("class", Value::Class), ("name", Value::Any), ("subtitle", Value::Required)]),
                true,
            ),
            "line-block" | "parsed-literal" | "math" | "compound" => spec(0, 0, false, Some(NAMED), true),
            "rubric" => spec(1, 0, true, Some(NAMED), false),
            "epigraph" | "highlights" | "pull-quote" | "header" | "footer" | "replace" | "date" | "meta" | "role" => {
                spec(0, 0, false, None, true)
            }
            "container" => spec(0, 1, true, Some(&[("name", Value::Any)]), true),
            "code" => spec(
                0,
                1,
                false,
                Some(&[("class", Value::Class), ("name", Value::Any), ("number-lines", Value::OptionalInt)]),
                true,
            ),
            "table" => spec(
                0,
                1,
                true,
                Some(&[
                    ("class", Value::Class),
                    ("name", Value::Any),
                    ("align", ALIGN),
                    ("width", LENGTH),
                    ("widths", Value::Widths(&["auto", "grid"])),
                ]),
                true,
            ),
            "list-table" => spec(0, 1, true, Some(LIST_TABLE), true),
            "csv-table" => spec(
                0,
                1,
                true,
                Some(&[
                    ("header-rows", Value::Natural),
                    ("stub-columns", Value::Natural),
                    ("header", Value::Any),
                    ("width", LENGTH),
                    ("widths", Value::Widths(&["auto"])),
                    ("file", Value::Required),
                    ("url", Value::Required),
                    ("encoding", Value::Other),
                    ("class", Value::Class),
                    ("name", Value::Any),
                    ("align", ALIGN),
                    ("delim", Value::Other),
                    ("keepspace", Value::Flag),
                    ("quote", Value::Other),
                    ("escape", Value::Other),
                ]),
                true,
            ),
            "image" => spec(1, 0, true, Some(IMAGE), false),
            "figure" => spec(1, 0, true, Some(FIGURE), true),
            "contents" => spec(
                0,
                1,
                true,
                Some(&[
                    ("depth", Value::Natural),
                    ("local", Value::Flag),
                    ("backlinks", Value::Choice(&["top", "entry", "none"])),
                    ("class", Value::Class),
                ]),
                false,
            ),
            "sectnum" => spec(
                0,
                0,
                false,
                Some(&[
                    ("depth", Value::Int),
                    ("start", Value::Int),
                    ("prefix", Value::Required),
                    ("suffix", Value::Required),
                ]),
                false,
            ),
            "unicode" => {
                spec(1, 0, true, Some(&[("trim", Value::Flag), ("ltrim", Value::Flag), ("rtrim", Value::Flag)]), false)
            }
            "class" => spec(1, 0, true, None, true),
            "default-role" => spec(0, 1, false, None, false),
            "title" => spec(1, 0, true, None, false),
            "raw" | "include" => return fail(format!("\"{name}\" directive disabled."), no),
            "target-notes" | "restructuredtext-test-directive" => {
                return unsure(format!("the directive \"{name}\""), no);
            }
            _ => return fail(format!("Unknown directive type \"{name}\"."), no),
        };
        let (block, finish) = m.first_indented(from, false, true, false);
        let role_lines = block.clone();
        let parts = self.parts(block, &spec, no, m.node)?;
        let needs = matches!(
            key,
            "attention"
                | "caution"
                | "danger"
                | "error"
                | "important"
                | "note"
                | "tip"
                | "hint"
                | "warning"
                | "admonition"
                | "topic"
                | "sidebar"
                | "line-block"
                | "parsed-literal"
                | "code"
                | "math"
                | "epigraph"
                | "highlights"
                | "pull-quote"
                | "compound"
                | "container"
                | "table"
                | "list-table"
                | "header"
                | "footer"
                | "replace"
                | "meta"
        );
        if matches!(key, "topic" | "sidebar" | "contents") {
            let kind = self.nodes[m.node].kind;
            if key == "sidebar" && kind == Kind::Sidebar {
                return fail("The \"sidebar\" directive may not be used within a sidebar element.", no);
            }
            if !matches!(kind, Kind::Document | Kind::Section | Kind::Sidebar | Kind::Bare) {
                return fail(format!("The \"{name}\" directive may not be used within topics or body elements."), no);
            }
        }
        if needs && parts.content.is_empty() {
            return fail(format!("Content block expected for the \"{name}\" directive; none found."), no);
        }
        self.run_directive(m, name, key, &parts, &role_lines, no)?;
        Ok(finish || m.next_blank())
    }

    fn run_directive(
        &mut self,
        m: &mut Machine,
        name: &str,
        key: &str,
        parts: &Parts,
        raw: &[Line],
        no: u32,
    ) -> Res<()> {
        let content = parts.content.clone();
        match key {
            "role" => return self.define_role(raw, no, m.node),
            "default-role" => {
                self.default_role = match parts.arguments.first() {
                    Some(role) => Some(self.role(role, no)?),
                    None => None,
                };
            }
            "replace" => {
                if !m.substitution {
                    return fail(
                        format!(
                            "Invalid context: the \"{name}\" directive can only be used within a substitution definition."
                        ),
                        no,
                    );
                }
                let bare = self.make(Kind::Bare, no);
                self.nested(content, bare)?;
                let paragraphs = self.kids(bare, |kind| kind == Kind::Paragraph);
                let others = self.kids(bare, |kind| !matches!(kind, Kind::Paragraph | Kind::Message));
                if paragraphs != 1 || others > 0 {
                    return fail(format!("Error in \"{name}\" directive: may contain a single paragraph only."), no);
                }
            }
            "unicode" | "date" if !m.substitution => {
                return fail(
                    format!(
                        "Invalid context: the \"{name}\" directive can only be used within a substitution definition."
                    ),
                    no,
                );
            }
            "title" | "date" => {}
            "unicode" => {
                let text = parts.arguments.first().map_or("", String::as_str);
                let text = text.split(" .. ").next().unwrap_or_default();
                if text.contains("\n.. ") || text.starts_with(".. ") {
                    return unsure("a comment in a unicode directive", no);
                }
                for word in words(text) {
                    // Codes that may not be characters: leave them to docutils.
                    let digits = word.trim_start_matches(|c: char| "0xX\\uU+&#".contains(c)).trim_end_matches(';');
                    let plain = !word.starts_with(|c: char| "0123456789xX\\uU&".contains(c)) && word.is_ascii();
                    let small = digits.len() <= 4
                        && digits.bytes().all(|b| b.is_ascii_hexdigit())
                        && !digits.to_lowercase().starts_with('d');
                    if !plain && !small && word.is_ascii() {
                        return unsure("an unusual character code", no);
                    }
                }
            }
            "image" | "figure" => return self.image(m, key, parts, content, no),
            "contents" => {
                let title = self.inline_argument(parts, no, m.node)?.unwrap_or_else(|| "Contents".to_owned());
                let topic = self.add(m.node, Kind::Contents, no);
                let name = normal(&title);
                if !self.reg.names.contains_key(&name) {
                    self.nodes[topic].names.push(name);
                }
                self.note(topic, None, false, no)?;
            }
            "sectnum" => {
                self.add(m.node, Kind::Pending, no);
            }
            "class" => {
                let value = parts.arguments.first().map_or("", String::as_str);
                Self::option("class", Some(value), Value::Class, no)?;
                if m.substitution {
                    return unsure("a class within a substitution definition", no);
                }
                if content.is_empty() {
                    self.add(m.node, Kind::Class, no);
                } else {
                    let bare = self.make(Kind::Bare, no);
                    self.nested(content, bare)?;
                    for kid in self.nodes[bare].kids.clone() {
                        self.attach(m.node, kid);
                    }
                }
            }
            "header" | "footer" => {
                let part = self.make(Kind::Decoration, no);
                self.nested(content, part)?;
            }
            // Its fields go to the head of a page, which nobody renders.
            "meta" if is_plain_meta(&content) => {}
            "meta" => return unsure("the directive \"meta\"", no),
            "epigraph" | "highlights" | "pull-quote" => return self.block_quote(content, m.node),
            "line-block" | "parsed-literal" => {
                let node = self.add(m.node, Kind::Leaf, no);
                if key == "line-block" {
                    for line in &content {
                        self.inline(strip(&line.text), line.no, m.node)?;
                    }
                } else {
                    self.inline(&join(&content), content.first().map_or(no, |line| line.no), m.node)?;
                }
                self.name_option(parts, "name", node, no)?;
            }
            "code" | "math" | "rubric" => {
                if key == "rubric" {
                    self.inline_argument(parts, no, m.node)?;
                }
                let node = self.add(m.node, Kind::Leaf, no);
                self.name_option(parts, "name", node, no)?;
            }
            "table" => return self.table_directive(m, parts, content, no),
            "list-table" => return self.list_table(m, parts, content, no),
            "csv-table" => {
                if parts.options.contains_key("file") || parts.options.contains_key("url") {
                    return fail(format!("File and URL access deactivated; ignoring \"{name}\" directive."), no);
                }
                if content.is_empty() {
                    return fail(format!("The \"{name}\" directive requires content; none supplied."), no);
                }
                return unsure("the content of a csv-table", no);
            }
            _ => {
                if key == "sidebar" && parts.options.contains_key("subtitle") {
                    return unsure("a sidebar with a subtitle", no);
                }
                if key == "container"
                    && let Some(classes) = parts.arguments.first()
                {
                    Self::option("class", Some(classes), Value::Class, no)?;
                }
                let kind = match key {
                    "topic" => Kind::Topic,
                    "sidebar" => Kind::Sidebar,
                    _ => Kind::Body,
                };
                let node = self.add(m.node, kind, no);
                if matches!(key, "admonition" | "topic" | "sidebar") {
                    self.inline_argument(parts, no, m.node)?;
                }
                self.name_option(parts, "name", node, no)?;
                return self.nested(content, node);
            }
        }
        Ok(())
    }

    pub(super) fn kids(&self, node: usize, test: impl Fn(Kind) -> bool) -> usize {
        self.nodes[node].kids.iter().filter(|&&kid| test(self.nodes[kid].kind)).count()
    }

    fn define_role(&mut self, raw: &[Line], no: u32, node: usize) -> Res<()> {
        let missing = "\"role\" directive requires arguments on the first line.";
        let blanks = raw.iter().take_while(|line| line.blank()).count();
        let Some(first) = raw.get(blanks).filter(|_| blanks < 2) else { return fail(missing, no) };
        let text = strip(&first.text);
        let invalid = || fail(format!("\"role\" directive arguments not valid role names: \"{}\".", string(text)), no);
        let Some(end) = simple_name(text, 0).filter(|_| !first.text.first().is_some_and(|&c| space(c))) else {
            return invalid();
        };
        let name = string(&text[..end]);
        let rest = string(strip(&text[end..]));
        let base = if rest.is_empty() {
            Role::Plain
        } else {
            let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else { return invalid() };
            let inner: Vec<char> = inner.trim_matches(space).chars().collect();
            if simple_name(&inner, 0) != Some(inner.len()) {
                return invalid();
            }
            self.role(&string(&inner), no)?
        };
        let known: Options = match &base {
            Role::Raw => &[("class", Value::Class), ("format", Value::Any)],
            Role::Code(_) => &[("class", Value::Class), ("language", Value::Any)],
            _ => &[("class", Value::Class)],
        };
        let block: Vec<Line> = raw.get(blanks + 1..).unwrap_or_default().to_vec();
        let parts = self.parts(block, &spec(0, 0, false, Some(known), false), no, node)?;
        if !parts.options.contains_key("class") {
            Self::option("class", Some(&name), Value::Class, no)?;
        }
        let role = match base {
            Role::Code(language) => Role::Code(match parts.options.get("language") {
                Some(language) => Some(language.clone().unwrap_or_default().to_lowercase()),
                None => language,
            }),
            other => other,
        };
        self.roles.insert(name.to_lowercase(), role);
        Ok(())
    }

    fn image(&mut self, m: &mut Machine, key: &str, parts: &Parts, content: Vec<Line>, no: u32) -> Res<()> {
        if key == "image"
            && let Some(Some(align)) = parts.options.get("align")
        {
            let vertical = matches!(align.to_lowercase().trim_matches(space), "top" | "middle" | "bottom");
            if vertical != m.substitution {
                return fail(
                    format!("Error in \"image\" directive: \"{align}\" is not a valid value for the \"align\" option."),
                    no,
                );
            }
        }
        if let Some(Some(target)) = parts.options.get("target") {
            let lines: Vec<Vec<char>> =
                target.split('\n').map(|line| escape(&line.chars().collect::<Vec<_>>())).collect();
            if let Some(name) = indirect(&lines) {
                self.reg.references.push((normal(&name), no));
            }
        }
        let image = if key == "image" { self.add(m.node, Kind::Leaf, no) } else { self.make(Kind::Leaf, no) };
        self.name_option(parts, "name", image, no)?;
        if key == "image" {
            return Ok(());
        }
        let figure = self.add(m.node, Kind::Body, no);
        self.attach(figure, image);
        self.name_option(parts, "figname", figure, no)?;
        if content.is_empty() {
            return Ok(());
        }
        let bare = self.make(Kind::Bare, no);
        self.nested(content, bare)?;
        let kids = self.nodes[bare].kids.clone();
        if kids.is_empty() {
            return unsure("a figure whose content is empty", no);
        }
        for &kid in &kids {
            match self.nodes[kid].kind {
                Kind::Target | Kind::Class | Kind::Pending => {}
                Kind::Paragraph | Kind::Comment { empty: true } => break,
                _ => return fail("Figure caption must be a paragraph or empty comment.", no),
            }
        }
        for kid in kids {
            self.attach(figure, kid);
        }
        Ok(())
    }

    fn table_directive(&mut self, m: &mut Machine, parts: &Parts, content: Vec<Line>, no: u32) -> Res<()> {
        self.inline_argument(parts, no, m.node)?;
        let bare = self.make(Kind::Bare, no);
        self.nested(content, bare)?;
        let [table] = self.nodes[bare].kids[..] else {
            return fail("Error parsing content block for the \"table\" directive: exactly one table expected.", no);
        };
        let Kind::Table { columns } = self.nodes[table].kind else {
            return fail("Error parsing content block for the \"table\" directive: exactly one table expected.", no);
        };
        self.check_widths(parts, columns, no)?;
        self.attach(m.node, table);
        self.name_option(parts, "name", table, no)
    }

    fn check_widths(&self, parts: &Parts, columns: usize, no: u32) -> Res<()> {
        let _ = self.depth;
        if let Some(Some(widths)) = parts.options.get("widths")
            && !matches!(widths.as_str(), "auto" | "grid")
        {
            let count = if widths.contains(',') { widths.split(',').count() } else { words(widths).len() };
            if count != columns {
                return fail(format!("widths do not match the number of columns in table ({columns})."), no);
            }
        }
        Ok(())
    }

    fn list_table(&mut self, m: &mut Machine, parts: &Parts, content: Vec<Line>, no: u32) -> Res<()> {
        self.inline_argument(parts, no, m.node)?;
        let bare = self.make(Kind::Bare, no);
        self.nested(content, bare)?;
        let one = "Error parsing content block for the \"list-table\" directive: exactly one bullet list expected.";
        let [list] = self.nodes[bare].kids[..] else { return fail(one, no) };
        if self.nodes[list].kind != Kind::BulletList {
            return fail(one, no);
        }
        let mut columns = None;
        let rows = self.nodes[list].kids.clone();
        for &row in &rows {
            let inner = match self.nodes[row].kids[..] {
                [inner] if self.nodes[inner].kind == Kind::BulletList => inner,
                _ => {
                    return fail(
                        "Error parsing content block for the \"list-table\" directive: two-level bullet list expected.",
                        no,
                    );
                }
            };
            let cells = self.nodes[inner].kids.len();
            if *columns.get_or_insert(cells) != cells {
                return fail(
                    "Error parsing content block for the \"list-table\" directive: uniform two-level bullet list expected.",
                    no,
                );
            }
        }
        let columns = columns.unwrap_or_default();
        self.check_widths(parts, columns, no)?;
        let natural = |option: &str| -> usize {
            let value = parts.options.get(option).and_then(Option::as_deref).and_then(int).flatten();
            value.and_then(|value| usize::try_from(value).ok()).unwrap_or_default()
        };
        let (headers, stubs) = (natural("header-rows"), natural("stub-columns"));
        if (headers > 0 && rows.len() <= headers) || (stubs > 0 && columns <= stubs) {
            return fail("Insufficient data supplied; required by \"list-table\" directive.", no);
        }
        let table = self.add(m.node, Kind::Table { columns }, no);
        self.attach(table, list);
        self.name_option(parts, "name", table, no)
    }
}

/// Whether the content of a `meta` directive is fields alone, whose attributes docutils takes.
fn is_plain_meta(content: &[Line]) -> bool {
    let mut inside = false;
    content.iter().all(|line| {
        let text: String = line.text.iter().collect();
        if text.trim().is_empty() || text.starts_with(' ') {
            return inside || text.trim().is_empty();
        }
        inside = true;
        let field = text.strip_prefix(':').and_then(|rest| rest.split_once(':'));
        let Some((name, _)) = field.filter(|(_, rest)| rest.is_empty() || rest.starts_with(' ')) else { return false };
        let mut words = name.split(' ');
        let plain = |word: &str| !word.is_empty() && !word.contains(['\\', '"', '\'', '`', '*', '|']);
        words.next().is_some_and(|word| plain(word) && !word.contains('='))
            && words.all(|word| word.split_once('=').is_some_and(|(name, value)| plain(name) && plain(value)))
    })
}
