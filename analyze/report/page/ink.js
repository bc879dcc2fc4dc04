"use strict";
// Colours, patterns and symbols on canvases. A cause has all three, so that none of them alone carries the meaning; the style
// sheet and svg.go have the same for the figures without scripts.
const ink = (() => {
  const symbols = [
    "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z", "M0 -6L5.5 4.5H-5.5Z", "M0 -6.5L5.5 0L0 6.5L-5.5 0Z", "M-4.5 -4.5H4.5V4.5H-4.5Z",
    "M-2 -6H2V-2H6V2H2V6H-2V2H-6V-2H-2Z",
    "M-5.5 -3L-3 -5.5L0 -2.5L3 -5.5L5.5 -3L2.5 0L5.5 3L3 5.5L0 2.5L-3 5.5L-5.5 3L-2.5 0Z",
    "M-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0ZM-2.5 0a2.5 2.5 0 1 1 5 0a2.5 2.5 0 1 1 -5 0Z",
  ].map((d) => new Path2D(d));
  // strokes of the patterns on a tile of 6 × 6; a cause of rank 0 is plain
  const strokes = [null, "M0 6L6 0M-1 1L1 -1M5 7L7 5", "dot", "M0 3H6", "M3 0V6", "M0 3H6M3 0V6", "M0 0L6 6M5 -1L7 1M-1 5L1 7"];
  let colours = {};
  let tiles = new Map();

  function pattern(ctx, key, base, line, d) {
    if (!tiles.has(key)) {
      const scale = Math.max(1, Math.round(devicePixelRatio));
      const tile = document.createElement("canvas");
      tile.width = tile.height = 6 * scale;
      const t = tile.getContext("2d");
      t.scale(scale, scale);
      if (base) { t.fillStyle = base; t.fillRect(0, 0, 6, 6); }
      t.strokeStyle = t.fillStyle = line;
      t.lineWidth = 1.3;
      if (d === "dot") { t.beginPath(); t.arc(3, 3, 1.2, 0, 7); t.fill(); } else t.stroke(new Path2D(d));
      tiles.set(key, tile);
    }
    const p = ctx.createPattern(tiles.get(key), "repeat");
    p.setTransform(new DOMMatrix().scale(6 / tiles.get(key).width));
    return p;
  }

  return {
    // read takes the colours from the style sheet again, after the theme changed.
    read() {
      const style = getComputedStyle(document.documentElement);
      colours = {};
      for (const name of ["paper", "card", "text", "soft", "line", "faint", "accent", "held", "heldline", "bad", "ok", "gap", "call", "pattern", "late", "lateline", "select",
        "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"]) colours[name] = style.getPropertyValue("--" + name).trim();
      tiles = new Map();
    },
    get c() { return colours; },
    cause: (rank) => colours["c" + Math.min(rank, 7)],
    // causeFill is the colour of a cause with its pattern; shade tells its sub-causes apart, 0 the most frequent.
    causeFill(ctx, rank, shade = 0) {
      const d = strokes[rank], share = Math.max(40, 100 - 22 * shade);
      const colour = shade ? `color-mix(in srgb, ${this.cause(rank)} ${share}%, ${colours.card})` : this.cause(rank);
      return d ? pattern(ctx, `c${rank}.${share}`, colour, colours.pattern, d) : colour;
    },
    late: (ctx) => pattern(ctx, "late", colours.card, colours.late, strokes[1]),
    gap: (ctx) => pattern(ctx, "gap", null, colours.gap, strokes[6]),
    symbol(ctx, x, y, rank, size = 1) {
      ctx.save();
      ctx.translate(x, y);
      ctx.scale(size, size);
      const s = symbols[Math.min(rank, symbols.length - 1)];
      ctx.lineWidth = 2.4;
      ctx.strokeStyle = colours.card;
      ctx.stroke(s);
      ctx.fillStyle = this.cause(rank);
      ctx.fill(s);
      ctx.restore();
    },
    // symbolSVG is the same symbol as an element, for lists.
    symbolSVG(rank) {
      const ns = "http://www.w3.org/2000/svg";
      const s = document.createElementNS(ns, "svg"), p = document.createElementNS(ns, "path");
      const key = document.querySelector(`.causes .c${rank}, .lanekey .c${rank}`);
      s.setAttribute("viewBox", "-8 -8 16 16");
      s.setAttribute("class", "key");
      s.setAttribute("aria-hidden", "true");
      p.setAttribute("class", "c" + rank);
      p.setAttribute("d", key ? key.getAttribute("d") : "");
      s.append(p);
      return s;
    },
  };
})();
