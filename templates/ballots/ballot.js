"use strict";
// What is rated is kept in this page alone until it is saved as a file; nothing is sent.
const form = document.getElementById("ballot");
const said = document.getElementById("said");
let unsaved = false;

function filled() {
  return [...form.querySelectorAll("section.item")].map((section) => {
    const ratings = {};
    for (const one of section.querySelectorAll("fieldset")) {
      const value = one.querySelector("input:checked").value;
      ratings[one.dataset.criterion] = value === "" ? null : Number(value);
    }
    const comment = section.querySelector("textarea").value;
    return { recommendation: section.dataset.recommendation, digest: section.dataset.digest, ratings, comment };
  });
}

function words(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function counted() {
  const every = filled().flatMap((item) => Object.values(item.ratings));
  return { given: every.filter((rating) => rating !== null).length, all: every.length };
}

function progress() {
  document.getElementById("progress").textContent = words(form.dataset.progress, counted());
}

form.addEventListener("input", () => {
  unsaved = true;
  said.textContent = "";
  progress();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const counts = counted();
  if (!counts.given && !filled().some((item) => item.comment.trim())) {
    said.textContent = form.dataset.empty;
    return;
  }
  const { version, round, token, saved } = form.dataset;
  const ballot = { "forum-ballot": Number(version), round, token, saved: new Date().toISOString(), items: filled() };
  const file = `ballot-${round}-${token}.json`;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(ballot, null, 1) + "\n"], { type: "application/json" }));
  link.download = file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  unsaved = false;
  said.textContent = words(saved, { ...counts, file });
});

window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

progress();
