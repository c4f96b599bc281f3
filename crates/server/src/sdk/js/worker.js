// Tidings: shows web pushes, and reports what becomes of them.
// A site's own worker needs one line: importScripts("https://hub.example.com/sdk/worker.js")
(() => {
  "use strict";
  const { post, flush, report: queue, kept: known, keep } = self.tidingsQueue(
    () => self.registration.sync?.register("tidings").catch(() => {}));

  const report = (type, { token, to, device }, more) =>
    queue(type, to, { form_factor: device, token, ...more });

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
    const kept = await known();
    if (!kept) return;
    if (!subscription) {
      return report("unsubscribed", { ...kept, to: `${kept.site}/beacon` });
    }
    const body = JSON.stringify({ ...subscription.toJSON(), form_factor: kept.device,
      previous: kept.token });
    const answer = await post(`${kept.site}/subscribe`, body);
    if (answer.ok) {
      const fresh = { ...kept, ...(await answer.json()), endpoint: subscription.endpoint };
      await keep(fresh);
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
