// An icicle chart: rows of boxes, callers or importers above, widths by value. Only what is wider than a pixel is drawn.
//
// It is a tree to screen readers and the keyboard: one box is in the tab order at a time, arrows move as in the picture.

import { select } from 'd3-selection';
import { partition } from 'd3-hierarchy';
import { ease, labelFor } from './chart-parts.js';
import { moveFrom } from './chart-keys.js';

const ROW = 24;
const LEAST_WIDTH = 1.2;
// Far below, slivers only make the picture tall.
const DEEP = 14;
const LEAST_WIDTH_DEEP = 4;
const ANIMATED_BOXES = 900;

export class Chart {
  /**
   * @param host the element to draw in
   * @param options { label, describe(node), title(node), value(node), fill(node), dashed(node), matches(matcher, node), module(node), onSelect(node), tooltip, key(node) }
   */
  constructor(host, options) {
    this.host = host;
    this.options = options;
    this.svg = select(host).append('svg').attr('role', 'tree').attr('aria-label', options.label).attr('class', 'chart');
    this.layer = this.svg.append('g').attr('role', 'presentation');
    this.current = null;
    this.selected = null;
    this.matcher = { active: false };
    this.listen();
  }

  /** Shows a hierarchy (d3-hierarchy, summed). Keeps the zoom where the same node is still there. */
  show(root) {
    const zoomed = this.zoomed && this.options.key(this.zoomed);
    this.root = partition()(root);
    this.byKey = new Map(this.root.descendants().map((node) => [this.options.key(node), node]));
    this.zoomed = this.byKey.get(zoomed) ?? this.root;
    this.current = this.byKey.get(this.current && this.options.key(this.current)) ?? this.zoomed;
    this.domain = [this.zoomed.x0, this.zoomed.x1];
    this.draw();
  }

  setMatcher(matcher) {
    this.matcher = matcher;
    this.draw();
  }

  find(key) {
    return this.byKey.get(key);
  }

  /** Zooms so that the node fills the width. */
  zoom(node, { focus = false } = {}) {
    this.zoomed = node;
    this.current = node;
    const from = this.domain;
    const to = [node.x0, node.x1];
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches || this.drawn > ANIMATED_BOXES;
    cancelAnimationFrame(this.frame);
    if (still) this.move(to);
    else this.animate(from, to, performance.now());
    this.options.onZoom?.(node);
    if (focus) this.focus(node);
  }

  animate(from, to, began) {
    this.frame = requestAnimationFrame((now) => {
      const t = ease(Math.min(1, Math.max(0, now - began) / 220));
      this.move(t >= 1 ? to : [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t]);
      if (t < 1) this.animate(from, to, began);
    });
  }

  move(domain) {
    this.domain = domain;
    this.draw();
  }

  /** Makes a node visible: zooms to it, or to an ancestor where it is wide enough to be seen. */
  reveal(node) {
    let target = node;
    while (target.parent && (node.x1 - node.x0) / (target.parent.x1 - target.parent.x0) > 0.15) target = target.parent;
    this.selected = node;
    this.zoom(target);
    this.current = node;
    this.draw();
  }

  draw(width = this.host.clientWidth) {
    if (!this.root || width === 0) return;
    const boxes = this.visible(width);
    this.drawn = boxes.length;
    const depth = boxes.reduce((most, box) => Math.max(most, box.depth), 0);
    this.svg.attr('width', width).attr('height', (depth + 1) * ROW).attr('viewBox', `0 0 ${width} ${(depth + 1) * ROW}`);
    if (!boxes.some((box) => box.node === this.current)) this.current = this.zoomed;
    this.layer.selectAll('g.box').data(boxes, (box) => box.key).join((enter) => this.enter(enter)).call((all) => this.update(all));
  }

  visible(width) {
    const [left, right] = this.domain;
    const scale = width / (right - left || 1);
    const boxes = [];
    const visit = (node) => {
      const x0 = Math.max(0, (node.x0 - left) * scale);
      const x1 = Math.min(width, (node.x1 - left) * scale);
      if (x1 - x0 < this.least(node.depth)) return x1 - x0;
      boxes.push({ node, key: this.options.key(node), depth: node.depth, x: x0, width: x1 - x0 });
      this.visitChildren(node, visit, boxes, { left, scale, width });
      return 0;
    };
    visit(this.root);
    return boxes;
  }

  least(depth) {
    return depth - this.zoomed.depth > DEEP ? LEAST_WIDTH_DEEP : LEAST_WIDTH;
  }

  /** Children too narrow to draw are drawn together, so that no part of the time seems to be missing. */
  visitChildren(node, visit, boxes, view) {
    let rest = null;
    for (const child of node.children ?? []) {
      if ((child.x0 - view.left) * view.scale > view.width || (child.x1 - view.left) * view.scale < 0) continue;
      if (visit(child) === 0) continue;
      rest ??= { first: child, count: 0 };
      rest.last = child;
      rest.count++;
    }
    if (!rest) return;
    const x = Math.max(0, (rest.first.x0 - view.left) * view.scale);
    const end = Math.min(view.width, (rest.last.x1 - view.left) * view.scale);
    if (end - x >= this.least(node.depth + 1)) boxes.push({ rest: rest.count, key: `rest of ${this.options.key(node)}`, depth: node.depth + 1, x, width: end - x });
  }

  enter(enter) {
    const box = enter.append('g').attr('class', 'box');
    box.append('rect').attr('height', ROW - 1).attr('rx', 2);
    box.append('text').attr('y', ROW / 2 + 3.5).attr('x', 5).attr('aria-hidden', 'true');
    return box;
  }

  update(all) {
    const { options, matcher } = this;
    const real = all.filter((box) => !box.rest);
    all.attr('transform', (box) => `translate(${box.x},${box.depth * ROW})`);
    all.select('rect').attr('width', (box) => Math.max(0.6, box.width - 0.8))
      .attr('class', (box) => (box.rest ? 'rest' : `fill-${options.fill(box.node)}${options.dashed(box.node) ? ' dashed' : ''}`));
    all.select('text').text((box) => (box.rest ? '' : labelFor(options.title(box.node), options.value(box.node), box.width)))
      .attr('class', (box) => (box.rest ? '' : `on-${options.fill(box.node)}`));
    all.classed('dim', (box) => matcher.active && (box.rest || !options.matches(matcher, box.node)))
      .classed('hit', (box) => !box.rest && matcher.active && options.matches(matcher, box.node))
      .classed('selected', (box) => !box.rest && box.node === this.selected)
      .classed('above', (box) => !box.rest && box.node !== this.zoomed && box.node.depth < this.zoomed.depth);
    all.filter((box) => box.rest).attr('aria-hidden', 'true');
    real.attr('role', 'treeitem').attr('aria-level', (box) => box.depth + 1).attr('data-key', (box) => box.key)
      .attr('aria-selected', (box) => box.node === this.selected)
      .attr('aria-label', (box) => options.describe(box.node))
      .attr('tabindex', (box) => (box.node === this.current ? 0 : -1));
  }

  focus(node) {
    this.current = node;
    this.draw();
    this.layer.selectAll('g.box').filter((box) => box.node === node).node()?.focus();
  }

  listen() {
    const boxOf = (event) => select(event.target.closest('g.box')).datum();
    this.svg.on('pointermove', (event) => this.options.tooltip.pointAt(event, boxOf(event), this))
      .on('pointerleave', () => this.options.tooltip.hide())
      .on('focusin', (event) => this.options.tooltip.focusOn(event.target, boxOf(event), this))
      .on('focusout', () => this.options.tooltip.hide())
      .on('click', (event) => this.activate(boxOf(event)?.node))
      .on('keydown', (event) => this.key(event, boxOf(event)?.node));
    new ResizeObserver(() => this.draw()).observe(this.host);
  }

  activate(node) {
    if (!node) return;
    this.selected = node;
    this.zoom(node === this.zoomed && node.parent ? node.parent : node);
    this.options.onSelect(node);
  }

  key(event, node) {
    if (!node || event.ctrlKey || event.altKey || event.metaKey) return;
    const shown = (other) => this.layer.selectAll('g.box').data().some((box) => box.node === other);
    if (event.key === 'Enter' || event.key === ' ') this.activate(node);
    else if (event.key === 'Escape' || event.key === 'Backspace') this.zoom(this.zoomed.parent ?? this.root, { focus: true });
    else if (event.key === 'Home') this.zoom(this.root, { focus: true });
    else {
      const next = moveFrom(node, event.key, shown);
      if (next === undefined) return;
      if (next) this.focus(next);
    }
    event.preventDefault();
  }
}
