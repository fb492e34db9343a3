// What is selected, below the chart, and the way to it and back.

import { $, el } from './dom.js';
import { moduleFacts } from './tooltip.js';

export function showSelection(data, module, { onCalls, onFinding }) {
  if (!module) return;
  const findings = module.findings.map((index) => el('button', { type: 'button', onclick: () => onFinding(data.findings[index]) }, `Finding ${index + 1}`));
  $('selection').replaceChildren(...[
    el('h3', {}, module.name),
    module.file && el('p', { class: 'file' }, el('code', {}, module.file)),
    ...moduleFacts(data, module, { full: true }),
    el('p', { class: 'tools' }, el('button', { type: 'button', onclick: () => onCalls(module) }, 'Show in call paths'), ...findings),
  ].filter(Boolean));
  $('selection').hidden = false;
}

/** The way from the top to what fills the chart. */
export function showPath(host, chart, node, title) {
  const path = node.ancestors().reverse();
  const items = path.map((step) => el('li', {}, step === node
    ? el('span', { 'aria-current': 'true' }, title(step))
    : el('button', { type: 'button', onclick: () => chart.zoom(step) }, title(step))));
  if (items.length > 6) items.splice(2, items.length - 5, el('li', {}, '…'));
  host.replaceChildren(...items);
}
