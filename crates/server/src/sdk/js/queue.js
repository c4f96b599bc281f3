// What page and worker keep in the browser: reports that wait until the hub has them, and who it is.
self.tidingsQueue = (later) => {
  "use strict";
  const QUEUE = "queue", KEPT = "kept";
  let database;

  const opened = () => new Promise((done, fail) => {
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
    const store = (await (database ??= opened())).transaction(name, mode).objectStore(name);
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
      if (status < 200 || status > 499 || status === 408 || status === 429) return later?.();
      await inStore(QUEUE, "readwrite", (store) => store.delete(next.key));
    }
  });

  const report = async (type, to, more) => {
    const body = JSON.stringify({ v: 1, id: crypto.randomUUID(), type, ts: Date.now(), ...more });
    await inStore(QUEUE, "readwrite", (store) => store.add({ to, body }));
    await flush();
  };

  const kept = () => inStore(KEPT, "readonly", (store) => store.get("self"));
  const keep = (it) => inStore(KEPT, "readwrite", (store) => store.put(it, "self"));

  return { post, flush, report, kept, keep };
};
