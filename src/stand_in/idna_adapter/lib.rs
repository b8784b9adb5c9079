//! Stands in for the crate of this name, which brings the tables of Unicode for host names: a twentieth of the engine.
//!
//! Only the sanitiser of descriptions parses URLs with the crate `url`, and asks one thing: which scheme a link has. The link
//! itself stays as it is written. So every host name of letters outside ASCII is taken for a valid one, mapped to lower case
//! and checked no further. Where PyPI judges a host name, `upload` does it with its own table.

/// The first bit is for what every label may hold; no character has another.
const ANY: u32 = 1;

pub const LEFT_OR_DUAL_JOINING_MASK: JoiningTypeMask = JoiningTypeMask(ANY);
pub const RIGHT_OR_DUAL_JOINING_MASK: JoiningTypeMask = JoiningTypeMask(ANY);
/// No character makes a domain a bidirectional one, whose labels have rules of their own.
pub const RTL_MASK: BidiClassMask = BidiClassMask(0);
pub const FIRST_BC_MASK: BidiClassMask = BidiClassMask(ANY);
pub const LAST_LTR_MASK: BidiClassMask = BidiClassMask(ANY);
pub const LAST_RTL_MASK: BidiClassMask = BidiClassMask(ANY);
pub const MIDDLE_LTR_MASK: BidiClassMask = BidiClassMask(ANY);
pub const MIDDLE_RTL_MASK: BidiClassMask = BidiClassMask(ANY);

#[derive(Clone, Copy)]
pub struct JoiningType(());

impl JoiningType {
    pub fn to_mask(self) -> JoiningTypeMask {
        JoiningTypeMask(ANY)
    }

    pub fn is_transparent(self) -> bool {
        false
    }
}

#[derive(Clone, Copy)]
pub struct JoiningTypeMask(u32);

impl JoiningTypeMask {
    pub fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

#[derive(Clone, Copy)]
pub struct BidiClass(());

impl BidiClass {
    pub fn to_mask(self) -> BidiClassMask {
        BidiClassMask(ANY)
    }

    pub fn is_ltr(self) -> bool {
        true
    }

    pub fn is_nonspacing_mark(self) -> bool {
        false
    }

    pub fn is_european_number(self) -> bool {
        false
    }

    pub fn is_arabic_number(self) -> bool {
        false
    }
}

#[derive(Clone, Copy)]
pub struct BidiClassMask(u32);

impl BidiClassMask {
    pub fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

#[derive(Default)]
pub struct Adapter(());

impl Adapter {
    pub const fn new() -> Self {
        Self(())
    }

    pub fn is_virama(&self, _c: char) -> bool {
        false
    }

    pub fn is_mark(&self, _c: char) -> bool {
        false
    }

    pub fn bidi_class(&self, _c: char) -> BidiClass {
        BidiClass(())
    }

    pub fn joining_type(&self, _c: char) -> JoiningType {
        JoiningType(())
    }

    pub fn map_normalize<'delegate, I: Iterator<Item = char> + 'delegate>(
        &'delegate self,
        iter: I,
    ) -> impl Iterator<Item = char> + 'delegate {
        iter.flat_map(char::to_lowercase)
    }

    pub fn normalize_validate<'delegate, I: Iterator<Item = char> + 'delegate>(
        &'delegate self,
        iter: I,
    ) -> impl Iterator<Item = char> + 'delegate {
        iter
    }
}
