// Records on site: what is written lies in this browser (IndexedDB) under an id made here, until the node has taken it.
// The node takes each id once, so sending again after a lost answer makes no second draft. Only entries of the account
// that is signed in are shown and sent. Signing out clears the browser's storage, and the shell asks before it does.
"use strict";

(() => {
  const root = document.querySelector("[data-on-site]");
  const form = document.querySelector("[data-on-site-form]");
  if (!root || !form || !window.indexedDB || !window.crypto?.randomUUID) return;

  const words = root.dataset;
  const where = location.pathname;
  const field = (name) => form.querySelector(`[name="${name}"]`); // form.elements.item is a method
  const part = (name) => root.querySelector(`[data-${name}]`);
  const KEPT = "pilin-on-site";
  const AGAIN_MS = 20000;
  let isSending = false;
  let hasLine = navigator.onLine; // what the browser believes, until something was asked of the node

  // the store

  function store(mode, work) {
    return new Promise((resolve, reject) => {
      const opening = indexedDB.open(KEPT, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("records", { keyPath: "id" });
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const base = opening.result;
        const change = base.transaction("records", mode);
        const asked = work(change.objectStore("records"));
        change.oncomplete = () => { base.close(); resolve(asked.result); };
        change.onerror = change.onabort = () => { base.close(); reject(change.error); };
      };
    });
  }

  const put = (record) => store("readwrite", (records) => records.put(record));
  const drop = (id) => store("readwrite", (records) => records.delete(id));

  async function mine() {
    const all = await store("readonly", (records) => records.getAll());
    return all
      .filter((one) => one.account === words.account && one.plan === words.plan)
      .sort((one, other) => one.written.localeCompare(other.written));
  }

  async function countUnsent() {
    const all = await store("readonly", (records) => records.getAll());
    const number = all.filter((one) => one.state !== "taken").length;
    const secure = "secure" in words ? "; Secure" : "";
    document.cookie = `${words.cookie}=${number}; Path=/; SameSite=Lax${secure}; Max-Age=${number ? 30 * 86400 : 0}`;
  }

  // what the person sees

  async function show() {
    part("line").textContent = hasLine ? words.online : words.offline;
    document.querySelector(".band-state")?.toggleAttribute("hidden", !hasLine); // a kept page knows of no link
    const list = part("list");
    const records = await mine();
    list.replaceChildren(...records.map(line));
    if (!records.length) list.append(element("li", words.none));
    await countUnsent();
  }

  function element(tag, text, ...inside) {
    const made = document.createElement(tag);
    made.textContent = text;
    made.append(...inside);
    return made;
  }

  function line(record) {
    const state = element("strong", words[record.state]);
    const item = element("li", "", state, ` · ${record.label} · ${record.written.slice(0, 16).replace("T", " ")}`);
    if (record.sentence) item.append(element("p", record.sentence));
    if (record.state !== "waiting") item.append(button(words.drop, () => drop(record.id)));
    if (record.state === "refused") item.append(" ", button(words.rewrite, () => rewrite(record)));
    return item;
  }

  function button(text, act) {
    const made = element("button", text);
    made.type = "button";
    made.className = "quiet";
    made.addEventListener("click", () => act().then(show));
    return made;
  }

  async function rewrite(record) {
    for (const [name, value] of Object.entries(record.values)) {
      if (field(name)) field(name).value = value;
    }
    await drop(record.id);
    form.querySelector("textarea, input:not([type=hidden])").focus();
  }

  // writing and sending

  async function write(event) {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form));
    delete values.csrfmiddlewaretoken;
    const chosen = field("item");
    const record = {
      id: crypto.randomUUID(),
      account: words.account,
      plan: words.plan,
      label: chosen.options[chosen.selectedIndex].text,
      written: localTime(),
      state: "waiting",
      sentence: "",
      values,
    };
    try {
      await put(record);
    } catch {
      part("told").textContent = words.failed;
      return;
    }
    form.reset();
    await show();
    await send();
  }

  function localTime() {
    const now = new Date();
    return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 19);
  }

  async function send() {
    if (isSending) return;
    isSending = true;
    try {
      if (!(await freshToken())) part("told").textContent = words.signedOut;
      hasLine = true;
      for (const record of await mine()) {
        if (record.state === "waiting" && !(await sent(record))) break;
      }
    } catch {
      hasLine = false; // what waits stays where it is, and is tried again
    } finally {
      isSending = false;
      await show();
    }
  }

  async function sent(record) {
    const token = await freshToken();
    if (!token) {
      part("told").textContent = words.signedOut;
      return false;
    }
    const body = new FormData();
    for (const [name, value] of Object.entries(record.values)) body.append(name, value);
    body.set("phone_id", record.id);
    body.set("written_at", record.written);
    body.set("csrfmiddlewaretoken", token);
    const answer = await fetch(where, { method: "POST", body, headers: { "X-Phone": "1" }, redirect: "manual" });
    if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) return false;
    const told = await answer.json();
    await put({ ...record, state: told.taken ? "taken" : "refused", sentence: told.sentence });
    part("told").textContent = "";
    return true;
  }

  // a kept page may be older than the sign-in: its token would not be taken
  async function freshToken() {
    const answer = await fetch(where, { headers: { "X-Phone": "1" }, redirect: "manual", cache: "no-store" });
    if (!answer.ok) return "";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("[data-on-site-form] [name=csrfmiddlewaretoken]")?.value || "";
  }

  // keeping the page, by an explicit tap

  async function keep() {
    await navigator.serviceWorker.register(words.worker);
    await navigator.serviceWorker.ready;
    const cache = await caches.open(KEPT);
    const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")];
    for (const address of [where, ...parts.map((one) => one.href || one.src)]) {
      const answer = await fetch(address, { headers: { "X-Phone": "1" }, cache: "no-store" });
      if (!answer.ok || answer.redirected) throw new Error(address);
      await cache.put(address, answer);
    }
    await navigator.storage?.persist?.();
    part("told").textContent = words.kept;
  }

  root.hidden = false;
  form.addEventListener("submit", write);
  part("keep").hidden = !("serviceWorker" in navigator);
  part("keep").addEventListener("click", () => keep().catch(() => { part("told").textContent = words.failed; }));
  part("send").addEventListener("click", send);
  window.addEventListener("online", send);
  window.addEventListener("offline", () => { hasLine = false; show(); });
  window.setInterval(async () => {
    if (!hasLine || (await mine()).some((one) => one.state === "waiting")) await send();
  }, AGAIN_MS);
  show().then(send, () => { part("told").textContent = words.failed; });
})();
