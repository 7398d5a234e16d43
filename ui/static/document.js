// Runs once for the document's pane; `element`, `trigger` and `watch` are Gradio's.
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
let wanted = false;

// The marked quotation into view. Only where somebody asked for it does the page itself move too.
const reveal = () => {
  const pane = element.closest("#document");
  const mark = element.querySelector("mark");
  const behavior = calm.matches ? "auto" : "smooth";
  if (!mark) {
    pane.scrollTop = 0;
  } else if (wanted) {
    mark.scrollIntoView({ block: "center", behavior });
  } else {
    const above = mark.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    pane.scrollTo({ top: pane.scrollTop + above - pane.clientHeight / 3, behavior });
  }
  wanted = false;
};

// A citation was clicked: show it again where it is marked already, else ask the server for it.
document.addEventListener("footnote:citation", ({ detail }) => {
  const shown = element.querySelector(".text")?.dataset ?? {};
  wanted = true;
  if (["document", "start", "end"].every((key) => shown[key] === detail[key])) reveal();
  else trigger("select", { document: detail.document, start: Number(detail.start), end: Number(detail.end) });
});

// The other way round: a quoted sentence leads to the answers that used it.
const follow = (event) => {
  const used = event.target.closest(".used");
  if (!used || (event.type === "keydown" && event.key !== "Enter" && event.key !== " ")) return;
  event.preventDefault();
  document.dispatchEvent(new CustomEvent("footnote:used", { detail: { positions: used.dataset.answers.split(" ") } }));
};
element.addEventListener("click", follow);
element.addEventListener("keydown", follow);

let arrived = false;
watch("value", () => {
  reveal();
  if (!arrived) document.dispatchEvent(new CustomEvent("footnote:arrived"));
  arrived = true;
});
const pane = element.closest("#document");
pane?.setAttribute("tabindex", "0");
pane?.setAttribute("role", "region");
pane?.setAttribute("aria-label", "Document");
