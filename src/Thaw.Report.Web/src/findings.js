// The findings: what, how much, why it is loaded, what to do; each leads to its place in the charts.

import { $, el } from './dom.js';
import { bytes, ms, percent } from './format.js';

const PATTERNS = { C1: 'unused', C2: 'rarely used', C3: 'heavier than needed', C4: 'avoidable', setup: 'work at import' };
const MOST_PLACES = 12;

export function showFindings(data, { onShow, onOnly }) {
  const most = Math.max(...data.findings.map((finding) => finding.savingMs), 1);
  $('findings-head').textContent = data.findings.length === 0 ? 'None above the thresholds.'
    : `${data.findings.length} found; together ${ms(data.together.ms)} and ${bytes(data.together.bytes)}. They overlap, so their sum is not what they save.`;
  $('findings').replaceChildren(...data.findings.map((finding) => item(data, finding, most, { onShow, onOnly })));
}

/** Opens a finding and brings it into view. */
export function openFinding(index) {
  const entry = $(`finding-${index + 1}`);
  if (!entry) return;
  entry.querySelector('.more').setAttribute('aria-expanded', 'true');
  entry.querySelector('.body').hidden = false;
  entry.scrollIntoView({ block: 'nearest' });
}

export function markFinding(index) {
  for (const entry of $('findings').children) {
    const chosen = index !== null && entry.id === `finding-${index + 1}`;
    entry.classList.toggle('chosen', chosen);
    entry.querySelector('.only').setAttribute('aria-pressed', String(chosen));
  }
}

function item(data, finding, most, { onShow, onOnly }) {
  const id = `finding-${finding.index + 1}`;
  const open = finding.index === 0;
  const more = el('button', {
    type: 'button', class: 'more', 'aria-expanded': String(open), 'aria-controls': `${id}-body`,
    onclick: () => toggle(id),
  }, el('span', { class: 'number' }, String(finding.index + 1)), el('span', { class: 'what' }, finding.target),
  el('span', { class: `pattern pattern-${finding.pattern}` }, finding.pattern === 'setup' ? PATTERNS.setup : `${finding.pattern} ${PATTERNS[finding.pattern]}`));
  return el('li', { id, class: 'finding' },
    el('h3', {}, more),
    el('p', { class: 'saving' }, gauge(finding.savingMs / most), el('b', {}, `−${ms(finding.savingMs)}`),
      finding.savingBytes > 0 && el('span', {}, ` −${bytes(finding.savingBytes)}`),
      finding.modules.length > 0 && el('a', {
        href: `#finding=${finding.index + 1}`, class: 'show', 'aria-label': `Show finding ${finding.index + 1}, ${finding.target}, in the chart`,
        onclick: (event) => { event.preventDefault(); onShow(finding); },
      }, 'show in chart')),
    el('div', { class: 'body', id: `${id}-body`, hidden: !open }, ...details(finding).filter(Boolean), tools(finding, onOnly)));
}

function toggle(id) {
  const body = $(`${id}-body`);
  body.hidden = !body.hidden;
  document.querySelector(`#${id} .more`).setAttribute('aria-expanded', String(!body.hidden));
}

function gauge(share) {
  const inner = el('i', {});
  inner.style.setProperty('width', `${Math.max(2, 100 * share)}%`);
  return el('span', { class: 'gauge', 'aria-hidden': 'true' }, inner);
}

function details(finding) {
  return [
    el('p', { class: 'remedy' }, el('b', {}, 'Remedy: '), finding.remedy),
    el('ul', { class: 'evidence' }, ...finding.evidence.map((sentence) => el('li', {}, sentence)),
      el('li', {}, `Confidence that nothing changes: ${finding.confidence}.`)),
    places('Loaded through', finding.chain, true),
    places('Also imported at', finding.also, false),
    finding.takes.length > 0 && el('p', { class: 'takes' }, 'Takes with it: ',
      finding.takes.map((taken) => `${taken.library} (${ms(taken.ms)})`).join(', ')),
    finding.events.length > 0 && el('p', { class: 'takes' }, `Used in ${finding.events.join(', ')}: ${percent(finding.eventShare)} of invocations.`),
  ];
}

function places(title, list, ordered) {
  if (list.length === 0) return null;
  const shown = list.slice(0, MOST_PLACES).map((place) => el('li', {}, el('code', {}, place)));
  if (list.length > MOST_PLACES) shown.push(el('li', {}, `and ${list.length - MOST_PLACES} more`));
  return el('div', { class: 'places', 'data-title': title }, el('p', {}, title), el(ordered ? 'ol' : 'ul', {}, ...shown));
}

function tools(finding, onOnly) {
  return el('p', { class: 'tools' }, el('button', {
    type: 'button', class: 'only', 'aria-pressed': 'false', hidden: finding.lost.size === 0,
    onclick: () => onOnly(finding),
  }, `Highlight the ${finding.lost.size.toLocaleString('en')} modules that would go`));
}
