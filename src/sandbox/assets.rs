//! The page's files, built into the program.
//!
//! Served to browsers at `/`. What they do stands in the files themselves.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// What the page may do: show and run its own files, draw pictures of its own, talk to its own server.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Path, type, content.
const FILES: &[(&str, &str, &str)] = &[
    ("/", HTML, include_str!("page/index.html")),
    ("/chat.css", CSS, include_str!("page/chat.css")),
    ("/forms.css", CSS, include_str!("page/forms.css")),
    ("/forum.css", CSS, include_str!("page/forum.css")),
    ("/page.css", CSS, include_str!("page/page.css")),
    ("/acts.js", SCRIPT, include_str!("page/acts.js")),
    ("/adding.js", SCRIPT, include_str!("page/adding.js")),
    ("/answering.js", SCRIPT, include_str!("page/answering.js")),
    ("/aside.js", SCRIPT, include_str!("page/aside.js")),
    ("/awaited.js", SCRIPT, include_str!("page/awaited.js")),
    ("/cards.js", SCRIPT, include_str!("page/cards.js")),
    ("/channels.js", SCRIPT, include_str!("page/channels.js")),
    ("/clock.js", SCRIPT, include_str!("page/clock.js")),
    ("/command.js", SCRIPT, include_str!("page/command.js")),
    ("/components.js", SCRIPT, include_str!("page/components.js")),
    ("/composer.js", SCRIPT, include_str!("page/composer.js")),
    ("/dialog.js", SCRIPT, include_str!("page/dialog.js")),
    ("/dom.js", SCRIPT, include_str!("page/dom.js")),
    ("/drafts.js", SCRIPT, include_str!("page/drafts.js")),
    ("/edges.js", SCRIPT, include_str!("page/edges.js")),
    ("/embed.js", SCRIPT, include_str!("page/embed.js")),
    ("/events.js", SCRIPT, include_str!("page/events.js")),
    ("/fields.js", SCRIPT, include_str!("page/fields.js")),
    ("/forum.js", SCRIPT, include_str!("page/forum.js")),
    ("/forward.js", SCRIPT, include_str!("page/forward.js")),
    ("/frame.js", SCRIPT, include_str!("page/frame.js")),
    ("/jump.js", SCRIPT, include_str!("page/jump.js")),
    ("/markdown.js", SCRIPT, include_str!("page/markdown.js")),
    ("/markup.js", SCRIPT, include_str!("page/markup.js")),
    ("/media.js", SCRIPT, include_str!("page/media.js")),
    ("/mentions.js", SCRIPT, include_str!("page/mentions.js")),
    ("/menu.js", SCRIPT, include_str!("page/menu.js")),
    ("/menu_ways.js", SCRIPT, include_str!("page/menu_ways.js")),
    ("/message.js", SCRIPT, include_str!("page/message.js")),
    ("/messages.js", SCRIPT, include_str!("page/messages.js")),
    ("/modal.js", SCRIPT, include_str!("page/modal.js")),
    ("/names.js", SCRIPT, include_str!("page/names.js")),
    ("/newpoll.js", SCRIPT, include_str!("page/newpoll.js")),
    ("/newpost.js", SCRIPT, include_str!("page/newpost.js")),
    ("/newthread.js", SCRIPT, include_str!("page/newthread.js")),
    ("/offers.js", SCRIPT, include_str!("page/offers.js")),
    ("/option.js", SCRIPT, include_str!("page/option.js")),
    ("/page.js", SCRIPT, include_str!("page/page.js")),
    ("/panel.js", SCRIPT, include_str!("page/panel.js")),
    ("/passon.js", SCRIPT, include_str!("page/passon.js")),
    ("/peek.js", SCRIPT, include_str!("page/peek.js")),
    ("/people.js", SCRIPT, include_str!("page/people.js")),
    ("/poll.js", SCRIPT, include_str!("page/poll.js")),
    ("/reactions.js", SCRIPT, include_str!("page/reactions.js")),
    ("/recent.js", SCRIPT, include_str!("page/recent.js")),
    ("/rights.js", SCRIPT, include_str!("page/rights.js")),
    ("/session.js", SCRIPT, include_str!("page/session.js")),
    ("/sift.js", SCRIPT, include_str!("page/sift.js")),
    ("/slash.js", SCRIPT, include_str!("page/slash.js")),
    ("/stops.js", SCRIPT, include_str!("page/stops.js")),
    ("/system.js", SCRIPT, include_str!("page/system.js")),
    ("/tools.js", SCRIPT, include_str!("page/tools.js")),
    ("/tour.css", CSS, include_str!("page/tour.css")),
    ("/tour.js", SCRIPT, include_str!("page/tour.js")),
    ("/tour_mugs.js", SCRIPT, include_str!("page/tour_mugs.js")),
    ("/tour_own.js", SCRIPT, include_str!("page/tour_own.js")),
    ("/typists.js", SCRIPT, include_str!("page/typists.js")),
    ("/unsent.js", SCRIPT, include_str!("page/unsent.js")),
    ("/when.js", SCRIPT, include_str!("page/when.js")),
    ("/tray.js", SCRIPT, include_str!("page/tray.js")),
    ("/veil.js", SCRIPT, include_str!("page/veil.js")),
    ("/wire.js", SCRIPT, include_str!("page/wire.js")),
    ("/world.js", SCRIPT, include_str!("page/world.js")),
];

/// Serves a file of the page. Nothing is kept by the browser: a new program is a new page.
pub(super) fn serve(path: &str) -> Response {
    let Some((_, kind, content)) = FILES.iter().find(|(name, _, _)| *name == path) else {
        return (
            StatusCode::NOT_FOUND,
            "There is nothing here. The page is at /.\n",
        )
            .into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, *kind),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (headers, *content).into_response()
}
