//! Fills answers into the commented example, so that every explanation stays.

/// The text with `key` of `[section]` set.
pub(super) fn key(text: &str, section: &str, key: &str, value: &str) -> String {
    let (mut inside, header) = (false, format!("[{section}]"));
    let lines = text.lines().map(|line| {
        if line.starts_with('[') {
            inside = line == header;
        }
        let is_it = inside
            && line
                .strip_prefix(key)
                .is_some_and(|rest| rest.trim_start().starts_with('='));
        if is_it {
            format!("{key} = {}\n", quoted(value))
        } else {
            format!("{line}\n")
        }
    });
    lines.collect()
}

/// The text with these playbooks.
pub(super) fn playbooks(text: &str, names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    let filled = |line: &str| match line.starts_with("playbooks = ") {
        true => format!("playbooks = [{}]\n", names.join(", ")),
        false => format!("{line}\n"),
    };
    text.lines().map(filled).collect()
}

/// The text with these roles below the header for them.
pub(super) fn roles(text: &str, renamed: &[(String, String)]) -> String {
    let entry = |(role, name): &(String, String)| format!("{} = {}\n", quoted(role), quoted(name));
    let entries: String = renamed.iter().map(entry).collect();
    text.replacen("[roles]\n", &format!("[roles]\n{entries}"), 1)
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
