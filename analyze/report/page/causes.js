"use strict";
// Rejections over time, stacked by cause. Dragging across the chart chooses a stretch of time for the whole page.
const causesChart = (() => {
  const box = () => document.getElementById("causes-chart");
  let plot = null;
  let bins = 0;

  // counts per cause and bin, in seconds for uPlot; the range is not applied, so that a choice can be widened again
  function columns() {
    const d = lapse.data;
    const step = time.step(d.from, d.to, Math.max(20, Math.min(120, Math.floor(box().clientWidth / 9))));
    const first = Math.floor((d.t0 + d.from) / step) * step - d.t0;
    bins = Math.max(1, Math.ceil((d.to - first) / step));
    const x = Array.from({ length: bins }, (_, i) => (d.t0 + first + (i + 0.5) * step) / 1000);
    const rows = d.causes.map(() => new Array(bins).fill(0));
    for (const i of lapse.verdicts(false)) {
      const v = d.verdicts[i], b = Math.floor((v.t - first) / step);
      if (b >= 0 && b < bins) rows[v.c][b]++;
    }
    return [x, rows];
  }

  // uPlot stacks nothing by itself: the series are running sums, the tallest drawn first.
  function stacked() {
    const [x, rows] = columns();
    const sums = rows.map((_, k) => x.map((_, b) => rows.slice(k).reduce((n, r) => n + r[b], 0)));
    return { data: [x, ...sums], rows };
  }

  function draw() {
    const d = lapse.data, { data, rows } = stacked();
    if (plot) plot.destroy();
    const bars = uPlot.paths.bars({ size: [0.86, 60] });
    plot = new uPlot({
      width: Math.max(280, box().clientWidth - 18), height: 230, tzDate: (s) => uPlot.tzDate(new Date(s * 1000), "Etc/UTC"),
      legend: { show: false },
      cursor: { drag: { x: true, y: false, setScale: false }, points: { show: false }, y: false },
      scales: { x: { time: true, range: [(d.t0 + d.from) / 1000, (d.t0 + d.to) / 1000] }, y: { range: (u, lo, hi) => [0, Math.max(hi || 1, 1) * 1.05] } },
      axes: [axis({ size: 32, values: (u, ticks) => ticks.map((s) => label(s, u)) }), axis({ size: 46, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000] })],
      series: [{}, ...d.causes.map((c, k) => ({
        label: lapse.causeName(k), paths: bars, points: { show: false }, stroke: "transparent", width: 0, fill: (u) => ink.causeFill(u.ctx, c.rank, shade(k)),
      }))],
      hooks: { setSelect: [choose], setCursor: [(u) => tell(u, rows)] },
    }, data, box());
    mark();
  }

  const axis = (more) => ({ stroke: ink.c.soft, grid: { stroke: ink.c.faint, width: 1 }, ticks: { stroke: ink.c.line, size: 4 }, font: "12px system-ui, sans-serif", ...more });
  const label = (s, u) => {
    const ms = s * 1000 - lapse.data.t0, wide = (u.scales.x.max - u.scales.x.min) > 172800;
    return wide ? time.stamp(ms).slice(5, 16) : time.clock(ms).slice(0, 5);
  };

  function choose(u) {
    if (u.select.width < 4) return;
    const ms = (px) => u.posToVal(px, "x") * 1000 - lapse.data.t0;
    lapse.set({ range: [ms(u.select.left), ms(u.select.left + u.select.width)] });
  }

  // mark shows the chosen stretch, wherever it was chosen.
  function mark() {
    const r = lapse.state.range, px = (ms) => plot.valToPos((lapse.data.t0 + ms) / 1000, "x");
    const left = r ? Math.max(0, px(r[0])) : 0;
    plot.setSelect({ left, width: r ? px(r[1]) - left : 0, top: 0, height: r ? plot.over.clientHeight : 0 }, false);
  }

  function tell(u, rows) {
    const b = u.cursor.idx;
    const parts = b === null || b === undefined ? [] : rows.flatMap((r, k) => (r[b] ? [`${r[b]} ${lapse.causeName(k)}`] : []));
    u.over.title = parts.length ? time.stamp(u.data[0][b] * 1000 - lapse.data.t0).slice(0, 16) + "\n" + parts.join("\n") : "";
  }

  // shade is how many more frequent sub-causes the same cause has.
  const shade = (k) => lapse.data.causes.slice(0, k).filter((c) => c.rank === lapse.data.causes[k].rank).length;

  // legend: a button a cause, with its pattern and its number.
  function legend() {
    const host = document.getElementById("legend"), d = lapse.data;
    host.replaceChildren(...d.causes.map((c, k) => {
      const swatch = el("canvas", { width: 44, height: 28, "aria-hidden": "true" }), ctx = swatch.getContext("2d");
      ctx.scale(2, 2);
      ctx.fillStyle = ink.causeFill(ctx, c.rank, shade(k));
      ctx.fillRect(0, 0, 22, 14);
      const n = d.verdicts.reduce((sum, v) => sum + (v.c === k), 0);
      return el("button", { type: "button", "aria-pressed": String(!lapse.state.off.has(k)), onclick: () => flip(k) }, swatch, lapse.causeName(k), el("small", {}, String(n)));
    }));
  }

  function flip(k) {
    const off = new Set(lapse.state.off);
    if (!off.delete(k)) off.add(k);
    lapse.set({ off });
    document.querySelectorAll("#legend button")[k].focus();
  }

  return {
    start() { legend(); draw(); },
    update(choice) {
      if ("off" in choice) legend();
      if ("off" in choice || "query" in choice) draw();
      else if ("range" in choice) mark();
    },
    axis, label,
  };
})();
