// What is known of a box, beside the pointer or the focused box.

import { USES, chainOf } from './data.js';
import { el, swatch } from './dom.js';
import { bytes, ms, percent } from './format.js';

const MOST_LINKS = 6;
const GAP = 8;

export function moduleFacts(data, module, { full = false } = {}) {
  const use = USES[module.use];
  const row = (name, value) => [el('dt', {}, name), el('dd', {}, value)];
  return [
    el('p', { class: 'use' }, swatch(use), ` ${use.word}`,
      module.events.length > 0 && use.key !== 'unknown' ? ` · ${eventsOf(module)}` : '', module.failed ? ' · its import failed' : ''),
    el('dl', {},
      ...row('itself', `${ms(module.self)} · ${bytes(module.bytes)}`),
      ...row('with all it loads', `${ms(module.total)} · ${bytes(module.totalBytes)}`),
      ...row('gone without it', `${ms(module.exclusive)} · ${bytes(module.exclusiveBytes)}`),
      ...row('library', module.library)),
    chainList(data, module, full ? 100 : MOST_LINKS),
  ].filter(Boolean);
}

function eventsOf(module) {
  const names = module.events.slice(0, 3).join(', ');
  return `in ${names}${module.events.length > 3 ? ` and ${module.events.length - 3} more` : ''}`;
}

/** The statements from the handler's module to this one; of a long chain both ends. */
export function chainList(data, module, most) {
  const links = chainOf(data.modules, module).filter((link) => link.at);
  if (links.length === 0) return null;
  const cut = links.length > most ? links.length - most : 0;
  const items = links.map((link) => el('li', {}, el('code', {}, link.at), ` imports ${link.name}`));
  if (cut > 0) items.splice(1, cut, el('li', { class: 'cut' }, `… ${cut} more`));
  items.at(-1).className = 'last';
  return el('div', { class: 'chain' }, el('p', {}, 'Imported by'), el('ol', {}, ...items));
}

export class Tooltip {
  constructor(data) {
    this.data = data;
    this.box = el('div', { class: 'tooltip', role: 'tooltip', hidden: true });
    document.body.append(this.box);
    addEventListener('scroll', () => this.hide(), { passive: true });
  }

  pointAt(event, box, chart) {
    if (!box || event.pointerType === 'touch') return this.hide();
    this.fill(box, chart);
    this.place({ left: event.clientX - 14, right: event.clientX + 14, top: event.clientY - 10, bottom: event.clientY + 14 });
  }

  focusOn(element, box, chart) {
    // A click focuses, too; the pointer's own tooltip is there already.
    if (!box || !element.matches(':focus-visible')) return;
    this.fill(box, chart);
    this.place(element.getBoundingClientRect());
  }

  hide() {
    this.box.hidden = true;
    this.shown = null;
  }

  fill(box, chart) {
    if (this.shown === box.key && this.of === chart && !this.box.hidden) return;
    [this.shown, this.of] = [box.key, chart];
    this.box.replaceChildren(...(box.rest ? [el('p', {}, `${box.rest} narrower boxes; zoom in to see them`)] : this.content(box.node, chart.options, chart.root)));
    this.box.hidden = false;
  }

  content(node, options, root) {
    const module = options.module(node);
    const head = [
      el('h3', {}, options.title(node)),
      el('p', { class: 'value' }, `${options.value(node)} · ${percent(node.value / (root.value || 1))}`),
    ];
    return module ? [...head, ...moduleFacts(this.data, module)] : head;
  }

  /** Beside what it speaks of, so that nothing of it is hidden: below, right, left, above, or at least inside the window. */
  place({ left, right, top, bottom }) {
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const column = Math.max(GAP, Math.min(left, innerWidth - width - GAP));
    const row = Math.max(GAP, Math.min(top, innerHeight - height - GAP));
    const [x, y] = bottom + height + 2 * GAP <= innerHeight ? [column, bottom + GAP]
      : right + width + 2 * GAP <= innerWidth ? [right + GAP, row]
        : left - width - 2 * GAP >= 0 ? [left - width - GAP, row]
          : [column, Math.max(GAP, top - height - GAP)];
    this.box.style.setProperty('left', `${x}px`);
    this.box.style.setProperty('top', `${y}px`);
  }
}
