//! The commands of a shell script, with where each word stands: enough of bash to see what a step runs.
//!
//! Nothing is expanded or run. What cannot be read as a command is passed over; the cost is linear in the script.

use super::expression::closing;

/// Substitutions inside substitutions.
const MAX_DEPTH: usize = 8;

/// Commands of one script that are looked at.
const MAX_COMMANDS: usize = 5_000;

/// A simple command: what stands between two operators.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Command {
    /// `NAME=value` before the command itself.
    pub assignments: Vec<(String, String)>,
    /// The command and its arguments; none for assignments alone.
    pub words: Vec<Word>,
    /// Byte of the script at which it begins.
    pub offset: usize,
    /// Files that it writes or reads by `>` and `<`.
    pub redirects: Vec<String>,
    /// Whether it stands inside a loop.
    pub in_loop: bool,
    /// Whether `||` follows, so that its failure does not end the step.
    pub tolerated: bool,
}

/// One word, quotes and backslashes taken away, variables and expressions left as they are written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Word {
    pub text: String,
    /// Byte of the script at which it begins.
    pub offset: usize,
    /// Whether it has an asterisk that the shell replaces by the names of files.
    pub glob: bool,
    pub quoted: bool,
}

impl Command {
    /// The words as one line.
    #[must_use]
    pub fn line(&self) -> String {
        self.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// Every command of a script, those in substitutions too, in the order in which they end.
#[must_use]
pub fn commands(script: &str) -> Vec<Command> {
    let mut out = Vec::new();
    Reader::new(script, 0, 0, &mut out).read();
    out
}

struct Reader<'s, 'o> {
    text: &'s str,
    /// Of `text` in the whole script.
    base: usize,
    depth: usize,
    at: usize,
    loops: usize,
    current: Command,
    word: Option<Word>,
    /// The next word belongs to a redirection.
    redirect: bool,
    /// Ends of here-documents that begin after this line.
    documents: Vec<String>,
    /// The next word names a here-document.
    document: bool,
    /// Words up to the next separator are no command, as those of `for … in`.
    passed_over: bool,
    out: &'o mut Vec<Command>,
}

impl<'s, 'o> Reader<'s, 'o> {
    fn new(text: &'s str, base: usize, depth: usize, out: &'o mut Vec<Command>) -> Self {
        Self {
            text,
            base,
            depth,
            at: 0,
            loops: 0,
            current: Command::default(),
            word: None,
            redirect: false,
            documents: Vec::new(),
            document: false,
            passed_over: false,
            out,
        }
    }

    fn read(mut self) {
        while let Some(c) = self.text[self.at..].chars().next() {
            if self.out.len() >= MAX_COMMANDS {
                return;
            }
            let here = self.at;
            self.at += c.len_utf8();
            match c {
                '\n' => {
                    self.end_command(false);
                    self.skip_documents();
                }
                ' ' | '\t' | '\r' => self.end_word(),
                '#' if self.word.is_none() => self.skip_line(),
                ';' | '(' | ')' => self.end_command(false),
                '|' | '&' if self.operator(c) => {}
                '<' | '>' => self.redirection(c, here),
                '\\' => self.escaped(here),
                '\'' => {
                    let end = self.text[self.at..].find('\'').map_or(self.text.len(), |end| self.at + end);
                    let text = &self.text[self.at..end];
                    self.push_quoted(here, text);
                    self.at = (end + 1).min(self.text.len());
                }
                '"' => self.double_quoted(here),
                '$' => self.dollar(here),
                '`' => {
                    let end = self.text[self.at..].find('`').map_or(self.text.len(), |end| self.at + end);
                    self.substitute(here, self.at, end);
                    self.at = (end + 1).min(self.text.len());
                }
                _ => {
                    let word = self.word_at(here);
                    word.text.push(c);
                    word.glob |= c == '*';
                }
            }
        }
        self.end_command(false);
    }

    fn word_at(&mut self, at: usize) -> &mut Word {
        let offset = self.base + at;
        self.word.get_or_insert_with(|| Word { offset, ..Word::default() })
    }

    fn push_quoted(&mut self, at: usize, text: &str) {
        let word = self.word_at(at);
        word.text.push_str(text);
        word.quoted = true;
    }

    fn skip_line(&mut self) {
        self.at = self.text[self.at..].find('\n').map_or(self.text.len(), |end| self.at + end);
    }

    /// `|`, `||`, `&&`, `&`; not the `&` of `2>&1` and `&>`.
    fn operator(&mut self, c: char) -> bool {
        let next = self.text[self.at..].chars().next();
        if c == '&' && next == Some('>') {
            return true;
        }
        let double = next == Some(c);
        if double || (c == '|' && next == Some('&')) {
            self.at += 1;
        }
        self.end_command(c == '|' && double);
        true
    }

    fn redirection(&mut self, c: char, here: usize) {
        // The number before it is no word.
        if self.word.as_ref().is_some_and(|word| !word.quoted && word.text.bytes().all(|byte| byte.is_ascii_digit())) {
            self.word = None;
        }
        self.end_word();
        let rest = &self.text[here..];
        if c == '<' && rest.starts_with("<<<") {
            self.at = here + 3;
        } else if c == '<' && rest.starts_with("<<") {
            self.at = here + if rest.starts_with("<<-") { 3 } else { 2 };
            self.document = true;
            return;
        } else {
            while self.text[self.at..].starts_with(['>', '&', '|']) {
                self.at += 1;
            }
        }
        self.redirect = true;
    }

    fn escaped(&mut self, here: usize) {
        let Some(next) = self.text[self.at..].chars().next() else { return };
        self.at += next.len_utf8();
        match next {
            '\n' => self.end_word(),
            '\r' if self.text[self.at..].starts_with('\n') => {
                self.at += 1;
                self.end_word();
            }
            _ => self.word_at(here).text.push(next),
        }
    }

    fn double_quoted(&mut self, here: usize) {
        self.push_quoted(here, "");
        while let Some(c) = self.text[self.at..].chars().next() {
            let at = self.at;
            self.at += c.len_utf8();
            match c {
                '"' => return,
                '\\' => {
                    let Some(next) = self.text[self.at..].chars().next() else { return };
                    self.at += next.len_utf8();
                    let word = self.word_at(here);
                    if !matches!(next, '$' | '`' | '"' | '\\' | '\n') {
                        word.text.push('\\');
                    }
                    if next != '\n' {
                        word.text.push(next);
                    }
                }
                '$' => self.dollar(at),
                _ => self.word_at(here).text.push(c),
            }
        }
    }

    /// A variable, an expression of the workflow or a substitution; `here` is where the `$` stands.
    fn dollar(&mut self, here: usize) {
        let rest = &self.text[here..];
        let end = if rest.starts_with("${{") {
            closing(self.text, here + 3).map_or(self.text.len(), |end| end + 2)
        } else if rest.starts_with("$((") {
            self.text[here..].find("))").map_or(self.text.len(), |end| here + end + 2)
        } else if rest.starts_with("$(") {
            let end = self.closing_parenthesis(here + 2);
            self.substitute(here, here + 2, end);
            self.at = (end + 1).min(self.text.len());
            return;
        } else if rest.starts_with("${") {
            self.text[here..].find('}').map_or(self.text.len(), |end| here + end + 1)
        } else {
            here + 1
        };
        let text = &self.text[here..end];
        self.word_at(here).text.push_str(text);
        self.at = end;
    }

    /// Where the `)` of a substitution stands; parentheses in quotes do not count.
    fn closing_parenthesis(&self, from: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut open = 1_usize;
        let mut quote = None;
        let mut at = from;
        while at < bytes.len() {
            match (bytes[at], quote) {
                (b'\\', _) => at += 1,
                (b'\'' | b'"', None) => quote = Some(bytes[at]),
                (byte, Some(open)) if byte == open => quote = None,
                (b'(', None) => open += 1,
                (b')', None) => {
                    open -= 1;
                    if open == 0 {
                        return at;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        bytes.len()
    }

    /// Commands inside a substitution are commands; the word keeps it as it is written.
    fn substitute(&mut self, here: usize, from: usize, to: usize) {
        let inner = self.text.get(from..to).unwrap_or_default();
        let whole = self.text.get(here..(to + 1).min(self.text.len())).unwrap_or(inner);
        self.word_at(here).text.push_str(whole);
        if self.depth < MAX_DEPTH {
            Reader::new(inner, self.base + from, self.depth + 1, self.out).read();
        }
    }

    fn end_word(&mut self) {
        let Some(word) = self.word.take() else { return };
        if std::mem::take(&mut self.document) {
            self.documents.push(word.text);
            return;
        }
        if std::mem::take(&mut self.redirect) {
            self.current.redirects.push(word.text);
            return;
        }
        if self.passed_over {
            return;
        }
        if self.current.words.is_empty() {
            if !word.quoted && self.keyword(&word.text) {
                return;
            }
            if self.current.assignments.is_empty() {
                self.current.offset = word.offset;
            }
            if let Some((name, value)) = word.text.split_once('=')
                && is_name(name)
            {
                self.current.assignments.push((name.to_owned(), value.to_owned()));
                return;
            }
        }
        self.current.words.push(word);
    }

    /// Words of the shell itself that stand before a command.
    fn keyword(&mut self, word: &str) -> bool {
        match word {
            "if" | "then" | "elif" | "else" | "fi" | "do" | "!" | "{" | "}" | "esac" | "time" | "[[" | "[" => {
                // A test is no command that rules ask for.
                self.passed_over |= word.starts_with('[');
            }
            "while" | "until" => self.loops += 1,
            "for" | "select" => {
                self.loops += 1;
                self.passed_over = true;
            }
            "case" | "function" => self.passed_over = true,
            "done" => self.loops = self.loops.saturating_sub(1),
            _ => return false,
        }
        true
    }

    fn end_command(&mut self, tolerated: bool) {
        self.end_word();
        self.redirect = false;
        self.passed_over = false;
        let mut command = std::mem::take(&mut self.current);
        command.in_loop = self.loops > 0;
        command.tolerated = tolerated;
        if !command.words.is_empty() || !command.assignments.is_empty() {
            self.out.push(command);
        }
    }

    fn skip_documents(&mut self) {
        for name in std::mem::take(&mut self.documents) {
            while self.at < self.text.len() {
                let end = self.text[self.at..].find('\n').map_or(self.text.len(), |end| self.at + end);
                let line = self.text[self.at..end].trim();
                self.at = (end + 1).min(self.text.len());
                if line == name {
                    break;
                }
            }
        }
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(script: &str) -> Vec<String> {
        commands(script).iter().map(Command::line).collect()
    }

    #[test]
    fn commands_are_seen_behind_operators_keywords_and_substitutions() {
        assert_eq!(
            lines("set -e\nif ! uv build --wheel; then exit 1; fi && twine check dist/* | tee log 2>&1\n"),
            ["set -e", "uv build --wheel", "exit 1", "twine check dist/*", "tee log"]
        );
        assert_eq!(
            lines("V=$(uv version --short) \\\n  uv \\\n  build # not this"),
            ["uv version --short", "uv build"]
        );
        assert_eq!(lines("for f in dist/*; do\n  pip install \"$f\"\ndone"), ["pip install $f"]);
        assert_eq!(lines("cat > x <<'EOF'\nuv publish\nEOF\nuv build"), ["cat", "uv build"]);
        assert_eq!(lines("echo ${{ a || 'b' }} \"x && y\" 'uv publish'"), ["echo ${{ a || 'b' }} x && y uv publish"]);
        assert_eq!(lines("uv build &> log; [ -z \"$X\" ] && uv publish"), ["uv build", "uv publish"]);
    }

    #[test]
    fn a_command_knows_how_it_stands() {
        let all = commands("A=1 B=\"x y\" uv publish dist/*.whl || true\nuntil pip install demo; do sleep 5; done\n");
        assert_eq!(all[0].assignments[1], ("B".to_owned(), "x y".to_owned()));
        assert!(all[0].tolerated && all[0].words[2].glob && !all[0].in_loop);
        assert_eq!(all[0].words[1].offset, 15);
        let install = all.iter().find(|command| command.line() == "pip install demo").unwrap();
        assert!(install.in_loop);
        assert_eq!(commands("sha256sum dist/* > dist/SUMS 2>&1")[0].redirects, ["dist/SUMS", "1"]);
    }

    #[test]
    fn what_is_not_closed_ends_with_the_script() {
        let deep = "$(".repeat(10_000);
        for script in ["'", "\"", "$(", "`", "${{", "${", "a <<E\nb", "\\", "\"\\", "2>", "&", "ü'ü", deep.as_str()] {
            let _ = commands(script);
        }
    }
}
