// Follows the workspace: takes over what changed of this page, keeps the reader's place, shows problems.
"use strict";

(() => {
  const base = document.currentScript.src.replace(/preview\.js$/, "");
  const root = base.replace(/-\/$/, "");
  const path = decodeURIComponent(location.pathname.slice(new URL(root).pathname.length)) || "index.html";
  const make = (tag, attributes = {}, ...inside) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...inside);
    return element;
  };

  // --- the bar ----------------------------------------------------------------------------

  const state = make("span", { class: "state", role: "status" }, "Preview: connecting …");
  const more = make("button", { type: "button", "aria-expanded": "false", "aria-controls": "preview-list" }, "Problems");
  const pane = make("button", { type: "button", "aria-pressed": "false" }, "PDF");
  const list = make("ol", { id: "preview-list", hidden: "" });
  const bar = make("aside", { id: "preview-bar", "aria-label": "Preview", lang: "en" },
    make("div", { class: "line" }, state, more, pane), list);
  document.body.append(bar);
  more.addEventListener("click", () => {
    list.hidden = !list.hidden;
    more.setAttribute("aria-expanded", String(!list.hidden));
  });

  // --- the page ---------------------------------------------------------------------------

  const blocks = (where) => Array.from(where.querySelectorAll("p, li, h1, h2, h3, h4, h5, h6, figcaption, caption, td, dd, pre"));
  const main = () => document.getElementById("site-main");

  // The first block in view, and where it stands: what the reader looks at.
  const place = () => {
    for (const block of blocks(main())) {
      const box = block.getBoundingClientRect();
      if (box.bottom > 0 && box.height) return { block, top: box.top };
    }
    return null;
  };

  // What a block is known by when it moves: its text, whatever its number is now.
  const key = (node) => `${node.nodeName} ${(node.textContent || "").replace(/^\s*\d+(\.\d+)*\s/, "").trim()}`;

  // Make one element as another; what stays keeps its node, and with it what is selected and where it is read.
  const become = (now, then) => {
    const before = Array.from(now.childNodes), after = Array.from(then.childNodes);
    let start = 0, end = 0;
    while (start < before.length && start < after.length && before[start].isEqualNode(after[start])) start += 1;
    while (end < before.length - start && end < after.length - start &&
      before[before.length - 1 - end].isEqualNode(after[after.length - 1 - end])) end += 1;
    const old = before.slice(start, before.length - end), fresh = after.slice(start, after.length - end);
    const known = new Map(old.filter((node) => node.nodeType === 1).map((node) => [key(node), node]));
    const kept = new Set();
    const follower = before[before.length - end] || null;
    const alone = old.length === 1 && fresh.length === 1 && old[0].nodeName === fresh[0].nodeName;
    for (const given of fresh) {
      const own = alone ? old[0] : known.get(key(given));
      if (own?.nodeType === 1 && !kept.has(own) && (own.children.length || !alone)) {
        kept.add(own);
        if (!alone) now.insertBefore(own, follower);
        for (const { name } of Array.from(own.attributes)) if (!given.hasAttribute(name)) own.removeAttribute(name);
        for (const { name, value } of Array.from(given.attributes)) if (own.getAttribute(name) !== value) own.setAttribute(name, value);
        become(own, given);
      } else {
        const node = document.importNode(given, true);
        now.insertBefore(node, follower);
        node.classList?.add("preview-flash");
      }
    }
    for (const node of old) if (!kept.has(node)) node.remove();
  };

  const take = (text) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    for (const one of document.querySelectorAll(".preview-problem")) one.remove();
    for (const one of document.querySelectorAll(".preview-flash")) {
      one.classList.remove("preview-flash");
      if (!one.getAttribute("class")) one.removeAttribute("class");
    }
    const held = place();
    document.title = page.title;
    become(main(), page.getElementById("site-main"));
    const side = document.querySelector("nav.side ul"), other = page.querySelector("nav.side ul");
    if (side && other) become(side, other);
    if (held?.block.isConnected) window.scrollBy({ top: held.block.getBoundingClientRect().top - held.top, behavior: "instant" });
  };

  let asked = 0;
  const renew = async () => {
    const number = asked += 1;
    const answer = await fetch(location.pathname, { cache: "no-store" });
    if (!answer.ok) { state.textContent = "This page is no longer in the report: this is how it was last."; return; }
    const text = await answer.text();
    if (number !== asked) return;
    if (!document.querySelector("header.top")) { location.reload(); return; } // there was none yet
    take(text);
    tell(problems);
    window.dispatchEvent(new CustomEvent("preview-renewed"));
  };

  // --- problems ---------------------------------------------------------------------------

  let problems = { stale: false, problems: [] };
  const words = (text) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) || []);

  // The block of the page that holds most of the words of a line of source; null where none has half of them.
  // Of lines that are alike, each has a block of its own.
  const blockOf = (source, taken) => {
    const wanted = words(source);
    let best = null, most = wanted.size < 2 ? Infinity : wanted.size / 2;
    for (const block of blocks(main())) {
      if (taken.get(block) === source) continue;
      const said = words(block.textContent);
      const shared = Array.from(wanted).filter((word) => said.has(word)).length;
      if (shared > most) [best, most] = [block, shared];
    }
    if (best) taken.set(best, source);
    return best;
  };

  const described = (problem) => {
    const parts = [make("strong", {}, problem.severity), ": ", problem.message, " "];
    parts.push(make("code", {}, problem.place));
    for (const hint of problem.hints) parts.push(make("br"), "→ ", hint);
    return parts;
  };

  const entry = (problem, target) => {
    const item = make("li", {}, ...described(problem));
    if (problem.source.trim()) item.append(make("pre", {}, problem.source));
    if (target) {
      const go = make("button", { type: "button" }, "show it in the page");
      go.addEventListener("click", () => target.scrollIntoView({ block: "center" }));
      item.append(go);
    } else if (problem.page && problem.page !== path) {
      item.append(make("a", { href: root + problem.page }, "its paper"));
    }
    return item;
  };

  const tell = (found) => {
    problems = found;
    for (const one of document.querySelectorAll(".preview-problem")) one.remove();
    list.replaceChildren();
    const taken = new Map();
    for (const problem of found.problems) {
      const here = problem.page === path ? blockOf(problem.source, taken) : null;
      let note = null;
      if (problem.page === path && (here || problem.severity === "error")) {
        note = make("aside", { class: `preview-problem ${problem.severity}`, lang: "en" }, ...described(problem));
        if (here) here.after(note); else main().prepend(note);
      }
      list.append(entry(problem, note));
    }
    const count = (severity) => found.problems.filter((one) => one.severity === severity).length;
    const said = ["error", "warning", "info"].map((one) => [count(one), one]).filter(([number]) => number)
      .map(([number, one]) => `${number} ${one}${number === 1 ? "" : "s"}`).join(", ");
    bar.classList.toggle("stale", found.stale);
    more.textContent = said || "No problems";
    state.textContent = found.stale ? "Not built: this is the last good page. The messages say what stops it." : "Up to date";
    if (found.stale && list.hidden) more.click();
  };

  // --- the PDF ----------------------------------------------------------------------------

  let shelf = null, version = 0;
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      target.dataset.seen = isIntersecting ? "1" : "";
      if (isIntersecting) draw(target);
    }
  }, { rootMargin: "400px" });

  const draw = (image) => {
    if (image.dataset.version === String(version)) return;
    image.dataset.version = String(version);
    const width = Math.round((image.clientWidth || 800) * (window.devicePixelRatio || 1));
    const fresh = new Image(), wanted = version;
    fresh.onload = () => {
      if (wanted !== version) return;
      image.src = fresh.src;
      window.dispatchEvent(new CustomEvent("preview-pdf"));
    };
    fresh.src = `${base}pdf/${image.dataset.page}.png?width=${width}&version=${version}`;
  };

  const shelve = async (number) => {
    if (!shelf || !number) return;
    const { sizes, version: current } = await (await fetch(`${base}pdf.json`, { cache: "no-store" })).json();
    version = current;
    const images = Array.from(shelf.querySelectorAll("img"));
    shelf.querySelector("p")?.remove();
    sizes.forEach(([width, height], page) => {
      const image = images[page] || make("img", { alt: `Page ${page + 1} of the PDF`, "data-page": String(page) });
      image.style.aspectRatio = `${width} / ${height}`;
      if (!images[page]) { shelf.append(image); seen.observe(image); } else if (image.dataset.seen) draw(image);
    });
    for (const image of images.slice(sizes.length)) image.remove();
  };

  pane.addEventListener("click", () => {
    const open = !shelf;
    pane.setAttribute("aria-pressed", String(open));
    document.body.classList.toggle("with-pdf", open);
    sessionStorage.setItem("preview-pdf", open ? "1" : "");
    if (open) {
      shelf = make("section", { id: "preview-pdf", "aria-label": "PDF", tabindex: "0" }, make("p", {}, "The PDF is being made …"));
      document.body.append(shelf);
      bar.querySelector(".line").append(make("a", { href: `${base}report.pdf`, target: "_blank", id: "preview-open" }, "Open the PDF"));
    } else {
      seen.disconnect();
      shelf.remove();
      document.getElementById("preview-open").remove();
      shelf = null;
    }
    listen();
  });

  // --- what the program tells ---------------------------------------------------------------

  let source = null;
  const listen = () => {
    source?.close();
    source = new EventSource(`${base}events?page=${encodeURIComponent(path)}&pdf=${shelf ? 1 : 0}`);
    let first = true;
    source.addEventListener("open", () => bar.classList.remove("gone"));
    source.addEventListener("problems", ({ data }) => {
      tell(JSON.parse(data));
      if (first && !document.querySelector("header.top")) renew();
      first = false;
    });
    source.addEventListener("pages", ({ data }) => { if (JSON.parse(data).includes(path)) renew(); });
    source.addEventListener("building", ({ data }) => { if (JSON.parse(data)) state.textContent = "Building …"; });
    source.addEventListener("running", ({ data }) => { state.textContent = JSON.parse(data); });
    source.addEventListener("pdf", ({ data }) => shelve(JSON.parse(data)));
    source.addEventListener("error", () => {
      bar.classList.add("gone");
      state.textContent = "The preview has ended, or was started anew: open the address that it printed.";
    });
  };

  window.addEventListener("pagehide", () => source?.close());
  if (sessionStorage.getItem("preview-pdf")) pane.click(); else listen();
})();
