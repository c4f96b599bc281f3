//! Real user agents, and any text.

use client::{Reading, read};
use proptest::prelude::*;

const fn person(
    name: &'static str,
    device: Option<&'static str>,
    os: Option<&'static str>,
) -> Reading {
    Reading { name: Some(name), device, os, machine: false, proxied: false }
}

const fn machine(name: Option<&'static str>) -> Reading {
    Reading { name, device: None, os: None, machine: true, proxied: false }
}

/// Somebody of whom no more is to be seen.
const fn proxied(name: &'static str) -> Reading {
    Reading { proxied: true, ..person(name, None, None) }
}

const DESKTOP: Option<&str> = Some("desktop");
const MOBILE: Option<&str> = Some("mobile");
const TABLET: Option<&str> = Some("tablet");
const WINDOWS: Option<&str> = Some("Windows");
const MACOS: Option<&str> = Some("macOS");
const IOS: Option<&str> = Some("iOS");
const ANDROID: Option<&str> = Some("Android");
const LINUX: Option<&str> = Some("Linux");

/// What people read with.
const PEOPLE: &[(&str, Reading)] = &[
    // Mail clients.
    (
        "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
        proxied("Gmail"),
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0 (via ggpht.com GoogleImageProxy)",
        proxied("Gmail"),
    ),
    (
        "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
        proxied("Yahoo Mail"),
    ),
    (
        "Mozilla/5.0 (compatible; YandexImageResizer/2.0; +http://yandex.com/bots)",
        proxied("Yandex Mail"),
    ),
    ("SeznamEmailProxy/2.0.81", proxied("Seznam Email")),
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)",
        person("Apple Mail", DESKTOP, MACOS),
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
        person("Apple Mail", MOBILE, IOS),
    ),
    (
        "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
        person("Apple Mail", TABLET, IOS),
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Thunderbird/128.4.0",
        person("Thunderbird", DESKTOP, WINDOWS),
    ),
    (
        "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/7.0; .NET4.0C; .NET4.0E; ms-office)",
        person("Outlook", DESKTOP, WINDOWS),
    ),
    (
        "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.1; Trident/7.0; SLCC2; Microsoft Outlook 16.0.4266; ms-office; MSOffice 16)",
        person("Outlook", DESKTOP, WINDOWS),
    ),
    (
        "MacOutlook/16.78.23100802 (Intelx64 Mac OS X Version 14.1 (Build 23B74))",
        person("Outlook", DESKTOP, MACOS),
    ),
    ("Outlook-iOS/711.2620504.prod.iphone (4.28.0)", person("Outlook", MOBILE, IOS)),
    ("Outlook-Android/2.0", person("Outlook", MOBILE, ANDROID)),
    (
        "Mozilla/5.0 (Linux; Android 13; SM-A536B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/119.0.6045.66 Mobile Safari/537.36 YahooMobileMail/1.0",
        person("Yahoo Mail", MOBILE, ANDROID),
    ),
    (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Evolution/3.46",
        person("Evolution", DESKTOP, LINUX),
    ),
    // Browsers.
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
        person("Chrome", DESKTOP, WINDOWS),
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.51",
        person("Edge", DESKTOP, WINDOWS),
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 OPR/115.0.0.0",
        person("Opera", DESKTOP, WINDOWS),
    ),
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
        person("Safari", DESKTOP, MACOS),
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
        person("Safari", MOBILE, IOS),
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1",
        person("Chrome", MOBILE, IOS),
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/341.0 Mobile/15E148 Safari/604.1",
        person("Google app", MOBILE, IOS),
    ),
    (
        "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
        person("Firefox", DESKTOP, LINUX),
    ),
    (
        "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
        person("Chrome", DESKTOP, Some("ChromeOS")),
    ),
    (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
        person("Chrome", MOBILE, ANDROID),
    ),
    (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
        person("Chrome", TABLET, ANDROID),
    ),
    (
        "Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36",
        person("Samsung Internet", MOBILE, ANDROID),
    ),
    (
        "Mozilla/5.0 (Linux; Android 9; KFMAWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/108.4.6 like Chrome/108.0.5359.220 Safari/537.36",
        person("Silk", TABLET, ANDROID),
    ),
    (
        "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.4844.73 Mobile Safari/537.36",
        person("Chrome", MOBILE, ANDROID),
    ),
    (
        "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.79 Safari/537.36",
        person("Chrome", Some("tv"), Some("webOS")),
    ),
    (
        "Mozilla/5.0 (PlayStation 5 3.11) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/14.0 Safari/605.1.15",
        person("Safari", Some("console"), Some("PlayStation")),
    ),
    (
        "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
        person("Internet Explorer", DESKTOP, WINDOWS),
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21G93 [FBAN/FBIOS;FBAV/488.0.0.70.103]",
        person("Facebook", MOBILE, IOS),
    ),
];

/// What reads by itself.
const MACHINES: &[(&str, Option<&str>)] = &[
    ("Mozilla/5.0", Some("Apple Mail")),
    (" Mozilla/5.0 ", Some("Apple Mail")),
    ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", Some("Slack")),
    ("Slack-ImgProxy (+https://api.slack.com/robots)", Some("Slack")),
    ("WhatsApp/2.23.20.0", Some("WhatsApp")),
    ("TelegramBot (like TwitterBot)", Some("Telegram")),
    ("Viber/13.3.0.5", Some("Viber")),
    ("Viber", Some("Viber")),
    ("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", Some("Facebook")),
    ("Mozilla/5.0 (compatible; Barracuda Sentinel (EE))", Some("Barracuda")),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0.1938.76 Safari/537.36 BingPreview/1.0b",
        Some("Microsoft Safe Links"),
    ),
    ("Microsoft Office Existence Discovery", Some("Microsoft Office")),
    (
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/131.0.0.0 Safari/537.36",
        Some("Google"),
    ),
    (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36",
        Some("Headless Chrome"),
    ),
    ("Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)", Some("UptimeRobot")),
    ("curl/8.9.1", Some("curl")),
    ("python-requests/2.32.3", Some("Python")),
    ("Go-http-client/1.1", Some("Go")),
    ("Mozilla/5.0 (compatible; SomethingNewBot/1.0)", None),
    ("Acme-Mail-Scanner 4", None),
    ("Mozilla/5.0 (compatible; acme; +https://acme.example/what)", None),
    ("example-spider/0.1", None),
];

#[test]
fn people_are_told_from_each_other() {
    for (user_agent, reading) in PEOPLE {
        assert_eq!(read(user_agent), *reading, "{user_agent}");
    }
}

#[test]
fn machines_are_told_from_people() {
    for (user_agent, name) in MACHINES {
        assert_eq!(read(user_agent), machine(*name), "{user_agent}");
    }
}

#[test]
fn what_says_nothing_is_read_as_nothing() {
    for user_agent in ["", " ", "-", "unknown", "Mozilla/4.0", "(((;;;", "é", "\u{0}"] {
        assert_eq!(read(user_agent), Reading::default(), "{user_agent:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read(user_agent in ".{0,2000}") {
        prop_assert!(!(read(&user_agent).machine && read(&user_agent).proxied));
    }

    /// Only the beginning counts, whatever its case.
    #[test]
    fn case_does_not_matter(user_agent in "[ -~]{0,200}") {
        prop_assert_eq!(read(&user_agent), read(&user_agent.to_ascii_uppercase()));
        prop_assert_eq!(read(&user_agent), read(&user_agent.to_ascii_lowercase()));
    }
}
