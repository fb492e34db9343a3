// The two cold starts, one above the other, to one scale; bands between them show how each phase moved.

import { el, svg } from '../dom.js';
import { ms, percent } from '../format.js';

const PHASES = [
  { key: 'interpreter', name: 'interpreter', of: ['interpreterStartMs', 'launcherMs'], note: 'Python starts, before the first line of the function' },
  { key: 'libraries', name: 'init', of: ['initMs'], note: 'importing the handler, and all that it imports' },
  { key: 'first', name: 'first event', of: ['firstInvocationMs'], note: 'event in, result out, in the new process' },
];

const BAND_HEIGHT = 30;

export function showPhases(host, diff) {
  const parts = PHASES.map((phase) => ({ ...phase, before: sum(diff, phase, 'before'), after: sum(diff, phase, 'after') }))
    .filter((phase) => phase.before > 0 || phase.after > 0);
  const whole = { before: total(parts, 'before'), after: total(parts, 'after') };
  const longest = Math.max(whole.before, whole.after);
  if (longest === 0) {
    host.replaceChildren(el('p', { class: 'bad' }, 'On neither side a process came to the end of its first invocation.'));
    return;
  }
  host.replaceChildren(
    el('div', { class: 'pair' }, bar(diff, parts, whole, 'before'), bands(parts, longest), bar(diff, parts, whole, 'after')),
    el('ul', { class: 'phase-legend' }, ...parts.map((phase) => el('li', {},
      el('i', { class: `key phase-${phase.key}` }), el('b', {}, phase.name), ` ${ms(phase.before)} → ${ms(phase.after)}`,
      el('span', {}, ` · ${phase.note}`)))),
  );
}

function sum(diff, phase, side) {
  return diff.phases.reduce((ms, quantity) => ms + (phase.of.includes(quantity.name) ? quantity[side]?.median ?? 0 : 0), 0);
}

function total(parts, side) {
  return parts.reduce((ms, phase) => ms + phase[side], 0);
}

function bar(diff, parts, whole, side) {
  const cold = diff.phases.find((quantity) => quantity.name === 'coldStartMs')?.[side];
  const boxes = parts.map((phase) => {
    const box = el('li', { class: `phase phase-${phase.key}`, title: `${phase.name}, ${side}: ${ms(phase[side])}. ${phase.note}` },
      el('span', { class: 'name' }, phase.name), ' ', el('span', { class: 'ms' }, ms(phase[side])), ' ',
      el('span', { class: 'share' }, percent(phase[side] / (whole[side] || 1))));
    box.style.setProperty('flex-grow', Math.max(phase[side] / (whole[side] || 1), 0.002));
    return box;
  });
  const list = el('ol', { class: 'bar', 'aria-label': `Phases of the cold start, ${side}` }, ...boxes);
  list.style.setProperty('width', `${100 * whole[side] / Math.max(whole.before, whole.after)}%`);
  return el('div', { class: 'side' }, el('p', { class: 'side-name' }, el('b', {}, side), cold ? ` ${ms(cold.median)}` : ' not measured'), list);
}

/** One band a phase, from where it lies before to where it lies after. */
function bands(parts, longest) {
  const picture = svg('svg', { class: 'bands', viewBox: `0 0 100 ${BAND_HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  let [above, below] = [0, 0];
  for (const phase of parts) {
    const [right, end] = [above + 100 * phase.before / longest, below + 100 * phase.after / longest];
    picture.append(svg('path', {
      class: `band band-${phase.key}`,
      d: `M${above},0 L${right},0 C${right},${BAND_HEIGHT / 2} ${end},${BAND_HEIGHT / 2} ${end},${BAND_HEIGHT} `
        + `L${below},${BAND_HEIGHT} C${below},${BAND_HEIGHT / 2} ${above},${BAND_HEIGHT / 2} ${above},0 Z`,
    }));
    [above, below] = [right, end];
  }
  return picture;
}
