"use strict";
// Unpacks the data, shows what needs scripts, and ties the parts together.
(async () => {
  const $ = (id) => document.getElementById(id);

  async function unpack() {
    const bytes = Uint8Array.from(atob($("data").textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  }

  // parts are told of every choice, in the order of the page.
  const parts = [causesChart, endpointChart, ...($("lanes-app") ? [lanes] : []), verdicts];

  function theme() {
    const names = ["auto", "light", "dark"], root = document.documentElement, button = $("theme");
    button.addEventListener("click", () => {
      const next = names[(names.indexOf(root.dataset.theme) + 1) % 3];
      root.dataset.theme = next;
      button.querySelector("span").textContent = next === "auto" ? "system" : next;
      repaint();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  }

  // repaint draws the charts again: their colours are read when they are made.
  function repaint() {
    ink.read();
    causesChart.start();
    endpointChart.start();
    if ($("lanes-app")) lanes.resize();
  }

  function filter() {
    $("query").addEventListener("input", (e) => lapse.set({ query: e.target.value.trim().toLowerCase() }));
    for (const id of ["from", "to"]) {
      $(id).addEventListener("change", range);
      $(id).addEventListener("focus", (e) => e.target.select());
    }
    $("clear").addEventListener("click", () => {
      $("query").value = "";
      lapse.set({ range: null, off: new Set(), query: "" });
    });
  }

  function range() {
    const from = time.parse($("from").value), to = time.parse($("to").value);
    for (const id of ["from", "to"]) $(id).setAttribute("aria-invalid", String($(id).value.trim() !== "" && time.parse($(id).value) === null));
    lapse.set({ range: from === null && to === null ? null : [from ?? lapse.data.from, to ?? lapse.data.to] });
  }

  function status(choice) {
    const n = lapse.verdicts().length, all = lapse.data.verdicts.length, r = lapse.state.range;
    $("shown").textContent = n === all ? `All ${all} rejections` : `${n} of ${all} rejections` + (r ? `, ${time.short(r[0])} to ${time.short(r[1])} UTC` : "");
    if ("range" in choice || "query" in choice) {
      $("from").value = r ? time.short(r[0]) : "";
      $("to").value = r ? time.short(r[1]) : "";
    }
  }

  lapse.load(await unpack());
  for (const e of document.querySelectorAll(".js")) e.hidden = false;
  for (const e of document.querySelectorAll(".static")) e.hidden = true;
  if (!lapse.data.endpoint && $("endpoint-chart")) $("endpoint-chart").hidden = true;
  ink.read();
  theme();
  filter();
  for (const p of parts) p.start();
  lapse.on((choice) => { for (const p of parts) p.update(choice); status(choice); });
  status({});
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === width) return;
    width = innerWidth;
    repaint();
  });
  lapse.ready = performance.now();
  document.documentElement.dataset.ready = "true";
})();
