"use strict";
// The list of verdicts: a page of rows at a time, each with its whole evidence one press away.
const verdicts = (() => {
  const $ = (id) => document.getElementById(id);
  const page = 50;
  let shown = page;

  const listed = () => lapse.verdicts().filter((i) => lapse.state.repeats || lapse.data.verdicts[i].first === i);

  function fill() {
    const all = listed();
    $("rows").replaceChildren(...all.slice(0, shown).map(row));
    $("more").hidden = all.length <= shown;
    $("more").textContent = `Show ${Math.min(page, all.length - shown)} more of ${all.length - shown}`;
  }

  function row(i) {
    const v = lapse.data.verdicts[i], c = lapse.data.causes[v.c];
    const open = el("button", { type: "button", class: "open", "aria-expanded": "false", "aria-label": "Evidence of the rejection at " + v.l, onclick: (e) => toggle(e.currentTarget, i) }, "+");
    return el("tr", { "data-verdict": i, class: i === lapse.state.verdict ? "here" : null },
      el("td", {}, open), el("td", { class: "t" }, v.l.slice(0, 23).replace("T", " ")),
      el("td", { class: "t" }, ink.symbolSVG(c.rank), lapse.causeName(v.c), v.first === i ? "" : el("small", {}, " repeat")),
      el("td", {}, v.y), el("td", { class: "who" }, v.i || ""), el("td", { class: "who" }, v.s || ""), el("td", { class: "n" }, String(v.n)),
      el("td", { class: "where", title: lapse.place(v.f, v.r) }, lapse.shortPlace(v.f, v.r)));
  }

  function toggle(button, i) {
    const tr = button.closest("tr"), open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    button.textContent = open ? "+" : "−";
    if (open) tr.nextElementSibling.remove();
    else tr.after(el("tr", { class: "evidence" }, el("td", { colspan: 8 }, ...evidence(i))));
  }

  // evidence is the whole reasoning; a repeat shows that of the first one with the same token, session and cause.
  function evidence(i) {
    const d = lapse.data, own = d.verdicts[i], v = d.verdicts[own.first], out = [];
    if (own.first !== i) out.push(el("p", {}, `A repeat of the rejection at ${v.l}; the reasoning is that one's.`));
    out.push(el("ol", {}, ...(v.ev || []).map(step)));
    if (v.no) out.push(el("p", {}, "Ruled out"), el("ul", {}, ...v.no.map((r) => el("li", {}, el("b", {}, r.cause), " " + r.why))));
    if (v.also) out.push(el("p", {}, "Also true, but not what decided: " + v.also.join(", ")));
    if (v.m !== undefined) out.push(el("p", {}, `Margin: ${v.m} s` + (v.flip ? `: ${v.flip}` : "")));
    out.push(token(v));
    if (lapse.laneOf(i) >= 0) out.push(el("button", { type: "button", onclick: () => lanes.goTo(i) }, "Show the session"));
    out.push(el("p", { class: "where" }, "lapse explain " + own.id));
    return out;
  }

  const step = (e) => el("li", {}, el("b", {}, e.k), " " + e.x + " ", el("span", { class: "where" }, (e.at || []).join(", ")));

  function token(v) {
    const rows = [["token host", v.h], ["SDK", v.sdk], ["call", v.call]];
    if (v.token) {
      const t = v.token, utc = (s) => (s === undefined ? "" : new Date(s * 1000).toISOString().slice(0, 19) + "Z");
      rows.unshift(["told by", `${v.by}, ${v.k} candidate${v.k === 1 ? "" : "s"}`], ["SHA-256", t.fingerprint], ["jti", t.jti], ["iss", t.iss], ["sub", t.sub], ["iat", utc(t.iat)], ["exp", utc(t.exp)]);
    } else rows.unshift(["token", "could not be told"]);
    return el("dl", { class: "pair" }, ...rows.flatMap(([k, x]) => (x ? [el("dt", {}, k), el("dd", {}, x)] : [])));
  }

  return {
    start() {
      $("more").addEventListener("click", () => { shown += page; fill(); });
      $("repeats").addEventListener("change", (e) => lapse.set({ repeats: e.target.checked }));
      fill();
    },
    update(choice) {
      if ("off" in choice || "query" in choice || "range" in choice || "repeats" in choice) { shown = page; fill(); }
      if ("verdict" in choice) {
        for (const tr of document.querySelectorAll("#rows tr[data-verdict]")) tr.classList.toggle("here", +tr.dataset.verdict === lapse.state.verdict);
      }
    },
    // brief is a verdict in a few lines, for the hover and the side panel.
    brief(i) {
      const d = lapse.data, own = d.verdicts[i], v = d.verdicts[own.first];
      const lines = [el("b", {}, `${lapse.causeName(own.c)}, ${own.y}`), el("span", {}, `code ${own.n}, logged ${own.l.slice(11, 23)}`)];
      for (const e of (v.ev || []).slice(0, 3)) lines.push(el("div", {}, e.x));
      return [...lines, el("span", { class: "where" }, lapse.place(own.f, own.r))];
    },
    // show lists a verdict, whatever the filter, and opens it.
    show(i) {
      if (!listed().includes(i)) lapse.set({ range: null, off: new Set(), query: "", repeats: lapse.state.repeats || lapse.data.verdicts[i].first !== i });
      const at = listed().indexOf(i);
      if (at >= shown) { shown = at + page; fill(); }
      const tr = document.querySelector(`#rows tr[data-verdict="${i}"]`), open = tr.querySelector(".open");
      if (open.getAttribute("aria-expanded") !== "true") toggle(open, i);
      lapse.set({ verdict: i });
      tr.scrollIntoView({ block: "center" });
      open.focus({ preventScroll: true });
    },
  };
})();
