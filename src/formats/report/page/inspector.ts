import type { Column, ReportDocument } from '../document.ts';
import type { WordKey } from '../words.ts';
import { make } from './dom.ts';
import { clock, day, elapsed, latLon, mgrsText, unstatedErrorM } from './format.ts';
import type { Speech } from './language.ts';

function at(column: Column, index: number): number | undefined {
  return column[index] ?? undefined;
}

/** A word of the table for a numbered choice. */
export function choiceKey(kind: 'errorSource' | 'footprintSource' | 'claim', value: number): WordKey | undefined {
  switch (`${kind}.${value}`) {
    case 'errorSource.0':
      return 'errorSource.0';
    case 'errorSource.1':
      return 'errorSource.1';
    case 'footprintSource.0':
      return 'footprintSource.0';
    case 'footprintSource.1':
      return 'footprintSource.1';
    case 'footprintSource.2':
      return 'footprintSource.2';
    case 'claim.0':
      return 'claim.0';
    case 'claim.1':
      return 'claim.1';
    case 'claim.2':
      return 'claim.2';
    case 'claim.3':
      return 'claim.3';
    case 'claim.4':
      return 'claim.4';
    case 'claim.5':
      return 'claim.5';
    case 'claim.6':
      return 'claim.6';
    default:
      return undefined;
  }
}

/** Everything known of one frame, in groups, as a definition list. */
export function fillInspector(host: HTMLElement, doc: ReportDocument, index: number, speech: Speech): void {
  const { frames } = doc;
  const { say } = speech;
  const out: Node[] = [];
  const group = (
    key: WordKey,
    note: string | undefined,
    rows: readonly (readonly [WordKey, string | undefined])[],
  ): void => {
    out.push(make('h3', {}, say(key)));
    const list = make('dl');
    for (const [name, value] of rows) {
      if (value === undefined || value === '') continue;
      list.append(make('dt', {}, say(name)), make('dd', {}, value));
    }
    if (list.children.length > 0) out.push(list);
    if (note !== undefined) out.push(make('p', { class: 'note' }, note));
  };
  const unit = (value: number | undefined, decimals: number, name: string): string | undefined =>
    value === undefined ? undefined : `${speech.number(value, decimals)} ${name}`;
  const angle = (value: number | undefined): string | undefined =>
    value === undefined ? undefined : `${speech.number(value, 1)}°`;
  const error = (value: number | undefined): string | undefined =>
    value === undefined ? undefined : `${speech.figures(value, 2)} m`;

  const timeMs = frames.timeMs[index];
  const start = doc.startMs;
  group('frame', undefined, [
    ['time', start === null || timeMs === undefined ? undefined : `${day(start + timeMs)} ${clock(start + timeMs)}`],
    ['elapsed', timeMs === undefined ? undefined : elapsed(timeMs)],
  ]);

  const [lon, lat] = [at(frames.longitudeDeg, index), at(frames.latitudeDeg, index)];
  const placed = lon !== undefined && lat !== undefined;
  const [pitch, roll] = [angle(at(frames.pitchDeg, index)), angle(at(frames.rollDeg, index))];
  group('aircraft', placed ? say('positionError') : say('noPosition'), [
    ['position', placed ? latLon(lat, lon, unstatedErrorM, speech) : undefined],
    ['mgrs', placed ? mgrsText(lat, lon, unstatedErrorM) : undefined],
    ['heightHae', unit(at(frames.heightM, index), 0, 'm')],
    ['speed', unit(at(frames.speedMps, index), 1, 'm/s')],
    ['heading', angle(at(frames.headingDeg, index))],
    ['pitchRoll', pitch === undefined || roll === undefined ? undefined : `${pitch}, ${roll}`],
  ]);

  const [cLon, cLat] = [at(frames.centerLongitudeDeg, index), at(frames.centerLatitudeDeg, index)];
  const ce90 = at(frames.ce90M, index);
  const centred = cLon !== undefined && cLat !== undefined;
  const [major, minor, turn] = [
    at(frames.semiMajorM, index),
    at(frames.semiMinorM, index),
    at(frames.orientationDeg, index),
  ];
  const source = at(frames.errorSource, index);
  const sourceKey = source === undefined ? undefined : choiceKey('errorSource', source);
  const le90 = at(frames.le90M, index);
  // The height is given to the digit its error has: tens of metres are no place for decimals.
  const heightDecimals = le90 !== undefined && le90 < 1 ? 1 : 0;
  group('imageCentre', centred ? undefined : say('noCentre'), [
    ['position', centred ? latLon(cLat, cLon, ce90 ?? unstatedErrorM, speech) : undefined],
    ['mgrs', centred ? mgrsText(cLat, cLon, ce90 ?? unstatedErrorM) : undefined],
    ['heightHae', unit(at(frames.centerHeightM, index), heightDecimals, 'm')],
    ['ce90', error(ce90)],
    ['le90', error(le90)],
    [
      'ellipse',
      major === undefined || minor === undefined || turn === undefined
        ? undefined
        : `${speech.figures(major, 2)} × ${speech.figures(minor, 2)} m, ${speech.number(turn)}°`,
    ],
    ['errorSource', sourceKey === undefined ? undefined : say(sourceKey)],
  ]);

  const corners = frames.footprint[index];
  const origin = at(frames.footprintSource, index);
  const originKey = origin === undefined ? undefined : choiceKey('footprintSource', origin);
  const claim = at(frames.footprintClaim, index);
  const claimKey = claim === undefined ? undefined : choiceKey('claim', claim);
  const onGround = at(frames.cornersOnGround, index);
  const slant = at(frames.slantRangeM, index);
  group('look', undefined, [
    ['slant', slant === undefined ? undefined : `${speech.number(slant)} m`],
    ['gsd', at(frames.gsdM, index) === undefined ? undefined : `${speech.figures(at(frames.gsdM, index) ?? 0, 3)} m`],
    ['grazing', angle(at(frames.grazingDeg, index))],
    ['azimuth', angle(at(frames.lookAzimuthDeg, index))],
  ]);
  group('footprint', corners === null || corners === undefined ? say('noFootprint') : undefined, [
    ['claim', claimKey === undefined ? undefined : say(claimKey)],
    ['cornersKnown', onGround === undefined ? undefined : `${onGround} / 4`],
    ['footprintFrom', originKey === undefined ? undefined : say(originKey)],
    ['vmti', (frames.vmti[index] ?? 0) > 0 ? speech.number(frames.vmti[index] ?? 0) : undefined],
  ]);
  host.replaceChildren(...out);
}
