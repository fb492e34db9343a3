// The import chart: every module of init below the one whose initialisation loaded it.

import { hierarchy } from 'd3-hierarchy';
import { Chart } from './chart.js';
import { USES, chainOf } from './data.js';
import { bytes, ms } from './format.js';

export const MEASURES = {
  time: { of: (module) => module.self, total: (module) => module.total, say: ms },
  memory: { of: (module) => Math.max(0, module.bytes), total: (module) => module.totalBytes, say: bytes },
};

export function importTree(modules, measure) {
  const children = modules.map(() => []);
  const top = [];
  for (const module of modules) {
    if (module.inInit) (module.parent >= 0 ? children[module.parent] : top).push(module);
  }
  const root = top.length === 1 ? top[0] : { id: -1, name: 'init', children: top };
  return hierarchy(root, (module) => (module.id < 0 ? top : children[module.id]))
    .sum((module) => (module.id < 0 ? 0 : measure.of(module)))
    .sort((a, b) => b.value - a.value || a.data.id - b.data.id);
}

export function createImportChart(host, data, tooltip, onSelect) {
  let measure = MEASURES.time;
  const chart = new Chart(host, {
    label: 'Imports of init: a module is below the one that loaded it first',
    key: (node) => node.data.id,
    title: (node) => node.data.name,
    value: (node) => measure.say(node.value),
    fill: (node) => USES[node.data.use ?? 0].key,
    dashed: (node) => node.data.failed,
    describe: (node) => describe(data, node, measure),
    matches: (matcher, node) => node.data.id >= 0 && matcher.matches(node.data),
    tooltip,
    module: (node) => (node.data.id >= 0 ? node.data : null),
    onSelect,
  });
  return {
    chart,
    setMeasure(name) {
      measure = MEASURES[name];
      chart.show(importTree(data.modules, measure));
    },
  };
}

function describe(data, node, measure) {
  const module = node.data;
  if (module.id < 0) return `init, ${measure.say(node.value)}`;
  const chain = chainOf(data.modules, module).slice(-4).map((link) => link.at).filter(Boolean);
  return `${module.name}, ${measure.say(node.value)} with all that it loads, ${USES[module.use].word}`
    + (module.at ? `, imported at ${module.at}` : '')
    + (chain.length > 1 ? `, through ${chain.join(', then ')}` : '');
}
