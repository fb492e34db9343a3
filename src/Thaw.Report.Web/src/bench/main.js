// Puts the page of `thaw bench` together.

import { $, el } from '../dom.js';
import { bytes, count, ms } from '../format.js';
import { wireTheme } from '../theme.js';
import { showBars } from './bars.js';
import { showSpread } from './spread.js';

const report = JSON.parse($('data').textContent);

function showHead() {
  $('name').textContent = report.function;
  $('conditions').replaceChildren(...[
    report.runtime, `${report.memoryMb} MB`, report.concurrency === 1 ? 'one at a time' : `${report.concurrency} at once`,
    report.coldCache && 'code read from the disk', count(report.machine.processors, 'processor'), report.machine.processor,
    `load ${report.machine.loadAverage.toFixed(1)} at the beginning`, new Date(report.measuredAt).toLocaleString(),
  ].filter(Boolean).map((text) => el('li', {}, text)));
}

function cell(value, interval, say) {
  return el('td', { class: 'number' }, value == null ? '–' : say(value),
    interval && el('small', {}, `(${say(interval[0])} to ${say(interval[1])})`));
}

const times = (value) => `${value.toFixed(value < 0.1 ? 3 : 2)}×`;

function showResults() {
  $('results').replaceChildren(...report.results.map((result) => el('tr', {},
    el('th', { scope: 'row' }, result.strategy), el('td', { class: 'number' }, String(result.n)),
    cell(result.p50Ms, result.p50IntervalMs, ms), cell(result.p90Ms, result.p90IntervalMs, ms), cell(result.p99Ms, result.p99IntervalMs, ms),
    cell(result.pssBytes, null, bytes), cell(result.ratioToBoot, result.ratioToBootInterval, times))));
}

function showPhases() {
  const names = [...new Set(report.results.flatMap((result) => Object.keys(result.phases)))];
  $('phase-heads').replaceChildren(el('th', { scope: 'col' }, 'Strategy'), ...names.map((name) => el('th', { scope: 'col', class: 'number' }, name)));
  $('phase-rows').replaceChildren(...report.results.map((result) => el('tr', {},
    el('th', { scope: 'row' }, result.strategy), ...names.map((name) => cell(result.phases[name], null, ms)))));
}

showHead();
showBars($('bars'), $('legend'), report.results);
showSpread($('spread'), report.results);
showResults();
showPhases();
wireTheme();
// When the page can be used, ms after the browser began to load it.
document.documentElement.dataset.interactiveMs = performance.now().toFixed(0);
