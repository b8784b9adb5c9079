//! Expressions of GitHub Actions: which contexts they read, and what a condition comes to where only the event is known.
//!
//! Nothing is run: a condition is decided by what every run of one event has in common, and is unknown otherwise.

use std::ops::Range;

/// Expressions inside expressions.
const MAX_DEPTH: usize = 32;

#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    Text(String),
    Number(f64),
    Bool(bool),
    Null,
    /// A context such as `github.event.release.tag_name`, in lower case; an index by an expression is `*`.
    Context(String),
    Call(String, Vec<Expression>),
    Not(Box<Expression>),
    Both(Box<Expression>, Box<Expression>),
    Either(Box<Expression>, Box<Expression>),
    Compare(&'static str, Box<Expression>, Box<Expression>),
}

/// `${{ … }}` inside a text: the bytes of each, braces included, and what stands between them.
#[must_use]
pub fn inside(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("${{").map(|start| at + start) {
        let Some(end) = closing(text, start + 3) else { break };
        found.push((start..end + 2, text[start + 3..end].trim()));
        at = end + 2;
    }
    found
}

/// Where the `}}` of an expression stands; braces inside its strings do not count.
#[must_use]
pub fn closing(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut quoted = false;
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'\'' => quoted = !quoted,
            b'}' if !quoted && bytes.get(at + 1) == Some(&b'}') => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The expression of an `if:`, with or without braces; `None` where it cannot be read.
#[must_use]
pub fn condition(text: &str) -> Option<Expression> {
    let text = text.trim();
    match inside(text).as_slice() {
        [] => parse(text),
        [(range, body)] if *range == (0..text.len()) => parse(body),
        // Text around an expression is a string that is not empty, which is true.
        _ => Some(Expression::Bool(true)),
    }
}

/// Reads one expression.
#[must_use]
pub fn parse(text: &str) -> Option<Expression> {
    let tokens = tokens(text)?;
    let mut reader = Reader { tokens: &tokens, at: 0 };
    let expression = reader.either(0)?;
    (reader.at == tokens.len()).then_some(expression)
}

impl Expression {
    /// Every context that it reads.
    #[must_use]
    pub fn contexts(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.walk(&mut |expression| {
            if let Self::Context(path) = expression {
                found.push(path.as_str());
            }
        });
        found
    }

    /// Whether it calls that function, a name in lower case.
    #[must_use]
    pub fn calls(&self, function: &str) -> bool {
        let mut found = false;
        self.walk(&mut |expression| found |= matches!(expression, Self::Call(name, _) if name == function));
        found
    }

    fn walk<'e>(&'e self, visit: &mut dyn FnMut(&'e Self)) {
        visit(self);
        match self {
            Self::Call(_, arguments) => arguments.iter().for_each(|argument| argument.walk(visit)),
            Self::Not(one) => one.walk(visit),
            Self::Both(one, other) | Self::Either(one, other) | Self::Compare(_, one, other) => {
                one.walk(visit);
                other.walk(visit);
            }
            _ => {}
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Text(String),
    Number(f64),
    Name(String),
    Sign(&'static str),
}

const SIGNS: [&str; 15] = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ".", ","];

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            let mut value = String::new();
            let mut after = &rest[1..];
            loop {
                let end = after.find('\'')?;
                value.push_str(&after[..end]);
                after = &after[end + 1..];
                // A quote inside a string is written twice.
                match after.strip_prefix('\'') {
                    Some(more) => {
                        value.push('\'');
                        after = more;
                    }
                    None => break,
                }
            }
            tokens.push(Token::Text(value));
            rest = after;
        } else if first.is_ascii_digit() || (first == '-' && rest[1..].starts_with(|c: char| c.is_ascii_digit())) {
            let end =
                rest[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '.').map_or(rest.len(), |end| end + 1);
            tokens.push(Token::Number(rest[..end].parse().ok()?));
            rest = &rest[end..];
        } else if first.is_alphabetic() || first == '_' || first == '*' {
            let name = |c: char| c.is_alphanumeric() || c == '_' || c == '-' || c == '*';
            let end = rest.find(|c: char| !name(c)).unwrap_or(rest.len());
            tokens.push(Token::Name(rest[..end].to_ascii_lowercase()));
            rest = &rest[end..];
        } else {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign))?;
            tokens.push(Token::Sign(sign));
            rest = &rest[sign.len()..];
        }
        rest = rest.trim_start();
    }
    Some(tokens)
}

struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
}

impl Reader<'_> {
    fn sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Sign(next)) if *next == sign);
        self.at += usize::from(found);
        found
    }

    fn either(&mut self, depth: usize) -> Option<Expression> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut one = self.both(depth)?;
        while self.sign("||") {
            one = Expression::Either(Box::new(one), Box::new(self.both(depth)?));
        }
        Some(one)
    }

    fn both(&mut self, depth: usize) -> Option<Expression> {
        let mut one = self.compare(depth)?;
        while self.sign("&&") {
            one = Expression::Both(Box::new(one), Box::new(self.compare(depth)?));
        }
        Some(one)
    }

    fn compare(&mut self, depth: usize) -> Option<Expression> {
        let mut one = self.unary(depth)?;
        while let Some(operator) = ["==", "!=", "<=", ">=", "<", ">"].into_iter().find(|operator| self.sign(operator)) {
            one = Expression::Compare(operator, Box::new(one), Box::new(self.unary(depth)?));
        }
        Some(one)
    }

    fn unary(&mut self, depth: usize) -> Option<Expression> {
        if depth > MAX_DEPTH {
            return None;
        }
        if self.sign("!") {
            return Some(Expression::Not(Box::new(self.unary(depth + 1)?)));
        }
        if self.sign("(") {
            let one = self.either(depth + 1)?;
            return self.sign(")").then_some(one);
        }
        let token = self.tokens.get(self.at)?.clone();
        self.at += 1;
        let name = match token {
            Token::Text(text) => return Some(Expression::Text(text)),
            Token::Number(number) => return Some(Expression::Number(number)),
            Token::Sign(_) => return None,
            Token::Name(name) => name,
        };
        match name.as_str() {
            "true" => return Some(Expression::Bool(true)),
            "false" => return Some(Expression::Bool(false)),
            "null" => return Some(Expression::Null),
            _ => {}
        }
        if self.sign("(") {
            let mut arguments = Vec::new();
            while !self.sign(")") {
                arguments.push(self.either(depth + 1)?);
                if !self.sign(",") && !matches!(self.tokens.get(self.at), Some(Token::Sign(")"))) {
                    return None;
                }
            }
            // A property of what a function gives, as in `fromJSON(x).y`, is not told apart.
            let mut rest = String::new();
            self.properties(&mut rest, depth)?;
            return Some(Expression::Call(name, arguments));
        }
        let mut path = name;
        self.properties(&mut path, depth)?;
        Some(Expression::Context(path))
    }

    fn properties(&mut self, path: &mut String, depth: usize) -> Option<()> {
        loop {
            if self.sign(".") {
                let Some(Token::Name(name)) = self.tokens.get(self.at) else { return None };
                self.at += 1;
                path.push('.');
                path.push_str(name);
            } else if self.sign("[") {
                let index = self.either(depth + 1)?;
                if !self.sign("]") {
                    return None;
                }
                path.push('.');
                match index {
                    Expression::Text(text) => path.push_str(&text.to_ascii_lowercase()),
                    _ => path.push('*'),
                }
            } else {
                return Some(());
            }
        }
    }
}

/// What starts a run, as far as conditions tell it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    PushTag,
    PushBranch,
    Release,
    /// `workflow_dispatch` on a branch: what its button offers.
    Dispatch,
    PullRequest,
    PullRequestTarget,
    WorkflowRun,
    Schedule,
    /// Called by another workflow, whose event is not known here.
    Call,
    Other,
}

impl Event {
    /// The value of `github.event_name`; `None` where several have one meaning here.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::PushTag | Self::PushBranch => Some("push"),
            Self::Release => Some("release"),
            Self::Dispatch => Some("workflow_dispatch"),
            Self::PullRequest => Some("pull_request"),
            Self::PullRequestTarget => Some("pull_request_target"),
            Self::WorkflowRun => Some("workflow_run"),
            Self::Schedule => Some("schedule"),
            Self::Call | Self::Other => None,
        }
    }

    /// What `github.ref` begins with in every run of it.
    fn reference(self) -> Option<&'static str> {
        match self {
            Self::PushTag | Self::Release => Some("refs/tags/"),
            Self::PushBranch | Self::Dispatch | Self::PullRequestTarget | Self::WorkflowRun | Self::Schedule => {
                Some("refs/heads/")
            }
            Self::PullRequest => Some("refs/pull/"),
            Self::Call | Self::Other => None,
        }
    }
}

/// What is known of a value in every run of one event.
#[derive(Debug, Clone, PartialEq)]
enum Known {
    Exactly(String),
    StartsWith(&'static str),
    Bool(bool),
    Nothing,
    Unknown,
}

/// Whether the condition holds in every run of the event, in none, or in some.
#[must_use]
pub fn holds(expression: &Expression, event: Event) -> Option<bool> {
    truth(&known(expression, event))
}

fn truth(known: &Known) -> Option<bool> {
    match known {
        Known::Exactly(text) => Some(!text.is_empty()),
        Known::StartsWith(_) => Some(true),
        Known::Bool(flag) => Some(*flag),
        Known::Nothing => Some(false),
        Known::Unknown => None,
    }
}

fn known(expression: &Expression, event: Event) -> Known {
    let flag = |flag: Option<bool>| flag.map_or(Known::Unknown, Known::Bool);
    match expression {
        Expression::Text(text) => Known::Exactly(text.clone()),
        Expression::Bool(value) => Known::Bool(*value),
        Expression::Null => Known::Nothing,
        Expression::Number(number) => Known::Bool(*number != 0.0),
        Expression::Context(path) => context(path, event),
        Expression::Not(one) => flag(holds(one, event).map(|one| !one)),
        Expression::Both(one, other) => flag(match (holds(one, event), holds(other, event)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }),
        Expression::Either(one, other) => flag(match (holds(one, event), holds(other, event)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        }),
        Expression::Compare(operator, one, other) => {
            let same = same(&known(one, event), &known(other, event));
            match *operator {
                "==" => flag(same),
                "!=" => flag(same.map(|same| !same)),
                _ => Known::Unknown,
            }
        }
        Expression::Call(name, arguments) => match (name.as_str(), arguments.as_slice()) {
            ("always", _) => Known::Bool(true),
            ("startswith", [one, other]) => flag(starts_with(&known(one, event), &known(other, event))),
            ("contains", [one, other]) => match (known(one, event), known(other, event)) {
                (Known::Exactly(one), Known::Exactly(other)) => Known::Bool(one.contains(&other)),
                (Known::StartsWith(one), Known::Exactly(other)) if one.contains(&other) => Known::Bool(true),
                _ => Known::Unknown,
            },
            _ => Known::Unknown,
        },
    }
}

fn context(path: &str, event: Event) -> Known {
    let exactly = |text: &str| Known::Exactly(text.to_owned());
    match path {
        "github.event_name" => event.name().map_or(Known::Unknown, exactly),
        "github.ref" => event.reference().map_or(Known::Unknown, Known::StartsWith),
        "github.ref_type" => match event.reference() {
            Some("refs/tags/") => exactly("tag"),
            Some("refs/heads/") => exactly("branch"),
            _ => Known::Unknown,
        },
        "github.event.action" => match event {
            Event::PushTag | Event::PushBranch | Event::Dispatch | Event::Schedule => Known::Nothing,
            _ => Known::Unknown,
        },
        _ if path == "github.event.release" || path.starts_with("github.event.release.") => match event {
            Event::Release | Event::Call | Event::Other => Known::Unknown,
            _ => Known::Nothing,
        },
        _ if path.starts_with("inputs.") || path.starts_with("github.event.inputs.") => match event {
            Event::Dispatch | Event::Call | Event::Other => Known::Unknown,
            _ => Known::Nothing,
        },
        _ => Known::Unknown,
    }
}

/// Texts are compared without regard to case.
fn same(one: &Known, other: &Known) -> Option<bool> {
    match (one, other) {
        (Known::Exactly(one), Known::Exactly(other)) => Some(one.eq_ignore_ascii_case(other)),
        (Known::StartsWith(start), Known::Exactly(text)) | (Known::Exactly(text), Known::StartsWith(start)) => {
            if text.to_ascii_lowercase().starts_with(start) { None } else { Some(false) }
        }
        (Known::Nothing, Known::Exactly(text)) | (Known::Exactly(text), Known::Nothing) => Some(text.is_empty()),
        (Known::Bool(one), Known::Bool(other)) => Some(one == other),
        (Known::Nothing, Known::Bool(flag)) | (Known::Bool(flag), Known::Nothing) => Some(!flag),
        (Known::Nothing, Known::Nothing) => Some(true),
        _ => None,
    }
}

fn starts_with(text: &Known, start: &Known) -> Option<bool> {
    let Known::Exactly(start) = start else { return None };
    let start = start.to_ascii_lowercase();
    match text {
        Known::Exactly(text) => Some(text.to_ascii_lowercase().starts_with(&start)),
        Known::StartsWith(known) if known.starts_with(&start) => Some(true),
        Known::StartsWith(known) if !start.starts_with(known) => Some(false),
        Known::Nothing => Some(start.is_empty()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, event: Event, expected: Option<bool>) {
        assert_eq!(holds(&condition(text).unwrap(), event), expected, "{text} on {event:?}");
    }

    #[test]
    fn conditions_are_decided_by_the_event_alone() {
        check("startsWith(github.ref, 'refs/tags/')", Event::PushTag, Some(true));
        check("${{ startsWith(github.ref, 'refs/tags/v') }}", Event::PushTag, None);
        check("startsWith(github.ref, 'refs/tags/v')", Event::Dispatch, Some(false));
        check("github.event_name == 'push' && github.ref == 'refs/heads/main'", Event::PushTag, Some(false));
        check("github.event_name == 'push' && github.ref == 'refs/heads/main'", Event::PushBranch, None);
        check("github.repository == 'a/b' && github.event.action == 'published'", Event::PushTag, Some(false));
        check("github.repository == 'a/b' && github.event.action == 'published'", Event::Release, None);
        check("github.ref_type == 'tag' || github.event_name == 'release'", Event::PullRequest, None);
        check("always()", Event::PullRequest, Some(true));
        check("!startsWith(github.ref, 'refs/tags/')", Event::PushTag, Some(false));
        check("inputs.publish == true", Event::PushTag, Some(false));
        check("${{ a }} && b", Event::PushTag, Some(true));
    }

    #[test]
    fn contexts_are_found_wherever_they_stand() {
        let text = "format('{0}}}', github.event.inputs['Tag'], fromJSON(needs.a.outputs.b)[0]) || !(x.y)";
        let mut contexts: Vec<String> = parse(text).unwrap().contexts().into_iter().map(str::to_owned).collect();
        contexts.sort();
        assert_eq!(contexts, ["github.event.inputs.tag", "needs.a.outputs.b", "x.y"]);
    }

    #[test]
    fn strange_expressions_are_no_expressions_and_no_panics() {
        let deep = "(".repeat(10_000) + "a" + &")".repeat(10_000);
        let nots = "!".repeat(10_000) + "a";
        for text in ["", "'", "a.", "a b", "f(", "a[", "1x", "ü", "-", "'ü", deep.as_str(), nots.as_str()] {
            let _ = parse(text);
        }
        assert_eq!(inside("a ${{ b"), []);
        assert_eq!(inside("${{ '}}' }}x"), [(0..11, "'}}'")]);
    }
}
