import { describe, expect, it } from 'vitest';
import type { ItemView, PacketView } from '../../../../src/model/views.ts';
import { countRows, linesOf, rowsOf } from './rows.ts';

const item = (name: string, value: unknown, unit = '', raw: unknown = 'ff'): ItemView => ({ name, value, unit, raw });
const packet = (items: PacketView['items'], issues: PacketView['issues'] = []): PacketView => ({
  index: 0,
  offset: 0,
  pid: null,
  pts: null,
  ptsS: null,
  set: 'ST0601',
  key: '060e2b34020b01010e01030101000000',
  checksum: 'valid',
  timeUtc: null,
  items,
  issues,
});
const PACKET = packet(
  {
    2: item('Precision Time Stamp', 1_340_980_354_233_333, 'us'),
    5: item('Platform Heading Angle', 207.381_094_071_87, 'deg', '9378'),
    48: item('Security Local Set', {
      1: item('Security Classification', { code: 1, meaning: 'UNCLASSIFIED' }),
      3: item('Classifying Country', '//US'),
    }),
    94: item('Identifier', { version: 1, parts: [{ a: 1 }, { a: null }] }, '', ['0102', '0304']),
    96: item('Width', { special: 'out of range' }, 'm'),
    99: item('Bounds', [1, 2.5]),
  },
  [{ tag: '48.3', offset: 7, code: 'text', message: 'has no meaning' }],
);

describe('the lines of a packet', () => {
  const rows = rowsOf(PACKET);
  const of = (path: string) =>
    linesOf(rows, new Set(['48', '94', '94.parts']), '').find(({ row }) => row.path === path)?.row;

  it('say values as people read them', () => {
    expect(of('2')?.text).toBe('1340980354233333 (2012-06-29 14:32:34.233Z)');
    expect(of('5')?.text).toBe('207.381094');
    expect(of('48.1')?.text).toBe('UNCLASSIFIED (1)');
    expect(of('96')?.text).toBe('out of range');
    expect(of('99')?.text).toBe('1, 2.5');
  });

  it('open what is nested, by paths that the issues name too', () => {
    expect(of('48')?.text).toBeNull();
    expect(of('48.3')?.issues).toEqual(['has no meaning']);
    expect(of('94.parts')?.children.map(({ path }) => path)).toEqual(['94.parts.1', '94.parts.2']);
    expect(of('94')?.raw).toBe('0102 0304');
    expect(countRows(rows)).toBe(14);
  });

  it('stay shut until they are opened', () => {
    expect(linesOf(rows, new Set(), '').map(({ row }) => row.path)).toEqual(['2', '5', '48', '94', '96', '99']);
  });

  it('are found by name, tag, value, unit and issue, with the way to them', () => {
    const found = (query: string): string[] => linesOf(rows, new Set(), query).map(({ row }) => row.path);
    expect(found('heading')).toEqual(['5']);
    expect(found('48.1')).toEqual(['48', '48.1']);
    expect(found('unclassified')).toEqual(['48', '48.1']);
    expect(found('NO MEANING')).toEqual(['48', '48.3']);
    expect(found('no such thing')).toEqual([]);
    // What matches itself is shown as it is, shut, and can be opened.
    expect(found('security local')).toEqual(['48']);
  });
});
