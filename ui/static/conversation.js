// Runs once for the conversation; `element` and `watch` are Gradio's.

// A citation is a button, so Enter and Space click it too. The document's pane listens.
element.addEventListener("click", (event) => {
  const citation = event.target.closest("[data-start]");
  if (citation) document.dispatchEvent(new CustomEvent("footnote:citation", { detail: { ...citation.dataset } }));
});

// What is new comes into view: the end of the last exchange, but never past its question.
watch("value", () => {
  const scroller = element.closest("#conversation");
  const last = element.querySelector(".exchange:last-of-type");
  if (!scroller || !last) return;
  const top = scroller.scrollTop + last.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  scroller.scrollTop = Math.min(top, scroller.scrollHeight - scroller.clientHeight);
});
