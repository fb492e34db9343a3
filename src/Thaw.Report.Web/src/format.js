// Numbers as people read them. The unit is always said.

export function ms(value) {
  const size = Math.abs(value);
  if (size >= 100) return `${Math.round(value).toLocaleString('en')} ms`;
  if (size >= 10) return `${value.toFixed(1)} ms`;
  return `${value.toFixed(size >= 1 ? 1 : 2)} ms`;
}

export function bytes(value) {
  const size = Math.abs(value);
  if (size >= 1e6) return `${(value / 1e6).toFixed(size >= 1e8 ? 0 : 1)} MB`;
  return `${(value / 1e3).toFixed(0)} kB`;
}

export function percent(share) {
  const value = 100 * share;
  return `${value.toFixed(value >= 10 || value === 0 ? 0 : 1)} %`;
}

export function count(value, one, many = `${one}s`) {
  return `${value.toLocaleString('en')} ${value === 1 ? one : many}`;
}
