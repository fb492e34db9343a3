// The two cold starts, one above the other, to one scale, each with the phases that it consists of.

import { el, svg } from '../dom.js';
import { ms, percent } from '../format.js';

const PHASES = [
  { key: 'interpreter', name: 'interpreter', note: 'the rest: Python starts, and Thaw\'s launcher in it; no edit changes that' },
  { key: 'libraries', name: 'init', note: 'importing the handler, and all that it imports' },
  { key: 'first', name: 'first invocation', note: 'event in, result out, in the new process' },
];

const ERROR_HEIGHT = 20;

// Of the width, so that the interval at the end of a bar has a place.
const LONGEST_PERCENT = 92;

export function showPhases(host, { quantities }) {
  const of = (name) => quantities.find((quantity) => quantity.name === name);
  const whole = of('endToEndMs');
  if (!whole) return host.replaceChildren();
  const measured = { libraries: of('initMs'), first: of('firstInvocationMs') };
  const rest = (side) => Math.max(0, whole[side] - Object.values(measured).reduce((sum, quantity) => sum + (quantity?.[side] ?? 0), 0));
  const parts = PHASES.map((phase) => ({
    ...phase, quantity: measured[phase.key],
    before: phase.key === 'interpreter' ? rest('before') : measured[phase.key]?.before ?? 0,
    after: phase.key === 'interpreter' ? rest('after') : measured[phase.key]?.after ?? 0,
  })).filter((phase) => phase.before > 0 || phase.after > 0);
  host.replaceChildren(
    el('div', { class: 'pair' }, bar(parts, whole, 'before'), bar(parts, whole, 'after')),
    el('ul', { class: 'phase-legend' }, ...parts.map((phase) => el('li', {},
      el('i', { class: `key phase-${phase.key}` }), el('b', {}, phase.name), ` ${ms(phase.before)} → ${ms(phase.after)}`,
      el('span', {}, `${interval(phase.quantity)} · ${phase.note}`)))),
  );
}

function interval(quantity) {
  const saving = quantity?.saving;
  return saving?.low == null ? '' : `, saved ${signed(saving.low)} to ${signed(saving.high)} (95 %)`;
}

function signed(value) {
  return `${value < 0 ? '−' : ''}${ms(Math.abs(value))}`;
}

function bar(parts, whole, side) {
  // The interval is drawn too, and has to fit in.
  const longest = Math.max(whole.before, whole.after, whole.saving?.low != null ? whole.before - whole.saving.low : 0);
  const sum = parts.reduce((total, phase) => total + phase[side], 0) || 1;
  const boxes = parts.map((phase) => {
    const box = el('li', { class: `phase phase-${phase.key}`, title: `${phase.name}, ${side}: ${ms(phase[side])}. ${phase.note}` },
      el('span', { class: 'name' }, phase.name), ' ', el('span', { class: 'ms' }, ms(phase[side])), ' ',
      el('span', { class: 'share' }, percent(phase[side] / sum)));
    box.style.setProperty('flex-grow', Math.max(phase[side] / sum, 0.002));
    return box;
  });
  const list = el('ol', { class: 'bar', 'aria-label': `Phases of the cold start, ${side}` }, ...boxes);
  list.style.setProperty('width', `${LONGEST_PERCENT * whole[side] / longest}%`);
  const shown = side === 'after' ? errorOf(whole, longest) : null;
  return el('div', { class: 'side' }, el('p', { class: 'side-name' }, el('b', {}, side), ` ${ms(whole[side])}`,
    side === 'after' && whole.saving?.low != null && el('span', {}, ` · 95 % of ${ms(whole.before - whole.saving.high)} to ${ms(whole.before - whole.saving.low)}, from the differences to before`)),
  el('div', { class: 'whole' }, list, shown));
}

/** Where the end of the second bar may lie: the interval of the difference. */
function errorOf({ before, saving }, longest) {
  if (saving?.low == null) return null;
  const [from, to] = [before - saving.high, before - saving.low].map((value) => 10 * LONGEST_PERCENT * value / longest);
  const middle = ERROR_HEIGHT / 2;
  const line = (x1, x2, y1, y2) => svg('line', { x1, x2, y1, y2, 'vector-effect': 'non-scaling-stroke' });
  return svg('svg', { class: 'error', viewBox: `0 0 1000 ${ERROR_HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    line(from, to, middle, middle), line(from, from, 2, ERROR_HEIGHT - 2), line(to, to, 2, ERROR_HEIGHT - 2));
}
