const form = document.querySelector(".filters");
const search = form.querySelector("[type=search]");
const open = form.querySelector("button");
const count = form.querySelector("output");
const cases = [...document.querySelectorAll(".case")];
const texts = cases.map((one) => one.textContent.toLowerCase());

function show() {
  const wanted = form.elements.show.value;
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  cases.forEach((one, at) => {
    const held = one.dataset.filters.split(" ").includes(wanted);
    one.hidden = !held || !words.every((word) => texts[at].includes(word));
  });
  const shown = cases.filter((one) => !one.hidden);
  const allOpen = shown.length > 0 && shown.every((one) => one.open);
  open.textContent = allOpen ? "Close all shown" : "Open all shown";
  open.disabled = !shown.length;
  count.textContent = `${shown.length} of ${cases.length} cases`;
}

open.addEventListener("click", () => {
  const close = cases.every((one) => one.hidden || one.open);
  cases.forEach((one) => { if (!one.hidden) one.open = !close; });
  show();
});
form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
form.elements.show.value = "all";
search.value = "";
show();
