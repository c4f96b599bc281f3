// Tidings: asks a page's visitors whether they want web pushes.
//   Tidings.init({ url: "https://hub.example.com", site: "…", worker: "/sw.js" })
//   button.onclick = () => Tidings.ask({ user: "…" })
self.Tidings = (() => {
  "use strict";
  const { post, flush, report: queue, kept: known, keep } = self.tidingsQueue();
  let site, ready;

  const kept = async () => (await known()) ?? {};
  const report = (type, more) =>
    queue(type, `${site}/beacon`, { form_factor: device(), ...more }).catch(() => {});

  const device = () => {
    const { userAgentData, userAgent, maxTouchPoints, platform } = navigator;
    const mobile = userAgentData?.mobile ?? (/Mobi|Android|iPhone|iPad/.test(userAgent) ||
      (maxTouchPoints > 1 && platform === "MacIntel"));
    return mobile ? "mobile" : "desktop";
  };

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (it) => it.charCodeAt(0));
  };

  // Has the hub know the subscription as it is now.
  const tell = async (subscription, user) => {
    const known = await kept();
    const same = known.endpoint === subscription.endpoint && known.site === site &&
      (user === undefined || known.user === user) && Date.now() - known.told < 86400000;
    if (same) return;
    const body = JSON.stringify({ ...subscription.toJSON(), form_factor: device(), user,
      previous: known.token });
    const answer = await post(`${site}/subscribe`, body);
    if (!answer.ok) throw new Error(`Tidings: the hub answered ${answer.status}`);
    await keep({ ...known, ...(await answer.json()), endpoint: subscription.endpoint, site,
      user: user ?? known.user, device: device(), told: Date.now(), permission: "granted" });
  };

  const gone = async (permission) => {
    const { token, id } = await kept();
    await keep({ id, permission });
    if (token) await report("unsubscribed", { token });
  };

  // Compares what is with what was, as nobody tells of changes while no page is open.
  const settle = async (user) => {
    const worker = await ready, { permission } = Notification, known = await kept();
    const subscription = permission === "granted" && (await worker.pushManager.getSubscription());
    if (subscription) await tell(subscription, user);
    else if (known.token) await gone(permission);
    await flush().catch(() => {});
    return state();
  };

  const state = async () => {
    const { id, token } = await kept();
    return { permission: Notification.permission, subscribed: Boolean(token), id: id ?? null };
  };

  const init = ({ url, site: key, worker = "/sw.js", user }) => {
    site = `${url.replace(/\/$/, "")}/sdk/${key}`;
    ready = navigator.serviceWorker.register(worker).then(() => navigator.serviceWorker.ready);
    navigator.permissions?.query({ name: "notifications" })
      .then((it) => it.addEventListener("change", () => settle().catch(() => {})), () => {});
    return settle(user);
  };

  const ask = async ({ user } = {}) => {
    const before = Notification.permission, permission = await Notification.requestPermission();
    if (permission !== "granted") {
      if (permission === "denied" && before !== "denied") {
        // Who declines has no subscription to be known by: of an old one nothing is believed then.
        const known = await kept(), old = known.id?.startsWith("sub_");
        const id = (!old && known.id) || crypto.randomUUID();
        await keep({ ...known, id, permission });
        await report("permission", { site: site.split("/").pop(), subscription: id, state: permission });
      }
      return state();
    }
    const worker = await ready, answer = await fetch(site, { credentials: "omit" });
    if (!answer.ok) throw new Error(`Tidings: the hub answered ${answer.status}`);
    const applicationServerKey = bytes((await answer.json()).key);
    const subscription = (await worker.pushManager.getSubscription()) ??
      (await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }));
    await tell(subscription, user);
    return state();
  };

  const leave = async () => {
    const subscription = await (await ready).pushManager.getSubscription();
    // Before and after: whichever of them gets through.
    await gone(Notification.permission);
    await subscription?.unsubscribe();
    await flush().catch(() => {});
    return state();
  };

  return { init, ask, leave, state };
})();
