"use strict";
// Times on the page are milliseconds after t0; people read them in UTC.
const time = (() => {
  const steps = [1, 2, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400].map((s) => s * 1000);
  const iso = (ms) => {
    const d = new Date(lapse.data.t0 + ms);
    return Number.isNaN(d.getTime()) ? "" : d.toISOString();
  };
  return {
    clock: (ms) => iso(ms).slice(11, 19),
    stamp: (ms) => iso(ms).slice(0, 19).replace("T", " "),
    fine: (ms) => iso(ms).slice(11, 23),
    // local and parse speak to <input type=datetime-local>, whose value has no zone: it is UTC here.
    local: (ms) => iso(ms).slice(0, 19),
    parse: (text) => { const t = Date.parse(text + "Z"); return Number.isNaN(t) ? null : t - lapse.data.t0; },
    // step is the smallest easy length of time that cuts [from, to] into at most n parts.
    step(from, to, n) {
      return steps.find((s) => (to - from) / s <= n) || Math.ceil((to - from) / n / 86400000) * 86400000;
    },
    ticks(from, to, n) {
      const step = this.step(from, to, n), t0 = lapse.data.t0, out = [];
      for (let t = Math.ceil((t0 + from) / step) * step - t0; t <= to; t += step) out.push(t);
      return out.map((t) => [t, step >= 86400000 ? iso(t).slice(5, 10) : step < 60000 ? iso(t).slice(11, 19) : iso(t).slice(11, 16)]);
    },
    span(ms) {
      const s = Math.abs(ms) / 1000;
      return s < 120 ? +s.toFixed(1) + " s" : s < 7200 ? +(s / 60).toFixed(1) + " min" : +(s / 3600).toFixed(1) + " h";
    },
  };
})();
