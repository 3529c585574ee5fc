import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Special } from './codec.ts';
import { defineSet, type Items, item, keyed, keyWithoutVersion, repeated } from './descriptor.ts';
import { makeSet } from './encode.ts';
import { uintFixed } from './numbers.ts';
import type { KlvPacket, St0601Packet } from './packet.ts';
import type { DecodedSet } from './set.ts';
import type { st0102 } from './st0102.ts';
import { st0601 } from './st0601/st0601.ts';
import type { st0806PointOfInterest } from './st0806.ts';
import type { vTargets } from './st0903/vtarget.ts';
import { type Enumerated, enumeration, text } from './text.ts';

type St0601Items = St0601Packet['items'];

describe('types that come from the tables', () => {
  it('of accessors: the value of the codec, or absent', () => {
    expectTypeOf<St0601Items['sensorLatitudeDeg']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<St0601Items['missionId']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<St0601Items['icingDetected']>().toEqualTypeOf<Enumerated | undefined>();
    expectTypeOf<St0601Items['security']>().toEqualTypeOf<DecodedSet<typeof st0102.table> | undefined>();
    expectTypeOf<St0601Items>().not.toHaveProperty('sensorLatitude');
  });

  it('of items that repeat: a list', () => {
    expectTypeOf<NonNullable<St0601Items['segments']>[number]>().toExtend<DecodedSet>();
    type Rvt = NonNullable<St0601Items['rvt']>['items'];
    expectTypeOf<Rvt['pointsOfInterest']>().toEqualTypeOf<
      readonly DecodedSet<typeof st0806PointOfInterest.table>[] | undefined
    >();
  });

  it('of sets within series within sets', () => {
    type Target = NonNullable<NonNullable<St0601Items['vmti']>['items']['targets']>['entries'][number];
    expectTypeOf<Target['id']>().toEqualTypeOf<number>();
    expectTypeOf<Target['set']>().toEqualTypeOf<DecodedSet<(typeof vTargets)['imap']['table']>>();
    expectTypeOf<Target['set']['items']['confidencePercent']>().toEqualTypeOf<number | undefined>();
    type Latitude = NonNullable<Target['set']['items']['location']>['latitudeDeg'];
    expectTypeOf<Latitude>().toEqualTypeOf<number | Special | undefined>();
  });

  it('of packets: told apart by their set', () => {
    expectTypeOf<Extract<KlvPacket, { set: 'ST0601' }>>().toEqualTypeOf<St0601Packet>();
    expectTypeOf<Extract<KlvPacket, { set: 'unknown' }>['data']>().toEqualTypeOf<undefined>();
  });

  it('of what is encoded: only names and types of the table', () => {
    // @ts-expect-error no such item
    makeSet(st0601, { sensorLatitud: 1 });
    // @ts-expect-error a number
    expect(() => makeSet(st0601, { platformHeadingDeg: 'north' })).toThrow(RangeError);
  });
});

const small = defineSet('Small', 'Small Set', {
  2: item('count', 'Count', '', uintFixed(1)),
  5: repeated('names', 'Name', '', text(4)),
  9: item('kind', 'Kind', '', enumeration({ 1: 'one' })),
});

describe('sets', () => {
  it('know their rows by tag', () => {
    expect(small.rows.map((row) => row?.name)).toEqual([
      ...[undefined, undefined, 'count', undefined, undefined, 'names'],
      ...[undefined, undefined, undefined, 'kind'],
    ]);
    expect([small.framing, small.versionTag]).toEqual(['local', undefined]);
  });

  it('list in their items what they hold, and hide special values', () => {
    const { items } = makeSet(small, { names: ['a', 'b'], count: 3 });
    expect({ count: items.count, names: items.names, kind: items.kind }).toEqual({
      count: 3,
      names: ['a', 'b'],
      kind: undefined,
    });
    expectTypeOf(items).toEqualTypeOf<Items<(typeof small)['table']>>();
  });

  it('of universal keys find items whatever the version byte', () => {
    const key = '060E2B34010101030701020102040200';
    const universal = defineSet(
      'U',
      'U',
      { 1: keyed(key, 'latitude', 'Latitude', '', uintFixed(1)) },
      { framing: 'universal' },
    );
    expect(keyWithoutVersion(key)).toBe('060e2b34010101000701020102040200');
    expect(universal.byKey.get(keyWithoutVersion('060e2b34010101ff0701020102040200'))).toBe(1);
    expect(universal.byKey.get(keyWithoutVersion('060e2b34010101030701020102040201'))).toBeUndefined();
  });
});
