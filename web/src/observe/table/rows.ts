import type { ItemView, PacketView } from '../../../../src/model/views.ts';

/** One line of the table: an item, or a part of one. */
export interface Row {
  /** Tags from the packet on, joined by dots: unique in the packet. */
  readonly path: string;
  readonly tag: string;
  readonly name: string;
  /** The value as text; null where it is a set or a list, whose parts are `children`. */
  readonly text: string | null;
  readonly unit: string;
  readonly raw: string;
  readonly children: readonly Row[];
  readonly issues: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isItem = (value: unknown): value is ItemView =>
  isRecord(value) && typeof value['name'] === 'string' && 'value' in value && typeof value['unit'] === 'string';
const isSet = (value: unknown): value is Readonly<Record<string, ItemView>> =>
  isRecord(value) && Object.keys(value).length > 0 && Object.values(value).every(isItem);

/** The items of a packet as lines, nested sets under their item; `say` puts an issue into words. */
export function rowsOf(
  packet: PacketView,
  say: (issue: PacketView['issues'][number]) => string = ({ message }) => message,
): readonly Row[] {
  const issues = new Map<string, string[]>();
  for (const issue of packet.issues) issues.set(issue.tag, [...(issues.get(issue.tag) ?? []), say(issue)]);
  return setRows(packet.items, '', issues);
}

function setRows(set: Readonly<Record<string, ItemView>>, before: string, issues: Map<string, string[]>): Row[] {
  return Object.entries(set).map(([tag, item]) => {
    const path = before === '' ? tag : `${before}.${tag}`;
    return {
      path,
      tag,
      name: item.name,
      unit: item.unit,
      raw: rawText(item.raw),
      issues: issues.get(path) ?? [],
      ...valueRows(item.value, path, item.unit, issues),
    };
  });
}

/** A value as text, or as lines of its parts. */
function valueRows(
  value: unknown,
  path: string,
  unit: string,
  issues: Map<string, string[]>,
): { readonly text: string | null; readonly children: readonly Row[] } {
  if (isSet(value)) return { text: null, children: setRows(value, path, issues) };
  const plain = plainText(value, unit);
  if (plain !== null) return { text: plain, children: [] };
  const parts = Array.isArray(value)
    ? value.map((part: unknown, index): [string, unknown] => [String(index + 1), part])
    : Object.entries(isRecord(value) ? value : {});
  const children = parts.map(([name, part]): Row => {
    const here = `${path}.${name}`;
    return { path: here, tag: '', name, unit: '', raw: '', issues: [], ...valueRows(part, here, unit, issues) };
  });
  return { text: null, children };
}

/** The text of a value that fits one line; null where it must be opened. */
function plainText(value: unknown, unit: string): string | null {
  if (value === null || value === undefined) return '—';
  if (typeof value === 'number') return numberText(value, unit);
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) {
    const simple = value.every((part) => typeof part === 'number' || typeof part === 'string');
    return simple && value.length <= 6 ? value.map((part) => plainText(part, unit)).join(', ') : null;
  }
  if (!isRecord(value)) return String(value);
  if (typeof value['special'] === 'string') return value['special'];
  if ('meaning' in value && 'code' in value) return `${String(value['meaning'])} (${String(value['code'])})`;
  return null;
}

/** At most nine digits: no mapping of the standard resolves more. Times say their UTC too. */
function numberText(value: number, unit: string): string {
  if (unit === 'us' && value > 1e14) {
    const iso = new Date(Math.floor(value / 1000)).toISOString();
    return `${value} (${iso.slice(0, 10)} ${iso.slice(11, 23)}Z)`;
  }
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(9)));
}

function rawText(raw: unknown): string {
  if (typeof raw === 'string') return raw;
  return Array.isArray(raw) ? raw.map(rawText).join(' ') : '';
}

/** A line as it stands on the screen. */
export interface Line {
  readonly row: Row;
  readonly depth: number;
  readonly open: boolean;
}

/** Lines to show: what is opened is spread out; a search keeps what matches, with the way to it. */
export function linesOf(rows: readonly Row[], opened: ReadonlySet<string>, query: string): readonly Line[] {
  const wanted = query.trim().toLowerCase();
  const lines: Line[] = [];
  const add = (row: Row, depth: number, all: boolean): void => {
    const hit = all || matches(row, wanted);
    if (!hit && !row.children.some((child) => holds(child, wanted))) return;
    const searching = wanted !== '' && !hit;
    const open = row.children.length > 0 && (opened.has(row.path) || searching);
    lines.push({ row, depth, open });
    if (open) for (const child of row.children) add(child, depth + 1, hit);
  };
  for (const row of rows) add(row, 0, wanted === '');
  return lines;
}

const matches = (row: Row, wanted: string): boolean =>
  wanted === '' ||
  [row.name, row.path, row.text ?? '', row.unit, ...row.issues].some((text) => text.toLowerCase().includes(wanted));

const holds = (row: Row, wanted: string): boolean =>
  matches(row, wanted) || row.children.some((child) => holds(child, wanted));

export const countRows = (rows: readonly Row[]): number =>
  rows.reduce((sum, { children }) => sum + 1 + countRows(children), 0);
