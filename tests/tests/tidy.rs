//! The house rules of the text: sizes, and what must not be written down.

use proc_macro2::Span;
use std::fs;
use std::path::{Path, PathBuf};
use syn::visit::{self, Visit};

const LONGEST_FILE: usize = 400;
const LONGEST_MEDIAN: usize = 120;
const LONGEST_FUNCTION: usize = 40;

/// Marks of work that was put off. In pieces, so that this file does not hold them.
const UNDONE: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];

/// Traces of the machine that something was written on.
const TRACES: &[&str] = &[
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("/Us", "ers/"),
    concat!("../sha", "red"),
    concat!("index.", "crates.io"),
    concat!("static.", "crates.io"),
    concat!("registry.", "npmjs.org"),
    concat!("files.", "pythonhosted.org"),
    concat!("pypi.org/", "simple"),
    concat!("replace", "-with"),
    concat!("index", "-url"),
];

#[test]
fn files_are_short() {
    let mut sizes = Vec::new();
    for (path, text) in rust_files() {
        let lines = text.lines().count();
        assert!(lines <= LONGEST_FILE, "{} has {lines} lines", path.display());
        sizes.push(lines);
    }
    sizes.sort_unstable();
    let median = sizes[sizes.len() / 2];
    assert!(median <= LONGEST_MEDIAN, "half of the files have {median} lines or more");
}

#[test]
fn functions_are_short() {
    report(rust_files().flat_map(|(path, text)| long_functions(&path, &text)));
}

#[test]
fn nothing_is_unwrapped_outside_tests() {
    report(rust_files().flat_map(|(path, text)| unwraps(&path, &text)));
}

#[test]
fn nothing_is_left_undone() {
    let prose = |path: &Path| path.extension().is_some_and(|ending| ending == "md");
    let files = texts().filter(|(path, _)| !prose(path));
    report(files.flat_map(|(path, text)| mentions(&path, &text, UNDONE)));
}

#[test]
fn no_machine_left_a_trace() {
    report(texts().flat_map(|(path, text)| mentions(&path, &text, TRACES)));
}

#[test]
fn every_crate_is_described_by_its_readme() {
    let metadata = tests::metadata();
    let packages = metadata["packages"].as_array().expect("Cargo lists packages");
    report(packages.iter().flat_map(|package| {
        let manifest = Path::new(package["manifest_path"].as_str().expect("a path is text"));
        let description = package["description"].as_str().unwrap_or_default();
        let folder = manifest.parent().expect("a manifest lies in a folder");
        undescribed(folder.strip_prefix(tests::root()).unwrap_or(folder), description)
    }));
}

#[test]
fn the_rules_see_what_breaks_them() {
    let body = |lines: usize| format!("impl A {{\n fn a() {{\n{} }} }}", "f();\n".repeat(lines));
    let file = Path::new("crates/a/src/a.rs");
    assert_eq!(long_functions(file, &body(LONGEST_FUNCTION - 2)), [""; 0]);
    assert_eq!(long_functions(file, &body(LONGEST_FUNCTION - 1)).len(), 1);

    for (code, count) in [
        ("fn a() { b.unwrap(); }", 1),
        ("fn a() { print!(\"{}\", b.unwrap()); }", 1),
        ("fn a() { b.unwrap_or(1); }", 0),
        ("#[cfg(test)] mod tests { fn a() { b.unwrap(); } }", 0),
        ("#[test] fn a() { b.unwrap(); }", 0),
        ("// b.unwrap()", 0),
    ] {
        assert_eq!(unwraps(file, code).len(), count, "{code}");
    }
    assert_eq!(unwraps(Path::new("crates/a/tests/it/main.rs"), "fn a() { b.unwrap(); }").len(), 0);

    let home = concat!("/ho", "me/");
    for (text, count) in [
        (format!("see {home}me"), 1),
        (format!("a\n\"{home}me\" {home}you"), 1),
        (format!("https://example.com{home}me"), 0),
        (format!("src{home}me"), 0),
    ] {
        assert_eq!(mentions(file, &text, TRACES).len(), count, "{text}");
    }
    assert_eq!(mentions(file, concat!("// TO", "DO: later"), UNDONE), ["crates/a/src/a.rs:1"]);
}

fn report(faults: impl Iterator<Item = String>) {
    let faults: Vec<String> = faults.collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// The tracked files that are text, but for what others wrote: recordings and lock files.
fn texts() -> impl Iterator<Item = (PathBuf, String)> {
    let theirs = |path: &PathBuf| {
        let recorded = path.components().any(|part| part.as_os_str() == "fixtures");
        recorded || path.extension().is_some_and(|ending| ending == "lock" || ending == "http")
    };
    let root = tests::root();
    let files = tests::tracked().into_iter().filter(move |path| !theirs(path));
    // What is not text cannot be read as such.
    files.filter_map(move |path| fs::read_to_string(root.join(&path)).ok().map(|it| (path, it)))
}

fn rust_files() -> impl Iterator<Item = (PathBuf, String)> {
    texts().filter(|(path, _)| path.extension().is_some_and(|ending| ending == "rs"))
}

/// The lines that hold one of the words, each where a path or a name may begin.
fn mentions(path: &Path, text: &str, words: &[&str]) -> Vec<String> {
    let begins = |line: &str, word: &str| {
        line.match_indices(word).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            !before.is_some_and(|it| it.is_alphanumeric() || "._-}~".contains(it))
        })
    };
    let lines = text.lines().enumerate();
    let found = lines.filter(|(_, line)| words.iter().any(|word| begins(line, word)));
    found.map(|(number, _)| format!("{}:{}", path.display(), number + 1)).collect()
}

fn undescribed(folder: &Path, description: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if description.len() < 10 {
        faults.push(format!("{}: Cargo.toml does not say what it is", folder.display()));
    }
    let include = r#"#![doc = include_str!("../README.md")]"#;
    let read = |file| fs::read_to_string(tests::root().join(folder).join(file));
    let roots = ["src/lib.rs", "src/main.rs"].map(read);
    let included = roots.iter().flatten().any(|text| text.contains(include));
    if !included || read("README.md").is_err() {
        faults.push(format!("{}: README.md is not its documentation", folder.display()));
    }
    faults
}

fn long_functions(path: &Path, text: &str) -> Vec<String> {
    let mut functions = Functions { path, faults: Vec::new() };
    functions.visit_file(&parse(path, text));
    functions.faults
}

struct Functions<'a> {
    path: &'a Path,
    faults: Vec<String>,
}

impl Functions<'_> {
    fn measure(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let first = signature.fn_token.span.start().line;
        let lines = block.brace_token.span.close().end().line - first + 1;
        if lines > LONGEST_FUNCTION {
            let path = self.path.display();
            self.faults.push(format!("{path}:{first}: `{}` has {lines} lines", signature.ident));
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
        self.measure(&it.sig, &it.block);
        visit::visit_item_fn(self, it);
    }

    fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
        self.measure(&it.sig, &it.block);
        visit::visit_impl_item_fn(self, it);
    }

    fn visit_trait_item_fn(&mut self, it: &'ast syn::TraitItemFn) {
        if let Some(block) = &it.default {
            self.measure(&it.sig, block);
        }
        visit::visit_trait_item_fn(self, it);
    }
}

fn unwraps(path: &Path, text: &str) -> Vec<String> {
    let of_tests = path.components().any(|part| part.as_os_str() == "tests");
    if of_tests || path.ends_with("tests.rs") {
        return Vec::new();
    }
    let mut unwraps = Unwraps { spans: Vec::new() };
    unwraps.visit_file(&parse(path, text));
    let lines = unwraps.spans.iter().map(|span| span.start().line);
    lines.map(|line| format!("{}:{line}: unwraps", path.display())).collect()
}

struct Unwraps {
    spans: Vec<Span>,
}

impl<'ast> Visit<'ast> for Unwraps {
    fn visit_item_mod(&mut self, it: &'ast syn::ItemMod) {
        if !it.attrs.iter().any(is_for_tests) {
            visit::visit_item_mod(self, it);
        }
    }

    fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
        if !it.attrs.iter().any(is_for_tests) {
            visit::visit_item_fn(self, it);
        }
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        if it.method == "unwrap" {
            self.spans.push(it.method.span());
        }
        visit::visit_expr_method_call(self, it);
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        // What a macro is given need not be an expression, so it is read as text.
        if it.tokens.to_string().split_whitespace().collect::<String>().contains(".unwrap()") {
            self.spans.push(it.bang_token.span);
        }
    }
}

/// `#[test]`, `#[tokio::test]` and the like, and `#[cfg(test)]`.
fn is_for_tests(attribute: &syn::Attribute) -> bool {
    let name = attribute.path().segments.last().map(|segment| segment.ident.to_string());
    match name.as_deref() {
        Some("test") => true,
        Some("cfg") => attribute
            .meta
            .require_list()
            .is_ok_and(|list| list.tokens.clone().into_iter().any(|it| it.to_string() == "test")),
        _ => false,
    }
}

fn parse(path: &Path, text: &str) -> syn::File {
    syn::parse_file(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
