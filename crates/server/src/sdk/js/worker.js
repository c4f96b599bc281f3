// Tidings: shows web pushes, and reports what becomes of them.
// A site's own worker needs one line: importScripts("https://hub.example.com/sdk/worker.js")
(() => {
  "use strict";
  const QUEUE = "queue", KEPT = "kept";

  const opened = new Promise((done, fail) => {
    const asked = indexedDB.open("tidings", 1);
    asked.onupgradeneeded = () => {
      // Numbered by the database, so that reports leave in the order in which they were made.
      asked.result.createObjectStore(QUEUE, { autoIncrement: true });
      asked.result.createObjectStore(KEPT);
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });

  const inStore = async (name, mode, act) => {
    const store = (await opened).transaction(name, mode).objectStore(name);
    const asked = act(store);
    return new Promise((done, fail) => {
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  };

  // The first report that waits, with its number.
  const first = async () => {
    const cursor = await inStore(QUEUE, "readonly", (store) => store.openCursor());
    return cursor && { key: cursor.key, report: cursor.value };
  };

  // Who waits for an answer keeps all other reports waiting.
  const post = (url, body) =>
    fetch(url, { method: "POST", mode: "cors", credentials: "omit", keepalive: true, body,
      signal: AbortSignal.timeout?.(20000), headers: { "content-type": "text/plain" } });

  // One flush at a time, or two would send the same. What is refused for good is dropped.
  const flush = () => navigator.locks.request("tidings", async () => {
    for (let next; (next = await first()); ) {
      const { status } = await post(next.report.to, next.report.body).catch(() => ({ status: 0 }));
      const later = status < 200 || status > 499 || status === 408 || status === 429;
      if (later) {
        await self.registration.sync?.register("tidings").catch(() => {});
        return;
      }
      await inStore(QUEUE, "readwrite", (store) => store.delete(next.key));
    }
  });

  const report = async (type, { token, to, device }, more) => {
    const body = JSON.stringify({ v: 1, id: crypto.randomUUID(), type, ts: Date.now(),
      form_factor: device, token, ...more });
    await inStore(QUEUE, "readwrite", (store) => store.add({ to, body }));
    await flush();
  };

  const show = async (told) => {
    const { title, url, topic, urgency, require_interaction, actions = [], ...shown } = told.show;
    await Promise.all([
      report("delivered", told),
      // A push that comes twice takes its own place.
      self.registration.showNotification(title, { ...shown, tag: shown.tag ?? told.id,
        requireInteraction: require_interaction, data: told,
        actions: actions.map(({ action, title }) => ({ action, title })) })
        .then(() => report("displayed", told)),
    ]);
  };

  const clicked = async (notification, name) => {
    const told = notification.data, { show } = told;
    notification.close();
    const action = show.actions?.find((it) => it.action === name);
    const url = action?.url ?? show.url;
    await Promise.all([
      report("clicked", told, { url, action: name || undefined }),
      url && self.clients.openWindow(url).catch(() => {}),
    ]);
  };

  // The push service gave the subscription another address, or took it away.
  const changed = async (subscription) => {
    const kept = await inStore(KEPT, "readonly", (store) => store.get("self"));
    if (!kept) return;
    if (!subscription) {
      return report("unsubscribed", { ...kept, to: `${kept.site}/beacon` });
    }
    const body = JSON.stringify({ ...subscription.toJSON(), form_factor: kept.device,
      previous: kept.token });
    const answer = await post(`${kept.site}/subscribe`, body);
    if (answer.ok) {
      const fresh = { ...kept, ...(await answer.json()), endpoint: subscription.endpoint };
      await inStore(KEPT, "readwrite", (store) => store.put(fresh, "self"));
    }
  };

  const on = (name, act) => self.addEventListener(name, (event) => {
    const told = event.notification ? event.notification.data : null;
    // What is not of ours is somebody else's to handle.
    if (event.notification && told?.v !== 1) return;
    const done = act(event);
    if (done) event.waitUntil(done);
  });

  on("push", (event) => {
    let told;
    try { told = event.data.json(); } catch { return null; }
    return told?.v === 1 && told.show ? show(told) : null;
  });
  on("notificationclick", (event) => clicked(event.notification, event.action));
  on("notificationclose", (event) => report("closed", event.notification.data));
  on("pushsubscriptionchange", (event) => changed(event.newSubscription));
  on("sync", (event) => (event.tag === "tidings" ? flush() : null));
  on("activate", flush);
})();
