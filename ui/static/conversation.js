// Runs once for the conversation; `element`, `trigger` and `watch` are Gradio's.
const footnote = window.footnote;
const peek = document.getElementById("peek");
const exchangeOf = (node) => node.closest(".exchange");
const positionOf = (node) => Number(exchangeOf(node).dataset.position);

// A citation's quotation beside its chip, under the pointer or with the focus.
const quotationOf = (chip) => {
  const same = [...chip.closest(".answer").querySelectorAll(".quotation")];
  return same.find((one) => one.dataset.number === chip.dataset.number)?.querySelector(".quote")?.textContent ?? "";
};
const unveil = (event) => {
  const chip = event.target.closest(".chip");
  if (!chip || !peek) return;
  peek.textContent = quotationOf(chip);
  peek.hidden = false;
  const at = chip.getBoundingClientRect();
  const left = Math.min(at.left, window.innerWidth - peek.offsetWidth - 12);
  const below = at.bottom + 6 + peek.offsetHeight < window.innerHeight;
  peek.style.left = `${Math.max(12, left)}px`;
  peek.style.top = `${below ? at.bottom + 6 : at.top - peek.offsetHeight - 6}px`;
};
const veil = () => peek && (peek.hidden = true);
element.addEventListener("mouseover", unveil);
element.addEventListener("focusin", unveil);
element.addEventListener("mouseout", veil);
element.addEventListener("focusout", veil);

// Edit: the question becomes a box with what it says.
const edit = (exchange) => {
  const question = exchange.querySelector(".question");
  const form = Object.assign(document.createElement("form"), { className: "editing" });
  const box = Object.assign(document.createElement("textarea"), { value: question.textContent, rows: 2 });
  box.setAttribute("aria-label", "The question");
  const send = Object.assign(document.createElement("button"), { type: "submit", textContent: "Ask" });
  const cancel = Object.assign(document.createElement("button"), { type: "button", textContent: "Cancel" });
  const leave = () => {
    form.remove();
    question.hidden = false;
  };
  cancel.addEventListener("click", leave);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    trigger("ask", { question: box.value, position: positionOf(exchange) });
  });
  form.append(box, send, cancel);
  question.hidden = true;
  question.after(form);
  box.focus();
};

const acts = {
  ask: (button) => trigger("ask", { question: button.dataset.question, position: null }),
  retry: (button) => trigger("ask", { question: exchangeOf(button).querySelector(".question")?.textContent ?? "", position: positionOf(button) }),
  edit: (button) => edit(exchangeOf(button)),
  undo: () => trigger("undo", {}),
  copy: async (button) => {
    await footnote.copy(button.closest(".actions").dataset.markdown);
    button.textContent = "Copied";
    footnote.say("Copied with its citations.");
  },
  good: (button) => trigger("rate", { position: positionOf(button), good: true, reason: "", right: "" }),
  bad: (button) => {
    const form = exchangeOf(button).querySelector(".why");
    form.hidden = !form.hidden;
    button.setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) form.querySelector("input").focus();
  },
  cancel: (button) => (button.closest("form").hidden = true),
};

// A citation is a button, so Enter and Space click it too. The document's pane listens.
element.addEventListener("click", (event) => {
  const citation = event.target.closest("[data-start]");
  if (citation) {
    footnote.tab("reading");
    document.dispatchEvent(new CustomEvent("footnote:citation", { detail: { ...citation.dataset } }));
  }
  const button = event.target.closest("[data-act]");
  if (button) acts[button.dataset.act]?.(button);
});
element.addEventListener("submit", (event) => {
  if (!event.target.matches(".why")) return;
  event.preventDefault();
  const given = new FormData(event.target);
  const reason = [given.get("reason"), given.get("note")].filter(Boolean).join(": ");
  trigger("rate", { position: positionOf(event.target), good: false, reason, right: given.get("right") ?? "" });
});

// A sentence of the document was selected: the answers that used it.
document.addEventListener("footnote:used", ({ detail }) => {
  footnote.tab("chat");
  for (const exchange of element.querySelectorAll(".exchange")) {
    exchange.classList.toggle("uses", detail.positions.includes(exchange.dataset.position));
  }
  const first = element.querySelector(".exchange.uses");
  first?.scrollIntoView({ block: "nearest" });
  first?.querySelector(".chip, .quotation")?.focus({ preventScroll: true });
});

// What is new comes into view: the end of the last exchange, but never past its question. Then it is said and kept.
watch("value", () => {
  veil();
  const scroller = element.closest("#conversation");
  const exchanges = element.querySelector(".exchanges");
  const last = element.querySelector(".exchange:last-of-type");
  if (!scroller || !last) return;
  const top = scroller.scrollTop + last.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  scroller.scrollTop = Math.min(top, scroller.scrollHeight - scroller.clientHeight);
  footnote.say(last.dataset.said);
  if (exchanges.dataset.saved) footnote.save(element.querySelector(".question")?.textContent ?? "", exchanges.dataset.saved);
});
element.closest("#conversation")?.setAttribute("tabindex", "0");
