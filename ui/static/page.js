// In the page's head, before anything else: what the scripts of the components share.
window.footnote = (() => {
  const KEY = "footnote:conversations";
  const MOST = 50; // conversations kept
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  const read = (storage, key) => {
    try {
      return storage.getItem(key);
    } catch {
      return null; // storage is forbidden: nothing is kept
    }
  };
  const write = (storage, key, value) => {
    try {
      storage.setItem(key, value);
      return true;
    } catch {
      return false;
    }
  };

  // A secret that this tab keeps over reloads; the documents brought here are found by it.
  const person = () => {
    const known = read(sessionStorage, "footnote:person");
    if (known) return known;
    const made = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    write(sessionStorage, "footnote:person", made);
    return made;
  };

  const show = (choice) => {
    const asked = new URLSearchParams(location.search).get("__theme");
    const wanted = choice === "system" ? asked ?? (dark.matches ? "dark" : "light") : choice;
    document.body.classList.toggle("dark", wanted === "dark");
  };
  const theme = (choice) => {
    write(localStorage, "footnote:theme", choice);
    show(choice);
  };
  const chosenTheme = () => read(localStorage, "footnote:theme") ?? "system";
  dark.addEventListener("change", () => show(chosenTheme()));

  const kept = () => {
    try {
      const list = JSON.parse(read(localStorage, KEY) ?? "[]");
      return Array.isArray(list) ? list.filter((one) => one && typeof one.id === "string" && typeof one.saved === "string") : [];
    } catch {
      return [];
    }
  };
  // Keeps the newest; where the browser's space does not suffice, the oldest go first.
  const keep = (list) => {
    let most = list.slice(0, MOST);
    while (!write(localStorage, KEY, JSON.stringify(most)) && most.length) most = most.slice(0, -1);
    document.dispatchEvent(new CustomEvent("footnote:kept"));
  };

  let current = read(sessionStorage, "footnote:conversation") ?? "";
  const setCurrent = (id) => {
    current = id;
    write(sessionStorage, "footnote:conversation", id);
  };
  const save = (title, saved) => {
    if (!current) setCurrent(String(Date.now()) + Math.random().toString(36).slice(2, 8));
    keep([{ id: current, title, when: Date.now(), saved }, ...kept().filter((one) => one.id !== current)]);
  };
  const drop = (id) => keep(kept().filter((one) => one.id !== id));

  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const box = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  };
  const download = (name, type, text) => {
    const url = URL.createObjectURL(new Blob([text], { type }));
    Object.assign(document.createElement("a"), { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  };
  const say = (text) => {
    const live = document.getElementById("live");
    if (live && live.textContent !== text) live.textContent = text;
  };
  // On a narrow screen one pane at a time.
  const tab = (name) => {
    document.getElementById("panes")?.classList.toggle("on-reading", name === "reading");
    for (const one of document.querySelectorAll("#header [role=tab]")) {
      const on = one.getAttribute("aria-controls") === name;
      one.setAttribute("aria-selected", String(on));
      one.tabIndex = on ? 0 : -1;
    }
  };
  return { person, theme, show, chosenTheme, kept, save, drop, copy, download, say, tab,
    get current() { return current; }, set current(id) { setCurrent(id); } };
})();
