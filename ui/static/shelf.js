// Runs once for the bar above the document; `element`, `trigger` and `watch` are Gradio's.
const part = (selector) => element.querySelector(selector);
let open = false;

const showList = (on) => {
  open = on;
  const list = part("#documents");
  if (!list) return;
  list.hidden = !on;
  part(".current").setAttribute("aria-expanded", String(on));
  if (on) part("input[type=search]").focus();
};
const adding = () => document.getElementById("adding");
const showAdding = (on) => {
  adding()?.classList.toggle("open", on);
  part(".add")?.setAttribute("aria-expanded", String(on));
};

element.addEventListener("click", (event) => {
  if (event.target.closest(".current")) showList(!open);
  if (event.target.closest(".add")) showAdding(!adding().classList.contains("open"));
  const button = event.target.closest("[data-act]");
  if (!button) return;
  if (button.dataset.act === "choose") showList(false);
  if (button.dataset.act === "choose") trigger("choose", { document: button.dataset.document });
  if (button.dataset.act === "keep") trigger("keep", { document: button.dataset.document });
  if (button.dataset.act === "remove") trigger("remove", { document: button.dataset.document });
});
element.addEventListener("input", (event) => {
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const item of element.querySelectorAll("#documents li")) {
    const text = item.querySelector(".open").textContent.toLowerCase();
    item.hidden = !words.every((word) => text.includes(word));
    found += !item.hidden;
  }
  part("#documents .none").hidden = found > 0;
});
element.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !open) return;
  showList(false);
  part(".current").focus();
});
document.addEventListener("footnote:adding", () => showAdding(true));
document.addEventListener("footnote:added", () => showAdding(false));
watch("value", () => open && showList(true));
