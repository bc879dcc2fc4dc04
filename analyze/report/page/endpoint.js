"use strict";
// The token endpoint: requests and failures, and how long it took, on one cursor. The chosen stretch of time zooms both.
const endpointChart = (() => {
  let plots = [];

  const box = () => document.getElementById("endpoint-chart");

  function options(height, series, values) {
    const d = lapse.data;
    return {
      width: Math.max(280, box().clientWidth - 18), height,
      tzDate: (s) => uPlot.tzDate(new Date(s * 1000), "Etc/UTC"),
      cursor: { sync: { key: "endpoint" }, drag: { x: false, y: false }, y: false },
      scales: { x: { time: true, range: () => (lapse.state.range || [d.from, d.to]).map((ms) => (d.t0 + ms) / 1000) }, y: { range: (u, lo, hi) => [0, (hi || 1) * 1.08] } },
      axes: [causesChart.axis({ size: 32, values: (u, ticks) => ticks.map((s) => causesChart.label(s, u)) }), causesChart.axis({ size: 56, values })],
      series: [{ label: "UTC", value: (u, s) => (s === null ? "" : time.stamp(s * 1000 - d.t0)) }, ...series],
    };
  }

  function draw() {
    const e = lapse.data.endpoint, host = box();
    for (const p of plots) p.destroy();
    host.replaceChildren();
    const x = e.requests.map((_, i) => (lapse.data.t0 + e.from + (i + 0.5) * e.step) / 1000);
    const bars = uPlot.paths.bars({ size: [0.9, 60] });
    const known = (list) => list.map((ms) => (ms < 0 ? null : ms));
    plots = [
      add(host, `Requests in ${time.span(e.step)}`, options(170, [
        { label: "requests", paths: bars, points: { show: false }, stroke: ink.c.heldline, width: 1, fill: ink.c.held },
        { label: "failed", value: (u, n) => n || 0, paths: bars, points: { show: false }, stroke: ink.c.bad, width: 1, fill: (u) => ink.causeFill(u.ctx, 1) },
      ]), [x, e.requests, e.errors.map((n) => n || null)]),
    ];
    if (e.median.some((ms) => ms >= 0)) {
      const ms = (u, ticks) => ticks.map((n) => (n >= 1000 ? n / 1000 + " s" : n + " ms"));
      plots.push(add(host, "Time to answer", options(150, [
        { label: "median", stroke: ink.c.heldline, width: 2, points: { show: false }, spanGaps: true, value: (u, n) => (n === null ? "" : n + " ms") },
        { label: "95 of 100 below", stroke: ink.c.soft, width: 1.5, dash: [5, 4], points: { show: false }, spanGaps: true, value: (u, n) => (n === null ? "" : n + " ms") },
      ], ms), [x, known(e.median), known(e.high)]));
    }
  }

  function add(host, title, opts, data) {
    const card = el("div", {}, el("p", { class: "charttitle" }, title));
    host.append(card);
    const plot = new uPlot(opts, data, card), legend = card.querySelector(".u-legend");
    legend.createCaption().textContent = title + ", at the pointer";
    legend.caption.className = "hide";
    for (const th of legend.querySelectorAll("th")) th.scope = "row";
    return plot;
  }

  return {
    start() { if (lapse.data.endpoint) draw(); },
    update(choice) { if ("range" in choice) for (const p of plots) p.setData(p.data); },
  };
})();
