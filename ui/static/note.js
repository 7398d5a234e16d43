// Runs once for what is said of documents; `element` and `watch` are Gradio's.
// What was brought is there: the place to bring it makes room for the text.
watch("value", () => {
  if (element.querySelector(".note") && !element.querySelector(".error")) {
    document.dispatchEvent(new CustomEvent("footnote:added"));
  }
});
