//! Stands in for the crate of this name, a tenth of the engine, with expressions that match nothing.
//!
//! Two crates ask for it. `pep508_rs` looks for `${NAME}` in what may be a URL and puts in the variable of the environment, as
//! pip does for requirements files: in the metadata of a distribution it is text, and a report must not depend on the machine.
//! `leptos_config` looks for its section in a `Cargo.toml`, which only a server does. The functions are those that they call.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::ops::Index;

/// An expression that matches nothing.
#[derive(Debug, Clone)]
pub struct Regex(());

/// Never made.
#[derive(Debug, Clone)]
pub enum Error {}

impl Regex {
    /// # Errors
    /// Never: the expression is not looked at.
    pub fn new(_expression: &str) -> Result<Self, Error> {
        Ok(Self(()))
    }

    pub fn find<'t>(&self, _text: &'t str) -> Option<Match<'t>> {
        None
    }

    /// The text itself.
    pub fn replace_all<'t>(&self, text: &'t str, _with: impl Fn(&Captures<'_>) -> String) -> Cow<'t, str> {
        Cow::Borrowed(text)
    }
}

/// Never made.
#[derive(Debug, Clone)]
pub struct Match<'t> {
    never: Error,
    text: PhantomData<&'t str>,
}

impl<'t> Match<'t> {
    pub fn start(&self) -> usize {
        match self.never {}
    }

    pub fn as_str(&self) -> &'t str {
        match self.never {}
    }
}

/// Never made.
#[derive(Debug)]
pub struct Captures<'t> {
    never: Error,
    text: PhantomData<&'t str>,
}

impl<'t> Captures<'t> {
    pub fn name(&self, _group: &str) -> Option<Match<'t>> {
        match self.never {}
    }
}

impl Index<&str> for Captures<'_> {
    type Output = str;

    fn index(&self, _group: &str) -> &str {
        match self.never {}
    }
}
