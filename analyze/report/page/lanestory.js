"use strict";
// The story of the selected session, beside the lanes: its verdict, and the steps around the chosen moment with their lines.
const laneStory = (() => {
  // number is the code or status of a mark.
  const number = (m) => (m[4] ? " " + m[4] : "");

  // show fills the panel; step is the mark that the keyboard stands on, -1 for none.
  function show(step) {
    const box = document.getElementById("lane-detail"), index = lapse.state.lane, open = index >= 0;
    box.hidden = !open;
    box.parentElement.classList.toggle("open", open);
    if (!open) return;
    const lane = lapse.data.lanes[index], v = lapse.state.verdict >= 0 ? lapse.data.verdicts[lapse.state.verdict] : null;
    const close = el("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => { lapse.set({ lane: -1, verdict: -1 }); document.getElementById("lanes-scroll").focus(); } }, "×");
    box.replaceChildren(close, el("h3", {}, [lane.i, lane.s].filter(Boolean).join(", ")));
    if (v) {
      box.append(...verdicts.brief(lapse.state.verdict), el("p", {}, el("button", { type: "button", onclick: () => verdicts.show(lapse.state.verdict) }, "Go to the verdict")));
    }
    const steps = story(lane, v, step);
    steps.tabIndex = 0;
    steps.setAttribute("aria-label", "Steps of the session");
    box.append(steps);
    const list = box.querySelector("ol"), now = list.querySelector(".now");
    list.scrollTop = now ? Math.max(0, now.offsetTop - list.offsetTop - list.clientHeight / 2) : 0;
  }

  // story lists the steps around the chosen moment, each with its line.
  function story(lane, v, step) {
    const marks = lane.m || [], ol = el("ol", {});
    let here = step >= 0 ? step : v ? marks.findIndex((m) => m[2] === v.f && m[3] === v.r) : marks.length - 1;
    if (here < 0) here = marks.findIndex((m) => v && m[0] >= v.t);
    const first = Math.max(0, here - 24), last = Math.min(marks.length, Math.max(here, 0) + 12);
    if (first) ol.append(el("li", {}, "", `… ${first} before`));
    marks.slice(first, last).forEach((m, n) => {
      ol.append(el("li", { class: first + n === here ? "now" : null }, el("span", {}, time.clock(m[0])),
        el("span", {}, lapse.data.kinds[m[1]] + number(m) + (Math.abs(m[5]) >= 1000 ? ` (its clock showed ${time.clock(m[0] + m[5])})` : "")),
        el("span", { class: "where" }, lapse.place(m[2], m[3]))));
    });
    if (last < marks.length) ol.append(el("li", {}, "", `… ${marks.length - last} after`));
    return ol;
  }

  return { show, number };
})();
