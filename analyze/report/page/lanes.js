"use strict";
// The swimlanes: which sessions are listed, zoom and pan, what is under the pointer, and the story of the selected session.
const lanes = (() => {
  const $ = (id) => document.getElementById(id);
  let view = { from: 0, to: 1, list: [], scroll: 0, width: 0, height: 0, gutter: 200, x: () => 0 };
  let tip = null;
  let pending = false;
  let step = -1; // the mark of the selected lane that the keyboard stands on

  function list() {
    const d = lapse.data, all = $("lanes-show").value === "all", order = $("lanes-order").value;
    const hit = new Map(); // lane → its verdicts that fit
    const fits = new Set(lapse.verdicts());
    d.lanes.forEach((l, i) => {
      const v = (l.v || []).filter((n) => fits.has(n));
      const named = !lapse.state.query || [l.i, l.s].some((s) => s && s.toLowerCase().includes(lapse.state.query));
      if (v.length || (all && named)) hit.set(i, v);
    });
    const keys = [...hit.keys()];
    const first = (i) => (hit.get(i).length ? d.verdicts[hit.get(i)[0]].t : Infinity);
    if (order === "count") keys.sort((a, b) => hit.get(b).length - hit.get(a).length || a - b);
    if (order === "time") keys.sort((a, b) => first(a) - first(b) || a - b);
    if (order === "name") keys.sort((a, b) => compare(d.lanes[a], d.lanes[b]) || a - b);
    view.list = keys;
    $("lanes-space").style.height = Math.max(0, laneDraw.top + keys.length * laneDraw.row - view.height) + "px";
  }

  const compare = (a, b) => (a.i + "\u0000" + a.s < b.i + "\u0000" + b.s ? -1 : 1);

  function size() {
    const box = $("lanes-scroll"), canvas = $("lanes-canvas"), scale = devicePixelRatio || 1;
    // as tall as the lanes need, up to what the style sheet allows
    box.style.height = "";
    const most = box.clientHeight;
    view.height = Math.max(140, Math.min(most, laneDraw.top + view.list.length * laneDraw.row + 2));
    box.style.height = view.height + 2 + "px";
    view.width = box.clientWidth;
    view.gutter = view.width < 560 ? 104 : 210;
    canvas.style.width = view.width + "px";
    canvas.style.height = view.height + "px";
    canvas.width = view.width * scale;
    canvas.height = view.height * scale;
    $("lanes-space").style.height = Math.max(0, laneDraw.top + view.list.length * laneDraw.row - view.height) + "px";
  }

  function draw() {
    if (pending) return;
    pending = true;
    requestAnimationFrame(() => {
      pending = false;
      const canvas = $("lanes-canvas"), ctx = canvas.getContext("2d"), scale = canvas.width / (view.width || 1);
      view.scroll = $("lanes-scroll").scrollTop;
      const width = view.width - view.gutter - 12;
      view.x = (t) => view.gutter + (t - view.from) / (view.to - view.from) * width;
      ctx.setTransform(scale, 0, 0, scale, 0, 0);
      laneDraw.all(ctx, view);
    });
  }

  const timeAt = (x) => view.from + (x - view.gutter) / (view.width - view.gutter - 12) * (view.to - view.from);

  function zoom(factor, at = (view.from + view.to) / 2) {
    const whole = lapse.data.to - lapse.data.from, span = Math.min(whole, Math.max(1000, (view.to - view.from) * factor));
    const share = (at - view.from) / (view.to - view.from);
    move(at - share * span, span);
  }

  function move(from, span = view.to - view.from) {
    from = Math.max(lapse.data.from, Math.min(from, lapse.data.to - span));
    view.from = from;
    view.to = from + span;
    draw();
  }

  function fit() {
    [view.from, view.to] = lapse.state.range || [lapse.data.from, lapse.data.to];
    draw();
  }

  // under finds the lane and the nearest mark below a point of the canvas.
  function under(x, y) {
    const n = Math.floor((y - laneDraw.top + view.scroll) / laneDraw.row);
    if (y < laneDraw.top || n < 0 || n >= view.list.length) return null;
    const index = view.list[n], lane = lapse.data.lanes[index];
    const near = (items, t) => items.reduce((best, item) => {
      const d = Math.abs(view.x(t(item)) - x);
      return d < best.d ? { d, item } : best;
    }, { d: 8, item: null }).item;
    return {
      index, lane, time: timeAt(x),
      verdict: near(lane.v || [], (i) => lapse.data.verdicts[i].t),
      mark: near(lane.m || [], (m) => m[0]),
    };
  }

  function hover(e) {
    const at = under(e.offsetX, e.offsetY);
    if (!at || e.offsetX < view.gutter - 8) return leave();
    const lines = [];
    if (at.verdict !== null) lines.push(...verdicts.brief(at.verdict));
    else if (at.mark) lines.push(el("b", {}, lapse.data.kinds[at.mark[1]] + laneStory.number(at.mark)), "logged " + time.fine(at.mark[0] + at.mark[5]), el("span", { class: "where" }, lapse.place(at.mark[2], at.mark[3])));
    else lines.push(...during(at));
    if (!lines.length) return leave();
    tip = tip || $("lanes-scroll").parentElement.appendChild(el("div", { class: "tip", role: "tooltip" }));
    tip.replaceChildren(...lines);
    const box = $("lanes-scroll").getBoundingClientRect();
    tip.style.left = window.scrollX + Math.min(box.left + e.offsetX + 14, window.innerWidth - tip.offsetWidth - 12) + "px";
    tip.style.top = window.scrollY + box.top + e.offsetY + 18 + "px";
    document.body.append(tip);
  }

  // during tells what lasts at a moment: the token in use, a call, a sleep.
  function during({ lane, time: t }) {
    const lines = [];
    for (const [from, to, exp, host, applied, known] of lane.b || []) {
      if (t < from || t > to) continue;
      const late = known && t > exp;
      lines.push(el("b", {}, applied ? (late ? "expired token still in use" : "token in use") : "issued or received, not applied"),
        `from ${time.clock(from)}` + (known ? `, ends ${time.clock(exp)}` : ""), lapse.data.hosts[host] ? el("span", { class: "where" }, lapse.data.hosts[host]) : "");
    }
    for (const [kind, from, to] of lane.p || []) {
      if (t >= from && t <= to) lines.push(el("b", {}, lapse.data.spans[kind]), `${time.clock(from)} to ${time.clock(to)}, ${time.span(to - from)}`);
    }
    return lines;
  }

  function leave() { if (tip) { tip.remove(); tip = null; } }

  function select(index, verdict = -1) {
    step = -1;
    lapse.set({ lane: index, verdict });
  }

  // reveal scrolls a lane, and the time of a verdict, into view.
  function reveal(index, verdict) {
    if (index >= 0 && !view.list.includes(index)) view.list.unshift(index);
    const n = view.list.indexOf(index), box = $("lanes-scroll"), y = n * laneDraw.row;
    if (n < 0) return;
    if (y < box.scrollTop) box.scrollTop = y;
    else if (y + laneDraw.row > box.scrollTop + view.height - laneDraw.top) box.scrollTop = y + laneDraw.row - view.height + laneDraw.top;
    const t = verdict >= 0 ? lapse.data.verdicts[verdict].t : null;
    if (t !== null && (t < view.from || t > view.to)) move(t - (view.to - view.from) / 2);
    draw();
  }

  function keys(e) {
    const at = view.list.indexOf(lapse.state.lane), k = e.key;
    if (k === "ArrowDown" || k === "ArrowUp") {
      const n = Math.max(0, Math.min(view.list.length - 1, at + (k === "ArrowDown" ? 1 : -1)));
      if (view.list.length) { select(view.list[n], (lapse.data.lanes[view.list[n]].v || [-1])[0]); say(); }
    } else if (k === "ArrowLeft" || k === "ArrowRight") stride(k === "ArrowRight" ? 1 : -1);
    else if (k === "+" || k === "=") zoom(0.6);
    else if (k === "-") zoom(1 / 0.6);
    else if (k === "0") fit();
    else if (k === "Enter" && lapse.state.verdict >= 0) verdicts.show(lapse.state.verdict);
    else if (k === "Escape") lapse.set({ lane: -1, verdict: -1 });
    else return;
    e.preventDefault();
  }

  // stride steps to the next mark of the selected lane and chooses its verdict, if it has one.
  function stride(by) {
    const lane = lapse.data.lanes[lapse.state.lane];
    if (!lane) return;
    const marks = lane.m || [];
    if (step < 0 && lapse.state.verdict >= 0) {
      const v = lapse.data.verdicts[lapse.state.verdict];
      step = marks.findIndex((m) => m[2] === v.f && m[3] === v.r);
    }
    const next = Math.max(0, Math.min(marks.length - 1, step + by)), m = marks[next];
    const verdict = (lane.v || []).find((i) => lapse.data.verdicts[i].f === m[2] && lapse.data.verdicts[i].r === m[3]);
    lapse.set({ lane: lapse.state.lane, verdict: verdict === undefined ? -1 : verdict });
    step = next;
    if (m[0] < view.from || m[0] > view.to) move(m[0] - (view.to - view.from) / 2);
    laneStory.show(step);
    $("lanes-say").textContent = `${time.clock(m[0])} ${lapse.data.kinds[m[1]]}${laneStory.number(m)}`;
  }

  function say() {
    const lane = lapse.data.lanes[lapse.state.lane], n = (lane.v || []).length;
    $("lanes-say").textContent = `${lane.i} ${lane.s}, ${n} rejection${n === 1 ? "" : "s"}`;
  }

  // drag pans; a press without a move selects.
  function drag(e) {
    if (e.button !== 0) return;
    const box = $("lanes-scroll"), start = e.clientX, from = view.from;
    let moved = false;
    const go = (m) => {
      if (Math.abs(m.clientX - start) > 3) { moved = true; box.classList.add("drag"); leave(); }
      if (moved) move(from - (m.clientX - start) / (view.width - view.gutter - 12) * (view.to - view.from));
    };
    const end = (m) => {
      removeEventListener("pointermove", go);
      removeEventListener("pointerup", end);
      box.classList.remove("drag");
      if (!moved) {
        const at = under(e.offsetX, e.offsetY);
        if (at) select(at.index, at.verdict !== null ? at.verdict : (at.lane.v || [-1])[0]);
      }
    };
    addEventListener("pointermove", go);
    addEventListener("pointerup", end);
  }

  function wheel(e) {
    if (!e.ctrlKey && !e.metaKey) return;
    e.preventDefault();
    zoom(Math.exp(e.deltaY / 300), timeAt(e.offsetX));
  }

  return {
    start() {
      const canvas = $("lanes-canvas"), box = $("lanes-scroll");
      canvas.addEventListener("pointermove", hover);
      canvas.addEventListener("pointerleave", leave);
      canvas.addEventListener("pointerdown", drag);
      canvas.addEventListener("wheel", wheel, { passive: false });
      canvas.addEventListener("dblclick", (e) => zoom(0.4, timeAt(e.offsetX)));
      box.addEventListener("scroll", () => { leave(); draw(); });
      box.addEventListener("keydown", keys);
      $("zoom-in").addEventListener("click", () => zoom(0.6));
      $("zoom-out").addEventListener("click", () => zoom(1 / 0.6));
      $("zoom-fit").addEventListener("click", fit);
      $("lanes-show").addEventListener("change", () => { list(); size(); draw(); });
      $("lanes-order").addEventListener("change", () => { list(); draw(); });
      list();
      size();
      fit();
    },
    update(choice) {
      if ("off" in choice || "query" in choice || "range" in choice) { list(); size(); }
      if ("range" in choice) fit();
      if ("lane" in choice) { laneStory.show(step); size(); reveal(lapse.state.lane, lapse.state.verdict); }
      draw();
    },
    resize() { size(); draw(); },
    redraw: draw,
    // goTo shows the lane of a verdict.
    goTo(verdict) {
      select(lapse.laneOf(verdict), verdict);
      $("lanes").scrollIntoView();
      $("lanes-scroll").focus({ preventScroll: true });
    },
    get view() { return view; },
  };
})();
