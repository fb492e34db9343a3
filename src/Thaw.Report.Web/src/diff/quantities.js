// Phases and memory as a table, each difference with its interval around zero.

import { $, el, svg } from '../dom.js';
import { bytes, ms } from '../format.js';
import { signed } from './changes.js';

const WIDTH = 200;
const HEIGHT = 18;
const EDGE = 6;

const NAMES = {
  coldStartMs: 'cold start', interpreterStartMs: 'interpreter', launcherMs: 'launcher of Thaw', initMs: 'init', firstInvocationMs: 'first event',
  laterInvocationsMs: 'later invocations', initRssBytes: 'resident after init', initPssBytes: 'proportional after init',
  peakRssBytes: 'peak resident', pssBytes: 'proportional after the first event',
};

/** What a verdict says of a time or of memory. */
export function verdictOf(quantity) {
  const isTime = quantity.name.endsWith('Ms');
  if (quantity.verdict === 'more') return isTime ? 'slower' : 'more';
  if (quantity.verdict === 'less') return isTime ? 'faster' : 'less';
  return quantity.verdict === 'same' ? 'no difference' : 'undecided';
}

export function showQuantities(diff) {
  const scale = { ms: widest(diff.phases), bytes: widest(diff.memory) };
  $('quantities').replaceChildren(...[...diff.phases, ...diff.memory].filter((quantity) => quantity.difference != null)
    .map((quantity) => row(quantity, quantity.name.endsWith('Ms') ? ms : bytes, quantity.name.endsWith('Ms') ? scale.ms : scale.bytes)));
}

function widest(quantities) {
  return Math.max(...quantities.filter((quantity) => quantity.difference != null)
    .flatMap((quantity) => [Math.abs(quantity.low), Math.abs(quantity.high)]), 1e-9);
}

function row(quantity, say, scale) {
  const { name, before, after, difference, low, high } = quantity;
  return el('tr', { class: `verdict-${quantity.verdict}` },
    el('th', { scope: 'row' }, NAMES[name] ?? name),
    el('td', { class: 'number' }, say(before.median)),
    el('td', { class: 'number' }, say(after.median)),
    el('td', { class: 'number' }, signed(difference, say)),
    el('td', { class: 'interval' }, whisker(quantity, scale), el('small', {}, `${signed(low, say)} to ${signed(high, say)}`)),
    el('td', { class: 'says' }, verdictOf(quantity)));
}

function whisker({ difference, low, high }, scale) {
  const x = (value) => WIDTH / 2 + (WIDTH / 2 - EDGE) * value / scale;
  const middle = HEIGHT / 2;
  return svg('svg', { class: 'whisker', width: WIDTH, height: HEIGHT, viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'aria-hidden': 'true' },
    svg('line', { class: 'zero', x1: WIDTH / 2, x2: WIDTH / 2, y1: 0, y2: HEIGHT }),
    svg('line', { class: 'range', x1: x(low), x2: x(high), y1: middle, y2: middle }),
    svg('circle', { cx: x(difference), cy: middle, r: 4 }));
}
