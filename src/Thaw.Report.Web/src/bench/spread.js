// Every invocation as a dot on a logarithmic scale, a row for each strategy.

import { svg } from '../dom.js';
import { ms } from '../format.js';

const WIDTH = 1000;
const LEFT = 90;
const RIGHT = 30;
const ROW = 74;
const AXIS = 26;
const DOTS = 40;

export function showSpread(host, results) {
  const all = results.flatMap((result) => result.samplesMs).filter((value) => value > 0);
  const [least, most] = [Math.log10(Math.min(...all)) - 0.05, Math.log10(Math.max(...all)) + 0.05];
  const x = (value) => LEFT + (WIDTH - LEFT - RIGHT) * (Math.log10(Math.max(value, 1e-6)) - least) / Math.max(most - least, 0.1);
  const height = results.length * ROW + AXIS;
  host.replaceChildren(svg('svg', { class: 'dots', viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': say(results) },
    ...ticks(least, most).flatMap((value) => [
      svg('line', { class: 'grid', x1: x(value), x2: x(value), y1: 0, y2: height - AXIS }),
      text(x(value), height - 8, ms(value), { 'text-anchor': 'middle' }),
    ]),
    ...results.flatMap((result, index) => row(result, index * ROW, x))));
}

function row(result, top, x) {
  const quantiles = [['p50', result.p50Ms, result.p50IntervalMs], ['p90', result.p90Ms, result.p90IntervalMs], ['p99', result.p99Ms, result.p99IntervalMs]];
  return [
    text(0, top + 40, result.strategy, { class: 'strategy-name' }),
    ...quantiles.filter(([, , interval]) => interval).map(([, , [low, high]]) =>
      svg('rect', { class: 'interval', x: x(low), width: Math.max(1, x(high) - x(low)), y: top + 12, height: ROW - 24 })),
    ...result.samplesMs.map((value, at) => svg('circle', { cx: x(value), cy: top + 18 + (at * 17) % DOTS, r: 3 })),
    ...quantiles.map(([, value]) => svg('line', { class: 'quantile', x1: x(value), x2: x(value), y1: top + 12, y2: top + ROW - 12 })),
  ];
}

/** 1, 2 and 5 of each power of ten that lie in between. */
function ticks(least, most) {
  const found = [];
  for (let power = Math.floor(least); power <= Math.ceil(most); power += 1) {
    for (const factor of [1, 2, 5]) {
      const value = factor * 10 ** power;
      if (Math.log10(value) >= least && Math.log10(value) <= most) found.push(value);
    }
  }
  return found;
}

function text(x, y, content, attributes) {
  const node = svg('text', { x, y, ...attributes });
  node.textContent = content;
  return node;
}

function say(results) {
  return results.map((result) => `${result.strategy}: ${result.n} invocations, p50 ${ms(result.p50Ms)}, p99 ${ms(result.p99Ms)}`).join('; ');
}
