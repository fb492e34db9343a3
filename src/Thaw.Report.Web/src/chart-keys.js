// Arrow keys in a chart: where the box lies, not how the tree is written down.

/**
 * The node that an arrow key leads to: up to the parent, down to the widest child, left and right to the next box of
 * the same row. Null where there is none, undefined for a key that means nothing here.
 */
export function moveFrom(node, key, shown) {
  if (key === 'ArrowUp') return node.parent;
  if (key === 'ArrowDown') return node.children?.find(shown) ?? null;
  if (key === 'ArrowLeft') return beside(node, -1, shown);
  if (key === 'ArrowRight') return beside(node, 1, shown);
  return undefined;
}

function beside(node, step, shown) {
  const siblings = node.parent?.children ?? [];
  const next = siblings[siblings.indexOf(node) + step];
  if (next && shown(next)) return next;
  // Past the end of a family: on to a cousin, as the eye would go.
  for (let up = node.parent; up?.parent; up = up.parent) {
    const family = up.parent.children;
    for (let i = family.indexOf(up) + step; i >= 0 && i < family.length; i += step) {
      const cousin = atDepth(family[i], node.depth, step, shown);
      if (cousin) return cousin;
    }
  }
  return null;
}

function atDepth(node, depth, step, shown) {
  if (!shown(node)) return null;
  if (node.depth === depth) return node;
  const children = node.children ?? [];
  for (const child of step > 0 ? children : [...children].reverse()) {
    const found = atDepth(child, depth, step, shown);
    if (found) return found;
  }
  return null;
}
