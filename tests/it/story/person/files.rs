//! A person and their files: handing them in, and opening what the bot gives.

use serde_json::{Value, json};

use super::{Person, text};
use crate::form::{File, form};

impl Person {
    /// Gives a slash command with files, each with the option that takes it.
    pub(crate) async fn commands_with_files(
        &self,
        command: &str,
        options: &[(&str, &str)],
        files: &[(&str, File<'_>)],
    ) -> String {
        let mut data = self.command_body(command, options).await;
        let nested = if command.contains(' ') {
            "/options/0/options"
        } else {
            "/options"
        };
        let given = data.pointer_mut(nested).unwrap().as_array_mut().unwrap();
        for (n, (option, _)) in files.iter().enumerate() {
            given.push(json!({ "type": 11, "name": option, "value": n }));
        }
        let named = files.iter().enumerate();
        data["attachments"] = named
            .map(|(n, (_, file))| json!({ "id": n.to_string(), "filename": file.0 }))
            .collect();
        let files: Vec<File<'_>> = files.iter().map(|(_, file)| *file).collect();
        self.interact_with(2, data, None, &files).await
    }

    /// What is in the newest file of that name that this person sees.
    pub(crate) async fn opens(&self, name: &str) -> String {
        let url = self.find_file(name).await;
        let url = url.unwrap_or_else(|| panic!("no file {name}"));
        let answer = self.http.get(url).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        answer.text().await.unwrap()
    }

    async fn find_file(&self, name: &str) -> Option<String> {
        let url = |message: &Value| {
            let mut files = message["attachments"].as_array().into_iter().flatten();
            let found = files.find(|file| file["filename"] == name)?;
            Some(text(&found["url"]))
        };
        if let Some(found) = self.private_messages().iter().rev().find_map(url) {
            return Some(found);
        }
        for channel in self.channels().await.into_iter().rev() {
            let newest = self.get(&format!("/channels/{channel}/messages?limit=100")).await;
            if let Some(found) = newest.as_array().unwrap().iter().find_map(url) {
                return Some(found);
            }
        }
        None
    }

    /// Writes to a route as this person, with files: status and answer.
    pub(super) async fn post_with(&self, path: &str, body: &Value, files: &[File<'_>]) -> (u16, Value) {
        let request = self
            .http
            .post(format!("{}/api/v10{path}", self.base))
            .header("Authorization", &self.token);
        let request = if files.is_empty() {
            request.json(body)
        } else {
            let (content_type, body) = form(body, files);
            request.header("Content-Type", content_type).body(body)
        };
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or_default())
    }
}
