// Elements from code. Text always goes in as text, never as markup: names come from other people's files.

export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, '');
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child != null && child !== false));
  return node;
}

const SVG = 'http://www.w3.org/2000/svg';

export function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** A sample of a use's colour and pattern, for legends and tables. */
export function swatch(use) {
  return svg('svg', { class: 'swatch', width: 14, height: 14, 'aria-hidden': 'true' },
    svg('rect', { width: 14, height: 14, rx: 3, class: `fill-${use.key}` }));
}

export function $(id) {
  return document.getElementById(id);
}
