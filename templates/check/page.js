// Filters: what does not match is hidden. Without this script everything is shown.
"use strict";
const form = document.getElementById("filters");
const words = document.getElementById("words");
const code = document.getElementById("code");
const cited = document.getElementById("cited");
const shown = document.getElementById("shown");
const findings = [...document.querySelectorAll(".finding")].map((node) => ({ node, text: node.textContent.toLowerCase() + " " + node.closest(".file").querySelector("h3").textContent.toLowerCase() }));
const references = [...document.querySelectorAll(".reference")].map((node) => ({ node, text: node.textContent.toLowerCase() }));

function filter() {
  const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
  const severities = new Set([...form.querySelectorAll("[name=severity]:checked")].map((box) => box.value));
  const has = (text) => wanted.every((word) => text.includes(word));
  let count = 0;
  for (const { node, text } of findings) {
    const fits = severities.has(node.dataset.severity) && (!code.value || code.value === node.dataset.code) && has(text);
    node.hidden = !fits;
    count += fits;
  }
  for (const file of document.querySelectorAll(".file")) file.hidden = !file.querySelector(".finding:not([hidden])");
  let rows = 0;
  for (const { node, text } of references) {
    const kind = cited.value === "wrong" ? node.dataset.wrong === "yes" : !cited.value || cited.value === node.dataset.cited;
    const fits = kind && has(text);
    node.hidden = !fits;
    rows += fits;
  }
  shown.textContent = `${count} of ${findings.length} findings, ${rows} of ${references.length} references`;
}

form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
filter();
