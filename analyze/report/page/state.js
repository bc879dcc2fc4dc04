"use strict";
// What the reader has chosen, and which verdicts that leaves. Every part of the page listens, so that a choice made in one place
// shows everywhere.
const lapse = (() => {
  const state = {
    range: null,      // [from, to] in milliseconds after t0, or null for everything
    off: new Set(),   // indices of causes that are switched off
    query: "",        // part of an identity, a session or a file name
    repeats: false,   // list the repeats of one token in one session with the same cause, too
    lane: -1,         // the selected session
    verdict: -1,      // the selected verdict
  };
  const listeners = [];
  let data = null;
  let kept = new Map(); // results of verdicts(), until the next choice

  function fits(v, withRange) {
    if (state.off.has(v.c)) return false;
    if (withRange && state.range && (v.t < state.range[0] || v.t > state.range[1])) return false;
    if (!state.query) return true;
    return [v.i, v.s, data.files[v.f], v.id].some((s) => s && s.toLowerCase().includes(state.query));
  }

  return {
    state,
    ready: 0, // when the page could be used, in milliseconds after it was opened
    get data() { return data; },
    load(d) { data = d; },
    on(listener) { listeners.push(listener); },
    set(choice) {
      Object.assign(state, choice);
      kept = new Map();
      for (const l of listeners) l(choice);
    },
    // verdicts lists the indices of the verdicts that fit the choice; the chart over time leaves the range out.
    verdicts(withRange = true) {
      if (!kept.has(withRange)) {
        kept.set(withRange, data.verdicts.flatMap((v, i) => (fits(v, withRange) ? [i] : [])));
      }
      return kept.get(withRange);
    },
    causeName(c) { const x = data.causes[c]; return x.sub ? x.cause + "/" + x.sub : x.cause; },
    place(file, line) { return data.files[file] + (line ? ":" + line : ""); },
    // shortPlace leaves all folders but the last out; lists have the whole as a title.
    shortPlace(file, line) { const p = this.place(file, line).split("/"); return p.length > 3 ? "…/" + p.slice(-2).join("/") : p.join("/"); },
    laneOf(verdict) { return data.lanes.findIndex((l) => l.v && l.v.includes(verdict)); },
  };
})();

// el makes an element. Text always goes in as text: nothing from a log is ever read as markup.
function el(tag, attributes, ...children) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes || {})) {
    if (k === "onclick") e.addEventListener("click", v);
    else if (v !== null && v !== undefined && v !== false) e.setAttribute(k, v === true ? "" : v);
  }
  e.append(...children.filter((c) => c !== null && c !== undefined && c !== ""));
  return e;
}
