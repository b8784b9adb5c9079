//! The release workflow: identity, permissions, versions, and the order of build, smoke test and publishing.
