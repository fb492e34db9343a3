// Small things of the chart.

const CHARACTER = 6.45;
const PADDING = 10;

/** As much of a label as fits: all with its value, the name, its last part, its beginning, nothing. */
export function labelFor(title, value, width) {
  const room = Math.floor((width - PADDING) / CHARACTER);
  if (room < 3) return '';
  if (title.length + value.length + 2 <= room) return `${title}  ${value}`;
  if (title.length <= room) return title;
  const last = title.slice(title.lastIndexOf('.') + 1);
  if (last.length + 1 <= room && last !== title) return `…${last}`;
  return room >= 5 ? `${(last || title).slice(0, room - 1)}…` : '';
}

export function ease(t) {
  return 1 - (1 - t) ** 3;
}
