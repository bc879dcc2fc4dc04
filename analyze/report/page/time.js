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
    // parse reads what people write: "2026-06-21 09:06:30", "09:06" on the first day; null where it is no time.
    parse(text) {
      const m = /^(?:(\d{4}-\d\d-\d\d)[T ])?(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text.trim());
      if (!m) return null;
      const t = Date.parse(`${m[1] || iso(lapse.data.from).slice(0, 10)}T${m[2].padStart(2, "0")}:${m[3]}:${m[4] || "00"}Z`) - lapse.data.t0;
      return Number.isNaN(t) ? null : t;
    },
    // short is a time as parse reads it: without the day where everything is on one.
    short(ms) {
      const oneDay = iso(lapse.data.from).slice(0, 10) === iso(lapse.data.to).slice(0, 10);
      return oneDay ? this.clock(ms) : this.stamp(ms);
    },
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
