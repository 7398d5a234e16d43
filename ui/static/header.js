// Runs once for the header; `element` and `trigger` are Gradio's.
const footnote = window.footnote;
const EMPTY = JSON.stringify({ version: 1, exchanges: [] });
const find = (id) => document.getElementById(id);

// Tabs, on a narrow screen.
const tabs = [...element.querySelectorAll("[role=tab]")];
for (const tab of tabs) tab.addEventListener("click", () => footnote.tab(tab.getAttribute("aria-controls")));
element.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  const other = tabs.find((tab) => tab.getAttribute("aria-selected") !== "true");
  footnote.tab(other.getAttribute("aria-controls"));
  other.focus();
});

// Drawers: one at a time, closed by Escape, and the focus goes back to where it came from.
const drawers = { "open-saved": "saved", "open-settings": "settings" };
const toggle = (opener, open) => {
  for (const [id, drawer] of Object.entries(drawers)) {
    const on = open && id === opener;
    find(id).setAttribute("aria-expanded", String(on));
    find(drawer)?.classList.toggle("open", on);
  }
  if (open) find(drawers[opener])?.querySelector(".close")?.focus();
};
const close = () => {
  const opener = Object.keys(drawers).find((id) => find(drawers[id])?.classList.contains("open"));
  if (!opener) return;
  toggle(opener, false);
  find(opener).focus();
};
for (const id of Object.keys(drawers)) {
  find(id).addEventListener("click", () => toggle(id, find(id).getAttribute("aria-expanded") !== "true"));
}
document.addEventListener("keydown", (event) => event.key === "Escape" && close());
document.addEventListener("click", (event) => event.target.closest(".drawer .close") && close());

// The conversations that this browser keeps. Texts go in as text, never as markup.
const part = (name, text, properties = {}) => Object.assign(document.createElement(name), { textContent: text }, properties);
const list = () => {
  const items = footnote.kept().map((one) => {
    const item = document.createElement("li");
    const open = part("button", "", { type: "button", className: "open" });
    open.append(part("span", String(one.title), { className: "title" }));
    open.append(part("span", new Date(one.when).toLocaleString(), { className: "when" }));
    open.setAttribute("aria-current", String(one.id === footnote.current));
    open.addEventListener("click", () => {
      footnote.current = one.id;
      trigger("open", { conversation: one.saved });
      close();
    });
    const remove = part("button", "Delete", { type: "button" });
    remove.setAttribute("aria-label", `Delete the conversation ${one.title}`);
    remove.addEventListener("click", () => {
      footnote.drop(one.id);
      if (one.id === footnote.current) startAnew();
    });
    item.append(open, remove);
    return item;
  });
  find("kept").replaceChildren(...items);
  if (!items.length) find("kept").append(part("li", "None yet.", { className: "hint" }));
};
const startAnew = () => {
  footnote.current = "";
  trigger("open", { conversation: EMPTY });
  find("question")?.querySelector("textarea")?.focus();
};
document.addEventListener("footnote:kept", list);
find("clear").addEventListener("click", startAnew);
list();

const exported = (form) => document.querySelector("#conversation .exchanges")?.dataset[form];
const offer = (form, name, type) => () => {
  const text = exported(form);
  if (text) footnote.download(name, type, text);
  else footnote.say("There is no conversation to export yet.");
};
find("export-markdown").addEventListener("click", offer("markdown", "conversation.md", "text/markdown"));
find("export-jsonl").addEventListener("click", offer("jsonl", "conversation.jsonl", "application/jsonl"));

// The chosen theme, and the conversation that was open before a reload.
footnote.show(footnote.chosenTheme());
footnote.tab("chat");
document.addEventListener("footnote:arrived", () => {
  const radio = [...document.querySelectorAll("#theme input")].find((one) => one.value === footnote.chosenTheme());
  if (radio && !radio.checked) radio.click();
}, { once: true });
const before = footnote.kept().find((one) => one.id === footnote.current);
if (before) document.addEventListener("footnote:arrived", () => trigger("open", { conversation: before.saved }), { once: true });
else footnote.current = "";

// Files may be dropped anywhere: they go where files are chosen.
document.addEventListener("dragover", (event) => {
  if (![...event.dataTransfer.types].includes("Files")) return;
  event.preventDefault();
  document.dispatchEvent(new CustomEvent("footnote:adding"));
});
document.addEventListener("drop", (event) => {
  if (event.target.closest("#files") || !event.dataTransfer.files.length) return;
  event.preventDefault();
  const input = document.querySelector("#files input[type=file]");
  if (!input) return;
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
