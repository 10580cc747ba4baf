// The filter of recommendations, and contents that start closed on a telephone.
"use strict";

const contents = document.querySelector(".side details");
const narrow = window.matchMedia("(max-width: 62rem)");
const fold = () => { if (contents) contents.open = !narrow.matches; };
fold();
narrow.addEventListener("change", fold);
window.addEventListener("beforeprint", fold);

const form = document.getElementById("site-filter");
if (form) {
  const cards = Array.from(document.querySelectorAll("#site-cards > li"));
  const text = document.getElementById("site-filter-text");
  const choices = Array.from(form.querySelectorAll("select"));
  const fits = (card) => {
    const wanted = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const said = card.textContent.toLowerCase();
    return wanted.every((word) => said.includes(word)) && choices.every((choice) =>
      !choice.value || card.dataset[choice.dataset.key].split(" ").includes(choice.value));
  };
  const show = () => {
    let shown = 0;
    for (const card of cards) {
      card.hidden = !fits(card);
      if (!card.hidden) shown += 1;
    }
    document.getElementById("site-filter-count").textContent = String(shown);
  };
  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
}
