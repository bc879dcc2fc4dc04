"use strict";
// Draws lanes on a canvas: only the rows in view, so that thousands of sessions cost no more than a screenful.
const laneDraw = (() => {
  const row = 28, top = 26;

  function background(ctx, view) {
    ctx.fillStyle = ink.c.card;
    ctx.fillRect(0, 0, view.width, view.height);
  }

  const ticks = (view) => time.ticks(view.from, view.to, Math.max(3, Math.floor((view.width - view.gutter) / 90)));

  function grid(ctx, view) {
    ctx.fillStyle = ink.c.line;
    for (const [t] of ticks(view)) {
      const x = Math.round(view.x(t));
      if (x >= view.gutter) ctx.fillRect(x, top, 1, view.height);
    }
  }

  function axis(ctx, view) {
    ctx.fillStyle = ink.c.card;
    ctx.fillRect(0, 0, view.width, top);
    ctx.font = "12px system-ui, sans-serif";
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillStyle = ink.c.soft;
    for (const [t, text] of ticks(view)) {
      const x = view.x(t);
      if (x >= view.gutter + 16 && x <= view.width - 16) ctx.fillText(text, x, top / 2);
    }
    ctx.fillStyle = ink.c.line;
    ctx.fillRect(0, top - 1, view.width, 1);
    ctx.textAlign = "left";
    ctx.fillStyle = ink.c.soft;
    ctx.fillText("UTC", 12, top / 2);
  }

  function clipped(ctx, view, a, b) {
    const left = Math.max(view.gutter, view.x(a)), right = Math.min(view.width, view.x(b));
    return right >= left ? [left, Math.max(right - left, 1)] : null;
  }

  function spans(ctx, view, lane, y) {
    for (const [kind, from, to] of lane.p || []) {
      const box = clipped(ctx, view, from, to);
      if (!box) continue;
      ctx.fillStyle = kind === 0 ? ink.c.call : ink.gap(ctx);
      ctx.fillRect(box[0], y + 3, box[1], row - 6);
    }
  }

  function bars(ctx, view, lane, y) {
    for (const [from, to, exp, , applied, known] of lane.b || []) {
      if (!applied) {
        const box = clipped(ctx, view, from, to);
        if (box) { ctx.strokeStyle = ink.c.heldline; ctx.lineWidth = 1; ctx.strokeRect(box[0] + 0.5, y + row - 7.5, box[1], 3); }
        continue;
      }
      const end = known ? Math.max(from, Math.min(to, exp)) : to;
      const held = clipped(ctx, view, from, end), over = end < to ? clipped(ctx, view, end, to) : null;
      if (held) bar(ctx, held, y, ink.c.held, ink.c.heldline);
      if (over) bar(ctx, over, y, ink.late(ctx), ink.c.lateline);
    }
  }

  function bar(ctx, [x, width], y, fill, line) {
    ctx.fillStyle = fill;
    ctx.fillRect(x, y + 9, width, 9);
    ctx.strokeStyle = line;
    ctx.lineWidth = 1;
    ctx.strokeRect(Math.round(x) + 0.5, y + 9.5, Math.max(Math.round(width) - 1, 0), 8);
  }

  function marks(ctx, view, lane, y) {
    const k = lapse.data.kind;
    for (const [t, kind] of lane.m || []) {
      const x = view.x(t);
      if (x < view.gutter || x > view.width) continue;
      if (kind === k.fetched) { ctx.fillStyle = ink.c.ok; ctx.fillRect(x - 1, y + 4, 2, 7); }
      else if (kind === k.failed || kind === k.issueFailed) cross(ctx, x, y + 13);
      else if (kind === k.reconnecting) { ctx.fillStyle = ink.c.soft; ctx.fillRect(x - 0.5, y + 20, 1, 5); }
      else if (kind === k.willExpire || kind === k.update) { ctx.fillStyle = ink.c.heldline; ctx.fillRect(x - 0.5, y + 18, 1, 4); }
    }
  }

  function cross(ctx, x, y) {
    ctx.strokeStyle = ink.c.bad;
    ctx.lineWidth = 1.8;
    ctx.beginPath();
    ctx.moveTo(x - 3.5, y - 3.5); ctx.lineTo(x + 3.5, y + 3.5);
    ctx.moveTo(x + 3.5, y - 3.5); ctx.lineTo(x - 3.5, y + 3.5);
    ctx.stroke();
  }

  function rejections(ctx, view, lane, y) {
    for (const i of lane.v || []) {
      const v = lapse.data.verdicts[i], x = view.x(v.t);
      if (lapse.state.off.has(v.c) || x < view.gutter - 4 || x > view.width) continue;
      ink.symbol(ctx, x, y + 13, lapse.data.causes[v.c].rank, i === lapse.state.verdict ? 1.5 : 1);
    }
  }

  function label(ctx, view, lane, y, selected) {
    ctx.fillStyle = selected ? ink.c.select : ink.c.card;
    ctx.fillRect(0, y, view.gutter - 6, row);
    ctx.save();
    ctx.beginPath();
    ctx.rect(0, y, view.gutter - 12, row);
    ctx.clip();
    ctx.textBaseline = "middle";
    ctx.font = (selected ? "600 " : "") + "13px system-ui, sans-serif";
    ctx.fillStyle = ink.c.text;
    const name = lane.i || lane.s;
    ctx.fillText(name, 12, y + row / 2);
    if (lane.i && lane.s) {
      const after = 12 + ctx.measureText(name).width + 8;
      ctx.font = "12px system-ui, sans-serif";
      ctx.fillStyle = ink.c.soft;
      ctx.fillText(lane.s, after, y + row / 2);
    }
    ctx.restore();
  }

  return {
    row, top,
    // all draws the rows of view.list that are in sight; view.x maps milliseconds to pixels.
    all(ctx, view) {
      background(ctx, view);
      grid(ctx, view);
      const first = Math.max(0, Math.floor((view.scroll) / row));
      const last = Math.min(view.list.length, Math.ceil((view.scroll + view.height - top) / row));
      for (let n = first; n < last; n++) {
        const lane = lapse.data.lanes[view.list[n]], y = top + n * row - view.scroll, selected = view.list[n] === lapse.state.lane;
        if (selected) { ctx.fillStyle = ink.c.select; ctx.fillRect(view.gutter - 6, y, view.width, row); }
        spans(ctx, view, lane, y);
        bars(ctx, view, lane, y);
        marks(ctx, view, lane, y);
        rejections(ctx, view, lane, y);
        label(ctx, view, lane, y, selected);
        ctx.fillStyle = ink.c.faint;
        ctx.fillRect(0, y + row - 1, view.width, 1);
      }
      axis(ctx, view);
      if (view.list.length === 0) {
        ctx.fillStyle = ink.c.soft;
        ctx.font = "14px system-ui, sans-serif";
        ctx.fillText("No session fits the filter.", 12, top + 24);
      }
    },
  };
})();
