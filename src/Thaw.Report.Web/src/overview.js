// The top of the page: what was measured, how long the cold start takes, and where it goes.

import { $, el } from './dom.js';
import { bytes, count, ms, percent } from './format.js';

const PHASES = {
  interpreter: { name: 'interpreter', note: 'Python starts, before the first line of the function' },
  libraries: { name: 'libraries', note: 'init: importing what the function imports' },
  own: { name: 'own import', note: "init: the function's own modules, without what they import" },
  first: { name: 'first event', note: 'event in, result out, in the new process' },
};

export function showOverview(data) {
  const { function: fn, python, conditions } = data;
  $('name').textContent = fn.name;
  $('target').textContent = fn.target;
  $('conditions').replaceChildren(...[
    `Python ${python.version}`, count(data.runs, 'cold process', 'cold processes'),
    `byte code ${conditions.byteCode}`, `page cache ${conditions.pageCache}`,
    `recorded ${data.recordedAt.slice(0, 10)}`, `Thaw ${data.thawVersion}`,
  ].map((text) => el('li', {}, text)));
  showFigures(data);
  showPhases(data);
}

function showFigures({ coldStart, together, memory, init, later, totals }) {
  const figure = (name, value, note, extra = '') =>
    el('div', { class: `figure ${extra}` }, el('dt', {}, name), el('dd', {}, el('strong', {}, value), el('span', {}, note)));
  $('figures').replaceChildren(...[
    coldStart && figure('Cold start', ms(coldStart.median),
      `${ms(coldStart.low)} to ${ms(coldStart.high)}${coldStart.hasInterval ? ', 95 % interval of the median' : ', lowest to highest'}`, 'main'),
    together.ms > 0 && figure('Findings together save', ms(together.ms),
      `${init ? `${percent(together.ms / init.median)} of init, ` : ''}${bytes(together.bytes)} of memory, predicted`, 'gain'),
    memory.peakRss != null && figure('Peak memory', bytes(memory.peakRss), memory.initRss != null ? `${bytes(memory.initRss)} after init` : ''),
    totals && figure('Modules', totals.modules.toLocaleString('en'), 'loaded in init'),
    later && figure('Later invocations', ms(later.median), 'in the same process'),
  ].filter(Boolean));
}

function showPhases({ phases, failedRuns }) {
  const whole = phases.reduce((sum, phase) => sum + phase.ms, 0);
  if (whole === 0) {
    $('phases').replaceChildren(el('p', { class: 'bad' }, `No process came to the end of its first invocation (${failedRuns} failed).`));
    return;
  }
  const parts = phases.map((phase) => {
    const { name, note } = PHASES[phase.key];
    const part = el('li', { class: `phase phase-${phase.key}`, title: `${name}: ${ms(phase.ms)}. ${note}` },
      el('span', { class: 'name' }, name), ' ', el('span', { class: 'ms' }, ms(phase.ms)), ' ',
      el('span', { class: 'share' }, percent(phase.ms / whole)));
    part.style.setProperty('flex-grow', Math.max(phase.ms / whole, 0.004));
    return part;
  });
  $('phases').replaceChildren(el('ol', { class: 'bar', 'aria-label': 'Phases of the cold start, in order' }, ...parts));
  const legend = phases.map((phase) => el('li', {},
    el('i', { class: `key phase-${phase.key}` }), el('b', {}, PHASES[phase.key].name), ` ${ms(phase.ms)}`, el('span', {}, ` · ${PHASES[phase.key].note}`)));
  $('phases').append(el('ul', { class: 'phase-legend', 'aria-hidden': 'true' }, ...legend));
}

export function showNotes({ notes, samples, totals }) {
  const said = [...notes];
  if (totals) {
    said.push(`Imports: ${ms(totals.selfMs)} own time, ${ms(totals.linkMs)} linking, ${ms(totals.collectorMs)} collector; `
      + `the tracer's ${ms(totals.tracerMs)} are taken out.`
      + (totals.differencePercent == null ? '' : ` The sum differs from the uninstrumented processes by ${totals.differencePercent.toFixed(1)} %.`));
  }
  for (const phase of samples) {
    said.push(`Samples of ${phase.phase === 'init' ? 'init' : 'the events'}: ${phase.achievedPerSecond.toFixed(0)} of `
      + `${phase.askedPerSecond.toFixed(0)} a second, longest gap ${ms(phase.longestGapMs)}.`);
  }
  $('notes').replaceChildren(...said.map((note) => el('li', {}, note)));
}
