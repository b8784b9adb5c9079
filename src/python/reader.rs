//! One walk over the statements of a module: names, imports and what else rules ask for.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Operator, Stmt};
use ruff_text_size::{Ranged, TextSize};

use super::source::Lines;
use super::syntax::NewSyntax;
use super::{Binding, BindingKind, Import, Module, Resource, When};

/// Collects facts. Expressions are only walked where the text says that there may be something in them.
pub(super) struct Reader<'a> {
    text: &'a str,
    lines: &'a Lines,
    module: Module,
    /// `from __future__ import annotations`: annotations are not evaluated.
    annotations_are_text: bool,
    build: bool,
}

/// Where a statement stands.
#[derive(Clone, Copy)]
struct Place {
    when: When,
    /// Names that it binds are the module's own.
    module_scope: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, lines: &'a Lines, module: Module, build: bool) -> Self {
        Self { text, lines, module, annotations_are_text: false, build }
    }

    pub(super) fn finish(self) -> Module {
        self.module
    }

    /// Whether the text holds both something that runs code and something that decodes it.
    pub(super) fn may_decode_code(text: &str) -> bool {
        (text.contains("exec(") || text.contains("eval("))
            && ["base64", "zlib", "marshal", "codecs", "fromhex", "hexlify", "chr("].iter().any(|it| text.contains(it))
    }

    pub(super) fn read(&mut self, body: &[Stmt]) {
        self.module.extends_path = self.text.contains("extend_path(") || self.text.contains("declare_namespace(");
        self.module.redirects = redirects(self.text);
        // Whoever gets hold of the module's names may bind more: protobuf's `_pb2` modules hand `globals()` on.
        let names = ["globals()", "locals()", "vars()", "modules[__name__]"];
        self.module.open = names.iter().any(|it| self.text.contains(it));
        self.body(body, Place { when: When::Eager, module_scope: true });
        let resources = ["get_data(", "resources", "resource_", "__file__"].iter().any(|it| self.text.contains(it));
        let dynamic = self.text.contains("import_module(") || self.text.contains("__import__(");
        let walks = Walks { resources, decoded: Self::may_decode_code(self.text), dynamic, network: self.build };
        if walks.resources || walks.decoded || walks.dynamic || walks.network {
            let mut calls = Calls { reader: self, walks, attempts: 0 };
            calls.visit_body(body);
        }
    }

    fn line(&self, at: TextSize) -> u32 {
        self.lines.line(at)
    }

    fn bind(&mut self, name: &str, kind: BindingKind, at: TextSize) {
        let line = self.line(at);
        let binding = Binding { kind, line, again: false };
        self.module.bound.entry(name.to_owned()).and_modify(|bound| bound.again = true).or_insert(binding);
        if name == "__getattr__" && matches!(kind, BindingKind::Function { .. }) {
            self.module.open = true;
        }
    }

    fn body(&mut self, body: &[Stmt], mut place: Place) {
        for statement in body {
            self.statement(statement, place);
            if place.module_scope && place.when == When::Eager && ends(statement) {
                place.when = When::Lazy;
            }
        }
    }

    fn statement(&mut self, statement: &Stmt, place: Place) {
        let guarded = Place { when: place.when.max(When::Guarded), ..place };
        match statement {
            Stmt::FunctionDef(def) => self.function(def, place),
            Stmt::ClassDef(def) => {
                if place.module_scope {
                    self.bind(def.name.as_str(), BindingKind::Class, def.start());
                }
                self.body(&def.body, Place { module_scope: false, ..place });
            }
            Stmt::Assign(assign) if place.module_scope => {
                self.assign(&assign.targets, &assign.value, assign.start());
            }
            Stmt::AnnAssign(assign) => {
                if place.when == When::Eager {
                    self.annotation(&assign.annotation);
                }
                if let (true, Some(value)) = (place.module_scope, &assign.value) {
                    self.assign(std::slice::from_ref(&*assign.target), value, assign.start());
                }
            }
            Stmt::AugAssign(assign) if place.module_scope => self.target(&assign.target, BindingKind::Assignment),
            Stmt::TypeAlias(alias) if place.module_scope => self.target(&alias.name, BindingKind::Assignment),
            Stmt::Import(import) => self.import(import, place),
            Stmt::ImportFrom(import) => self.import_from(import, place),
            Stmt::If(branch) => self.branch(branch, place),
            Stmt::Try(attempt) => {
                let inner = if attempt.handlers.is_empty() { place } else { guarded };
                self.body(&attempt.body, inner);
                for ast::ExceptHandler::ExceptHandler(handler) in &attempt.handlers {
                    if let (true, Some(name)) = (place.module_scope, &handler.name) {
                        self.bind(name.as_str(), BindingKind::Assignment, name.start());
                    }
                    self.body(&handler.body, guarded);
                }
                self.body(&attempt.orelse, inner);
                self.body(&attempt.finalbody, place);
            }
            Stmt::With(with) => {
                if place.module_scope {
                    let targets = with.items.iter().filter_map(|item| item.optional_vars.as_deref());
                    targets.for_each(|target| self.target(target, BindingKind::Assignment));
                }
                // Most context managers swallow or skip nothing, but which do cannot be seen.
                let plain = with.items.iter().all(|item| self.source(&item.context_expr).contains("catch_warnings"));
                self.body(&with.body, if plain { place } else { guarded });
            }
            Stmt::For(each) => {
                if place.module_scope {
                    self.target(&each.target, BindingKind::Assignment);
                }
                self.body(&each.body, guarded);
                self.body(&each.orelse, guarded);
            }
            Stmt::While(repeat) => {
                self.named(&repeat.test, place);
                self.body(&repeat.body, guarded);
                self.body(&repeat.orelse, guarded);
            }
            Stmt::Match(choice) => {
                // Patterns bind names too; they are rare at module level, so such a module is taken as open.
                self.module.open |= place.module_scope;
                choice.cases.iter().for_each(|case| self.body(&case.body, guarded));
            }
            Stmt::Global(global) => {
                for name in &global.names {
                    self.bind(name.as_str(), BindingKind::Assignment, name.start());
                }
            }
            Stmt::Expr(expression) if place.module_scope => self.expression(&expression.value),
            _ => {}
        }
    }

    fn function(&mut self, def: &ast::StmtFunctionDef, place: Place) {
        let parameters = &*def.parameters;
        if place.module_scope {
            let needed = parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs);
            let required = needed.filter(|parameter| parameter.default.is_none()).count();
            let kind = BindingKind::Function {
                is_async: def.is_async,
                required: u16::try_from(required).unwrap_or(u16::MAX),
                decorated: !def.decorator_list.is_empty(),
            };
            self.bind(def.name.as_str(), kind, def.start());
        }
        if place.when == When::Eager {
            let all = parameters.iter_non_variadic_params().map(|parameter| &parameter.parameter);
            let all = all.chain(parameters.vararg.as_deref()).chain(parameters.kwarg.as_deref());
            let annotations = all.filter_map(|parameter| parameter.annotation.as_deref());
            annotations.chain(def.returns.as_deref()).for_each(|annotation| self.annotation(annotation));
        }
        self.body(&def.body, Place { when: When::Lazy, module_scope: false });
    }

    fn assign(&mut self, targets: &[Expr], value: &Expr, at: TextSize) {
        let kind = literal(value).map_or(BindingKind::Assignment, BindingKind::Literal);
        for target in targets {
            self.target(target, kind);
        }
        let is_version = |target: &Expr| matches!(target, Expr::Name(name) if name.id.as_str() == "__version__");
        if let (true, Expr::StringLiteral(text)) = (targets.iter().any(is_version), value) {
            self.module.version = Some((text.value.to_str().to_owned(), self.line(at)));
        }
    }

    fn target(&mut self, target: &Expr, kind: BindingKind) {
        match target {
            Expr::Name(name) => self.bind(name.id.as_str(), kind, name.start()),
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| self.target(element, BindingKind::Assignment)),
            Expr::List(list) => list.elts.iter().for_each(|element| self.target(element, BindingKind::Assignment)),
            Expr::Starred(starred) => self.target(&starred.value, BindingKind::Assignment),
            // `globals()["x"] = …` and `sys.modules[__name__] = …` bind what cannot be seen.
            Expr::Subscript(_) => self.module.open = true,
            _ => {}
        }
    }

    /// Calls such as `globals().update(…)`, `exec(…)`, `lazy.attach(…)` can bind names.
    fn expression(&mut self, expression: &Expr) {
        self.named(expression, Place { when: When::Eager, module_scope: true });
        let Expr::Call(call) = expression else { return };
        let text = self.source(&*call.func);
        if text.contains("globals") || text.contains("vars") || text == "exec" || text == "setattr" {
            self.module.open = true;
        }
    }

    /// Assignment expressions in a condition.
    fn named(&mut self, expression: &Expr, place: Place) {
        if place.module_scope && self.source(expression).contains(":=") {
            let mut names = Named(Vec::new());
            names.visit_expr(expression);
            for (name, at) in names.0 {
                self.bind(&name, BindingKind::Assignment, at);
            }
        }
    }

    fn source(&self, node: &impl Ranged) -> &'a str {
        self.text.get(node.start().to_usize()..node.end().to_usize()).unwrap_or_default()
    }

    fn branch(&mut self, branch: &ast::StmtIf, place: Place) {
        self.named(&branch.test, place);
        let test = self.source(&*branch.test);
        let typing =
            matches!(test, "TYPE_CHECKING" | "typing.TYPE_CHECKING" | "t.TYPE_CHECKING" | "False" | "0" | "MYPY");
        let other_wise = matches!(test, "not TYPE_CHECKING" | "not typing.TYPE_CHECKING" | "not t.TYPE_CHECKING");
        let at_least = |when: When| Place { when: place.when.max(when), ..place };
        let main = test.contains("__name__");
        let body = match (typing, other_wise) {
            (true, _) => at_least(When::Typing),
            (_, true) => place,
            _ if main => at_least(When::Lazy),
            _ => at_least(When::Guarded),
        };
        self.body(&branch.body, body);
        for clause in &branch.elif_else_clauses {
            let rest = match (typing && clause.test.is_none(), other_wise) {
                // What type checkers do not see is what runs.
                (true, _) => place,
                (_, true) => at_least(When::Typing),
                _ => at_least(When::Guarded),
            };
            self.body(&clause.body, rest);
        }
    }

    fn import(&mut self, import: &ast::StmtImport, place: Place) {
        let when = if import.is_lazy { When::Lazy } else { place.when };
        for alias in &import.names {
            let whole = alias.name.as_str();
            if place.module_scope {
                let first = whole.split('.').next().unwrap_or(whole);
                let name = alias.asname.as_ref().map_or(first, ast::Identifier::as_str);
                self.bind(name, BindingKind::Module, alias.start());
            }
            let line = self.line(alias.start());
            self.module.imports.push(Import { level: 0, module: whole.to_owned(), names: Vec::new(), line, when });
        }
    }

    fn import_from(&mut self, import: &ast::StmtImportFrom, place: Place) {
        let module = import.module.as_ref().map_or("", ast::Identifier::as_str);
        self.annotations_are_text |=
            module == "__future__" && import.names.iter().any(|alias| alias.name.as_str() == "annotations");
        for alias in &import.names {
            if alias.name.as_str() == "*" {
                self.module.open |= place.module_scope;
            } else if place.module_scope {
                let name = alias.asname.as_ref().unwrap_or(&alias.name);
                self.bind(name.as_str(), BindingKind::Import, alias.start());
            }
        }
        self.module.imports.push(Import {
            level: import.level,
            module: module.to_owned(),
            names: import.names.iter().map(|alias| alias.name.as_str().to_owned()).collect(),
            line: self.line(import.start()),
            when: if import.is_lazy { When::Lazy } else { place.when },
        });
    }

    /// `int | None` that is evaluated when the module is imported: before 3.10 classes have no `|` (PEP 604).
    fn annotation(&mut self, annotation: &Expr) {
        if self.annotations_are_text || self.module.new_syntax.iter().any(|new| new.minor == 10) {
            return;
        }
        match annotation {
            Expr::BinOp(ast::ExprBinOp { op: Operator::BitOr, left, right, range, .. }) => {
                let text = |side: &Expr| side.is_string_literal_expr();
                if (is_plain_type(left) && !text(right)) || (is_plain_type(right) && !text(left)) {
                    let line = self.line(range.start());
                    let what = "`|` between types in an annotation (PEP 604)";
                    self.module.new_syntax.push(NewSyntax { minor: 10, line, what, refused: false });
                } else {
                    self.annotation(left);
                }
            }
            Expr::Subscript(subscript) => self.annotation(&subscript.slice),
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| self.annotation(element)),
            _ => {}
        }
    }
}

fn is_plain_type(expression: &Expr) -> bool {
    match expression {
        Expr::NoneLiteral(_) => true,
        Expr::Name(name) => {
            matches!(name.id.as_str(), "int" | "str" | "bytes" | "float" | "bool" | "list" | "dict" | "tuple" | "set")
        }
        _ => false,
    }
}

/// What a literal is called, for "bound to a string".
fn literal(value: &Expr) -> Option<&'static str> {
    Some(match value {
        Expr::StringLiteral(_) | Expr::FString(_) => "a string",
        Expr::BytesLiteral(_) => "bytes",
        Expr::NumberLiteral(_) => "a number",
        Expr::BooleanLiteral(_) => "a truth value",
        Expr::NoneLiteral(_) => "None",
        Expr::List(_) | Expr::ListComp(_) => "a list",
        Expr::Tuple(_) => "a tuple",
        Expr::Dict(_) | Expr::DictComp(_) => "a dictionary",
        Expr::Set(_) | Expr::SetComp(_) => "a set",
        _ => return None,
    })
}

/// Whether nothing behind the statement runs.
fn ends(statement: &Stmt) -> bool {
    match statement {
        Stmt::Raise(_) => true,
        Stmt::Expr(expression) => match &*expression.value {
            Expr::Call(call) => {
                matches!(dotted(&call.func).as_deref(), Some("sys.exit" | "exit" | "quit" | "os._exit"))
            }
            _ => false,
        },
        _ => false,
    }
}

/// Whether the text touches where modules are looked for.
fn redirects(text: &str) -> bool {
    let touches = ["sys.path", "sys.meta_path", "__path__", "addsitedir", "import_hook", "sys.modules.", "modules["];
    if !touches.iter().any(|it| text.contains(it)) {
        return false;
    }
    let others =
        ["sys.path", "sys.meta_path", "__path__", "addsitedir", "import_hook", "modules.update", "modules.setdefault"];
    if others.iter().any(|it| text.contains(it)) {
        return true;
    }
    text.match_indices("modules[").any(|(at, open)| {
        // Keys are short; looking for the end of each bracket in the whole rest would take forever in a hostile file.
        let rest: String = text[at + open.len()..].chars().take(80).collect();
        let Some((key, after)) = rest.split_once(']') else { return false };
        let after = after.trim_start();
        key.trim() != "__name__" && after.starts_with('=') && !after.starts_with("==")
    })
}

/// `a.b.c` of names and attributes.
fn dotted(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Name(name) => Some(name.id.as_str().to_owned()),
        Expr::Attribute(attribute) => Some(format!("{}.{}", dotted(&attribute.value)?, attribute.attr.as_str())),
        _ => None,
    }
}

struct Named(Vec<(String, TextSize)>);

impl<'a> Visitor<'a> for Named {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Named(named) = expression
            && let Expr::Name(name) = &*named.target
        {
            self.0.push((name.id.as_str().to_owned(), name.start()));
        }
        visitor::walk_expr(self, expression);
    }
}

/// Which facts about calls a module can have at all.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked of the text by itself")]
struct Walks {
    resources: bool,
    decoded: bool,
    dynamic: bool,
    network: bool,
}

/// Walks the calls of a module.
struct Calls<'r, 'a> {
    reader: &'r mut Reader<'a>,
    walks: Walks,
    /// How many `try` around this catch something.
    attempts: u32,
}

impl<'n> Visitor<'n> for Calls<'_, '_> {
    fn visit_stmt(&mut self, statement: &'n Stmt) {
        let attempt = matches!(statement, Stmt::Try(attempt) if !attempt.handlers.is_empty())
            || matches!(statement, Stmt::With(with) if with.items.iter().any(|item| self.reader.source(&item.context_expr).contains("suppress")));
        self.attempts += u32::from(attempt);
        visitor::walk_stmt(self, statement);
        self.attempts -= u32::from(attempt);
    }

    fn visit_expr(&mut self, expression: &'n Expr) {
        if let Expr::Call(call) = expression {
            self.call(call);
        }
        visitor::walk_expr(self, expression);
    }
}

impl Calls<'_, '_> {
    fn call(&mut self, call: &ast::ExprCall) {
        let line = self.reader.line(call.start());
        let name = dotted(&call.func);
        let name = name.as_deref();
        if self.walks.decoded && matches!(name, Some("exec" | "eval" | "builtins.exec" | "builtins.eval")) {
            let decoder = call.arguments.args.iter().find_map(decoder);
            self.reader.module.decoded_code.extend(decoder.map(|decoder| (line, decoder)));
        }
        if self.walks.dynamic
            && name.is_some_and(|name| name == "__import__" || name.ends_with("import_module"))
            && let Some(module) = call.arguments.args.first().and_then(string)
            && !module.starts_with('.')
        {
            let module = module.to_owned();
            let import = Import { level: 0, module, names: Vec::new(), line, when: When::Lazy };
            self.reader.module.imports.push(import);
        }
        if self.walks.network
            && let Some(name) = name
            && (is_network(name) || (is_spawn(name) && starts_fetch(self.reader.source(&call.arguments))))
        {
            self.reader.module.network.push((line, name.to_owned()));
        }
        if self.walks.resources
            && self.attempts == 0
            && let Some((package, path)) = resource(call, name)
        {
            self.reader.module.resources.push(Resource { package, path, line });
        }
    }
}

fn string(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::StringLiteral(text) => Some(text.value.to_str()),
        _ => None,
    }
}

/// What decodes somewhere in the argument of `exec`.
fn decoder(argument: &Expr) -> Option<String> {
    struct Find(Option<String>);
    impl<'a> Visitor<'a> for Find {
        fn visit_expr(&mut self, expression: &'a Expr) {
            if let Expr::Call(call) = expression {
                let name = dotted(&call.func).or_else(|| match &*call.func {
                    // `"".join(…)` and `__import__("zlib").decompress(…)`.
                    Expr::Attribute(attribute) => Some(attribute.attr.as_str().to_owned()),
                    _ => None,
                });
                let last = name.as_deref().and_then(|name| name.rsplit('.').next());
                if matches!(
                    last,
                    Some(
                        "b64decode"
                            | "b32decode"
                            | "b16decode"
                            | "b85decode"
                            | "a85decode"
                            | "urlsafe_b64decode"
                            | "decompress"
                            | "unhexlify"
                            | "fromhex"
                            | "chr"
                    )
                ) || matches!(name.as_deref(), Some("marshal.loads" | "codecs.decode"))
                {
                    self.0 = name;
                    return;
                }
            }
            if self.0.is_none() {
                visitor::walk_expr(self, expression);
            }
        }
    }
    let mut find = Find(None);
    find.visit_expr(argument);
    find.0
}

fn is_network(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    matches!(last, "urlopen" | "urlretrieve" | "create_connection" | "HTTPSConnection" | "HTTPConnection")
        || name
            .strip_prefix("requests.")
            .or_else(|| name.strip_prefix("httpx."))
            .is_some_and(|verb| matches!(verb, "get" | "post" | "put" | "request" | "stream" | "Session" | "Client"))
        || matches!(name, "socket.socket" | "wget.download")
}

fn is_spawn(name: &str) -> bool {
    name.starts_with("subprocess.")
        || matches!(name, "os.system" | "os.popen" | "check_call" | "check_output" | "run" | "Popen" | "call")
}

/// Whether the arguments of a spawned program start one that fetches.
fn starts_fetch(arguments: &str) -> bool {
    let words = |word: &str| {
        arguments.match_indices(word).any(|(at, _)| {
            let before = arguments[..at].chars().next_back();
            let after = arguments[at + word.len()..].chars().next();
            before.is_some_and(|c| matches!(c, '"' | '\'' | ' ' | '/'))
                && after.is_some_and(|c| matches!(c, '"' | '\'' | ' '))
        })
    };
    ["curl", "wget", "powershell"].iter().any(|word| words(word))
        || ["git clone", "'clone'", "\"clone\""].iter().any(|it| arguments.contains(it))
        // `pip install .` installs the project itself.
        || arguments.contains("pip install") && !arguments.contains("pip install .")
}

/// The package and the path of a file that a call reads, as far as both are literal.
fn resource(call: &ast::ExprCall, name: Option<&str>) -> Option<(Option<String>, String)> {
    let args = &call.arguments.args;
    // `__name__` of a package is its own; that of a module lies in its package. Which it is the caller knows.
    let package = |expression: &Expr| match expression {
        Expr::Name(name) if matches!(name.id.as_str(), "__name__" | "__package__") => Some(String::new()),
        other => string(other).map(str::to_owned),
    };
    if let Some(name) = name {
        let last = name.rsplit('.').next().unwrap_or(name);
        let legacy =
            name.contains("resources.") && matches!(last, "read_text" | "read_binary" | "open_text" | "open_binary");
        let setuptools = matches!(last, "resource_string" | "resource_stream" | "resource_filename");
        if legacy || setuptools || name == "pkgutil.get_data" {
            let path = string(args.get(1)?)?;
            return Some((Some(package(args.first()?)?), path.to_owned()));
        }
        if name == "open" {
            let mode = args.get(1).map_or(Some("r"), string)?;
            let keyword = call.arguments.keywords.iter().find(|it| it.arg.as_ref().is_some_and(|arg| arg == "mode"));
            let mode = keyword.map_or(Some(mode), |keyword| string(&keyword.value))?;
            return if mode.starts_with('r') && !mode.contains('+') { joined(args.first()?) } else { None };
        }
    }
    // `files("demo").joinpath("a").read_text()`
    let Expr::Attribute(attribute) = &*call.func else { return None };
    if !matches!(attribute.attr.as_str(), "read_text" | "read_bytes") {
        return None;
    }
    joined(&attribute.value)
}

/// A path below a package or below the folder of the file.
fn joined(expression: &Expr) -> Option<(Option<String>, String)> {
    let join = |base: (Option<String>, String), part: &str| {
        let (package, path) = base;
        (package, if path.is_empty() { part.to_owned() } else { format!("{path}/{part}") })
    };
    match expression {
        Expr::BinOp(ast::ExprBinOp { op: Operator::Div, left, right, .. }) => Some(join(joined(left)?, string(right)?)),
        Expr::Attribute(attribute) if attribute.attr.as_str() == "parent" => {
            if is_path_of_file(&attribute.value) {
                return Some((None, String::new()));
            }
            let base = joined(&attribute.value)?;
            Some(join(base, ".."))
        }
        Expr::Call(call) => {
            let args = &call.arguments.args;
            if let Expr::Attribute(attribute) = &*call.func
                && attribute.attr.as_str() == "joinpath"
            {
                return args.iter().try_fold(joined(&attribute.value)?, |base, arg| Some(join(base, string(arg)?)));
            }
            let name = dotted(&call.func)?;
            match name.rsplit('.').next()? {
                "files" if name.contains("resources") || name == "files" => {
                    let package = match args.first()? {
                        Expr::Name(name) if matches!(name.id.as_str(), "__name__" | "__package__") => String::new(),
                        other => string(other)?.to_owned(),
                    };
                    Some((Some(package), String::new()))
                }
                "join" => {
                    let mut args = args.iter();
                    args.clone().next()?;
                    let base = joined(args.next()?)?;
                    args.try_fold(base, |base, arg| Some(join(base, string(arg)?)))
                }
                "dirname" => match args.first()? {
                    argument if is_file(argument) => Some((None, String::new())),
                    Expr::Call(inner) if is_absolute(inner) => Some((None, String::new())),
                    _ => None,
                },
                _ => None,
            }
        }
        _ => None,
    }
}

fn is_file(expression: &Expr) -> bool {
    matches!(expression, Expr::Name(name) if name.id.as_str() == "__file__")
}

/// `os.path.abspath(__file__)`
fn is_absolute(call: &ast::ExprCall) -> bool {
    let name = dotted(&call.func);
    let last = name.as_deref().and_then(|name| name.rsplit('.').next());
    matches!(last, Some("abspath" | "realpath")) && call.arguments.args.first().is_some_and(is_file)
}

/// `Path(__file__)`, `Path(__file__).resolve()`
fn is_path_of_file(expression: &Expr) -> bool {
    let Expr::Call(call) = expression else { return false };
    match &*call.func {
        Expr::Attribute(attribute) if matches!(attribute.attr.as_str(), "resolve" | "absolute") => {
            is_path_of_file(&attribute.value)
        }
        function => {
            let name = dotted(function);
            let last = name.as_deref().and_then(|name| name.rsplit('.').next());
            last == Some("Path") && call.arguments.args.first().is_some_and(is_file)
        }
    }
}
