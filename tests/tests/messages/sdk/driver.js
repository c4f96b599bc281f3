// Drives a browser by the DevTools protocol: one command a line comes in, one answer a line goes out.
"use strict";
const { chromium } = require("playwright-core");
const { createInterface } = require("node:readline");
const { gzipSync } = require("node:zlib");

let browser, session, context, page, devtools, registration, origin;

// A browser without a way to a push service never gets a subscription: this one was given.
const given = (subscription) => {
  const key = "subscribed to the test's push service";
  const made = () => ({
    endpoint: subscription.endpoint,
    toJSON: () => subscription,
    unsubscribe: async () => (localStorage.removeItem(key), true),
  });
  PushManager.prototype.getSubscription = async () => (localStorage.getItem(key) ? made() : null);
  PushManager.prototype.subscribe = async (options) => {
    if (!options.userVisibleOnly) throw new Error("every push has to be shown");
    const bytes = [...options.applicationServerKey];
    if (bytes.length !== 65 || bytes[0] !== 4) throw new Error("no public key");
    localStorage.setItem(key, "1");
    return made();
  };
  // What a person answers to the browser's question; the page hears of it a little later.
  Notification.requestPermission = async () => {
    await window.answered();
    while (Notification.permission === "default") await new Promise((done) => setTimeout(done, 5));
    return Notification.permission;
  };
};

const permit = async (setting) => {
  // What is permitted is so for as long as who said it is there.
  session ??= await browser.newBrowserCDPSession();
  const { targetInfo } = await devtools.send("Target.getTargetInfo");
  const { browserContextId } = targetInfo;
  const permission = { name: "notifications" };
  await session.send("Browser.setPermission", { permission, setting, origin, browserContextId });
};

const worker = async () => context.serviceWorkers()[0] ?? context.waitForEvent("serviceworker");

const commands = {
  // A new visitor, who will give that answer when asked.
  visit: async ({ url, subscription, answer }) => {
    browser ??= await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu"] });
    await context?.close();
    context = await browser.newContext();
    origin = new URL(url).origin;
    await context.addInitScript(given, subscription);
    await context.exposeFunction("answered", () => permit(answer));
    return commands.open({ url });
  },
  // The same visitor opens the page, again.
  open: async ({ url }) => {
    await page?.close().catch(() => {});
    page = await context.newPage();
    page.on("pageerror", (error) => process.stderr.write(`${error}\n`));
    devtools = await context.newCDPSession(page);
    devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      registration = registrations.find((it) => !it.isDeleted)?.registrationId ?? registration;
    });
    await devtools.send("ServiceWorker.enable");
    await page.goto(url);
    return page.evaluate(async () => {
      const state = await window.ready, { active } = await navigator.serviceWorker.ready;
      // Before that, the browser hands no push to it.
      while (active.state !== "activated") await new Promise((done) => setTimeout(done, 5));
      return state;
    });
  },
  call: ({ name, options }) =>
    page.evaluate(([name, options]) => Tidings[name](options), [name, options]),
  permit: ({ setting }) => permit(setting),
  push: async ({ data }) => {
    await devtools.send("ServiceWorker.deliverPushMessage",
      { origin, registrationId: registration, data });
    return commands.shown();
  },
  shown: async () => (await worker()).evaluate(async () => {
    const all = await self.registration.getNotifications();
    return all.map(({ title, body, tag, actions }) => ({ title, body, tag,
      actions: actions?.map((it) => it.action) }));
  }),
  // What a person does with the notification of that tag.
  act: async ({ event, tag, action }) => (await worker()).evaluate(async ([event, tag, action]) => {
    const [notification] = await self.registration.getNotifications({ tag });
    self.dispatchEvent(new NotificationEvent(event, { notification, action }));
  }, [event, tag, action]),
  waiting: async () => (await worker()).evaluate(() => new Promise((done, fail) => {
    const asked = indexedDB.open("tidings");
    asked.onerror = () => fail(asked.error);
    asked.onsuccess = () => {
      const count = asked.result.transaction("queue").objectStore("queue").count();
      count.onsuccess = () => (asked.result.close(), done(count.result));
    };
  })),
  sync: () => devtools.send("ServiceWorker.dispatchSyncEvent",
    { origin, registrationId: registration, tag: "tidings", lastChance: false }),
  // How much these are together as they are sent, in bytes.
  weigh: async ({ urls }) => {
    const scripts = await Promise.all(urls.map((url) => fetch(url).then((it) => it.text())));
    return scripts.reduce((sum, script) => sum + gzipSync(script).length, 0);
  },
  end: () => browser?.close(),
};

(async () => {
  for await (const line of createInterface({ input: process.stdin })) {
    const { does, ...rest } = JSON.parse(line);
    let said;
    try {
      said = { ok: (await commands[does](rest)) ?? null };
    } catch (error) {
      said = { error: String(error?.stack ?? error) };
    }
    process.stdout.write(`${JSON.stringify(said)}\n`);
    if (does === "end") break;
  }
  process.exit(0);
})();
