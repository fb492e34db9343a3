// A bar for each strategy, to one scale, with the phases that it consists of.

import { el } from '../dom.js';
import { ms } from '../format.js';

const NOTES = {
  queue: 'waiting for a turn or for an instance',
  prepare: 'code and interpreter ready on the disk',
  sandbox: 'namespaces, root and limits',
  runtime: 'the process starts, until its first own line',
  import: 'importing the handler, and all that it imports',
  handler: 'event in, result out',
  http: 'client, connection and server',
};

export function showBars(host, legend, results) {
  const longest = Math.max(...results.map((result) => result.p50Ms));
  host.replaceChildren(...results.map((result) => bar(result, longest)));
  const shown = [...new Set(results.flatMap((result) => Object.keys(result.phases)))].filter((name) => results.some((result) => result.phases[name] > 0));
  legend.replaceChildren(...shown.map((name) => el('li', {},
    el('i', { class: `key phase-${name}` }), el('b', {}, name), el('span', {}, NOTES[name] ? ` · ${NOTES[name]}` : ''))));
}

function bar(result, longest) {
  const phases = Object.entries(result.phases).filter(([, value]) => value > 0);
  const sum = phases.reduce((total, [, value]) => total + value, 0) || 1;
  const list = el('ol', { class: 'bar', 'aria-label': `Phases of ${result.strategy}` }, ...phases.map(([name, value]) => {
    const box = el('li', { class: `phase phase-${name}`, title: `${name}: ${ms(value)}. ${NOTES[name] ?? ''}` },
      el('span', { class: 'name' }, name), ' ', el('span', { class: 'ms' }, ms(value)));
    box.style.setProperty('flex-grow', Math.max(value / sum, 0.002));
    return box;
  }));
  list.style.setProperty('width', `${Math.max(0.5, 100 * result.p50Ms / longest)}%`);
  return el('div', { class: 'strategy' }, el('p', { class: 'side-name' }, el('b', {}, result.strategy), ` ${ms(result.p50Ms)}`), list);
}
