// The gain as tables: each quantity before and after, and how many times better with its interval.

import { $, el, svg } from '../dom.js';
import { bytes, ms, percent } from '../format.js';

const WIDTH = 150;
const HEIGHT = 18;
const EDGE = 6;

const NAMES = {
  initMs: 'init', firstInvocationMs: 'first invocation', endToEndMs: 'cold start', billedMs: 'billed: init and invocation',
  peakRssBytes: 'memory peak', gigabyteSecondsPerMillionColdStarts: 'GB-seconds a million cold starts', packageBytes: 'package',
};

const number = (value) => Math.round(value).toLocaleString('en');

export function sayOf(name) {
  if (name.endsWith('Ms')) return ms;
  return name.endsWith('Bytes') ? bytes : number;
}

export function showQuantities({ quantities, pairs }) {
  const scale = widest(quantities);
  $('quantities-head').textContent = pairs > 0
    ? `Medians of ${pairs} cold starts of each, taken by turns; events by their weights. Where the interval crosses the line at 1, chance explains the difference.`
    : 'Nothing was measured.';
  $('quantities').replaceChildren(...quantities.map((quantity) => el('tr', { class: verdictOf(quantity) },
    el('th', { scope: 'row' }, NAMES[quantity.name] ?? quantity.name), ...cells(quantity, scale))));
  $('quantities-section').hidden = quantities.length === 0;
}

export function showEvents({ events }) {
  const scale = widest(events.flatMap((event) => [event.firstInvocation, event.endToEnd]));
  $('events').replaceChildren(...events.flatMap((event) => [
    el('tr', { class: verdictOf(event.firstInvocation) },
      el('th', { scope: 'rowgroup', rowspan: 2 }, event.name), el('td', { class: 'number', rowspan: 2 }, percent(event.weight)),
      el('td', {}, 'first invocation'), ...cells(event.firstInvocation, scale)),
    el('tr', { class: verdictOf(event.endToEnd) }, el('td', {}, 'cold start'), ...cells(event.endToEnd, scale)),
  ]));
  $('events-section').hidden = events.length === 0;
}

function verdictOf({ ratio }) {
  if (ratio?.low > 1) return 'is-better';
  return ratio?.high != null && ratio.high < 1 ? 'is-worse' : '';
}

function cells({ name, before, after, ratio, saving }, scale) {
  const say = sayOf(name);
  const saved = saving?.value ?? before - after;
  return [
    el('td', { class: 'number' }, say(before)), el('td', { class: 'number' }, say(after)),
    el('td', { class: 'number saved' }, `${saved < 0 ? '−' : ''}${say(Math.abs(saved))}`),
    el('td', { class: 'interval' }, ratio && whisker(ratio, scale),
      ratio && el('small', {}, ratio.low == null ? ratio.value.toFixed(2) : `${ratio.value.toFixed(2)} (${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)})`)),
  ];
}

/** Twice as good and half as good lie equally far from 1; ten times ends the scale. */
function widest(quantities) {
  const logs = quantities.flatMap(({ ratio }) => [ratio?.low ?? ratio?.value, ratio?.high ?? ratio?.value]).filter((value) => value > 0).map((value) => Math.abs(Math.log(value)));
  return Math.min(Math.max(...logs, Math.log(1.2)), Math.log(10));
}

function whisker({ value, low, high }, scale) {
  const x = (ratio) => WIDTH / 2 + (WIDTH / 2 - EDGE) * Math.max(-1, Math.min(1, Math.log(Math.max(ratio, 1e-3)) / scale));
  const middle = HEIGHT / 2;
  return svg('svg', { class: 'ratio', width: WIDTH, height: HEIGHT, viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'aria-hidden': 'true' },
    svg('line', { class: 'zero', x1: WIDTH / 2, x2: WIDTH / 2, y1: 0, y2: HEIGHT }),
    svg('line', { class: 'range', x1: x(low ?? value), x2: x(high ?? value), y1: middle, y2: middle }),
    svg('circle', { cx: x(value), cy: middle, r: 4 }));
}
