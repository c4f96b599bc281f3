//! What contacts open: links, the pixel, and the pages on which they subscribe and unsubscribe.

mod crash;
mod down;
mod html;
mod leaving;
mod links;
mod opening;
mod pace;
mod pages;
mod redirects;
mod scene;
mod sealed;
mod snippets;
mod standing;
mod telegram;
