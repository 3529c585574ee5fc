import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFiltered } from './log-filter.ts';
import { decodeView, encodeView, linkTime, type View } from './url.ts';
import { DOCKS, LANGUAGES, PAGES, PANES, type Selection, THEMES } from './workstation.ts';

const NOTHING: View = {
  flightId: null,
  page: null,
  logFilter: null,
  moment: null,
  selection: null,
  panes: null,
  inspector: null,
  language: null,
  theme: null,
};

const index = fc.nat({ max: 1e9 });
const share = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0);
const degrees = (most: number) => fc.double({ min: -most, max: most, noNaN: true }).map((value) => value + 0);
const selection: fc.Arbitrary<Selection> = fc.oneof(
  fc.record({ kind: fc.constant('frame' as const), frame: index }),
  fc.record({ kind: fc.constant('detection' as const), frame: index, id: index }),
  fc.record({ kind: fc.constant('pixel' as const), frame: index, x: share, y: share }),
  fc.record({ kind: fc.constant('place' as const), latitudeDeg: degrees(90), longitudeDeg: degrees(180) }),
  fc.record({
    kind: fc.constant('item' as const),
    frame: index,
    tag: fc.string({ minLength: 1 }).filter((tag) => !tag.startsWith('~')),
  }),
  fc.record({
    kind: fc.constant('finding' as const),
    code: fc.stringMatching(/^[a-z][a-z-]{0,20}$/),
    tag: fc.option(fc.string({ minLength: 1 })),
  }),
  fc.record({ kind: fc.constant('entry' as const), index }),
  fc.record({
    kind: fc.constantFrom('rule' as const, 'dated-rule' as const, 'person' as const, 'concern' as const),
    id: fc.stringMatching(/^[0-9a-z][0-9a-z-]{0,20}$/),
  }),
);
const panes = fc.uniqueArray(fc.record({ name: fc.constantFrom(...PANES), dock: fc.constantFrom(...DOCKS) }), {
  selector: ({ name }) => name,
});
const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,10}$/);
const timeUs = fc.nat({ max: 4e9 }).map((s) => s * 1_000_000);
const logFilter = fc
  .record({
    kind: fc.option(fc.constantFrom('account.office-granted', 'fly.halted')),
    stream: fc.option(fc.constantFrom('person/p1', 'log/log')),
    state: fc.option(token),
    compartment: fc.option(token),
    fromUs: fc.option(timeUs),
    toUs: fc.option(timeUs),
  })
  .filter(isFiltered);
const view: fc.Arbitrary<View> = fc.record({
  flightId: fc.option(fc.string({ minLength: 1 })),
  page: fc.option(fc.constantFrom(...PAGES)),
  logFilter: fc.option(logFilter),
  moment: fc.option(
    fc.oneof(
      fc.record({ atS: fc.double({ min: -1e5, max: 1e6, noNaN: true }).map((atS) => linkTime(atS) + 0) }),
      fc.record({ frame: index }),
    ),
  ),
  selection: fc.option(selection),
  panes: fc.option(panes),
  inspector: fc.option(fc.boolean()),
  language: fc.option(fc.constantFrom(...LANGUAGES)),
  theme: fc.option(fc.constantFrom(...THEMES)),
});

describe('a view as a link', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(view, (one) => {
        const back = decodeView(encodeView(one));
        expect({ ...back, moment: null }).toEqual({ ...one, moment: null });
        if (one.moment !== null && 'atS' in one.moment) {
          expect(back.moment !== null && 'atS' in back.moment ? back.moment.atS : Number.NaN).toBeCloseTo(
            one.moment.atS,
            5,
          );
        } else expect(back.moment).toEqual(one.moment);
      }),
    );
  });

  it('is the same link again when it is made from what was read', () => {
    fc.assert(
      fc.property(view, (one) => {
        const link = encodeView(one);
        const again = encodeView(decodeView(link));
        expect(encodeView(decodeView(again))).toBe(again);
      }),
    );
  });

  it('reads any text without throwing, and only into what a view can be', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webQueryParameters().map((text) => `#${text}`),
        ),
        (text) => {
          const read = decodeView(text);
          expect(decodeView(encodeView(read))).toEqual(read);
        },
      ),
    );
  });

  it('never puts a moment before its own frame', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e5, noNaN: true }), (atS) => {
        expect(linkTime(atS)).toBeGreaterThanOrEqual(atS - 1e-8);
        expect(linkTime(atS)).toBeLessThan(atS + 2e-6);
      }),
    );
  });

  it('leaves out what no view has', () => {
    expect(
      decodeView('#flight=&t=x&f=-1&sel=pixel~1~2~0&panes=video.left+oven.right&lang=fr&theme=pink&inspector=2'),
    ).toEqual({
      ...NOTHING,
      panes: [],
    });
    expect(decodeView('#sel=place~91~0').selection).toBeNull();
    expect(decodeView('')).toEqual(NOTHING);
  });

  it('reads a link as people write it', () => {
    expect(
      decodeView('#flight=a1&t=12.5&sel=item~3~48.1&panes=table.below+video.right&inspector=0&lang=es&theme=light'),
    ).toEqual({
      flightId: 'a1',
      page: null,
      logFilter: null,
      moment: { atS: 12.5 },
      selection: { kind: 'item', frame: 3, tag: '48.1' },
      panes: [
        { name: 'table', dock: 'below' },
        { name: 'video', dock: 'right' },
      ],
      inspector: false,
      language: 'es',
      theme: 'light',
    });
  });
});
