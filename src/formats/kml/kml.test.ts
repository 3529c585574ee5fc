import { describe, expect, it } from 'vitest';
import { hostileTexts } from '../../../test/hostile.ts';
import { syntheticFlight } from '../../../test/synthetic-flight.ts';
import type { XmlElement } from '../../../test/xml.ts';
import { elementsNamed, readXml } from '../../../test/xml.ts';
import type { Flight } from '../../model/flight.ts';
import { gsdColor, kmlColor } from './colors.ts';
import { flightKml } from './flight.ts';
import { xmlText } from './xml.ts';

const geoidM = -31.2;

/** The text with U+FFFD for each character that XML 1.0 does not have. */
function withoutForeign(text: string): string {
  const kept = (code: number): boolean =>
    code === 9 || code === 10 || code === 13 || (code >= 32 && code < 0xfffe) || code > 0xffff;
  return [...text.toWellFormed()].map((letter) => (kept(letter.codePointAt(0) ?? 0) ? letter : '\uFFFD')).join('');
}

function read(flight: Flight, maxFootprints?: number): XmlElement {
  const options = { geoidHeightM: () => geoidM, ...(maxFootprints === undefined ? {} : { maxFootprints }) };
  return readXml([...flightKml(flight, options)].join(''));
}

describe('KML of a flight (OGC 07-147r2)', () => {
  it('is well formed, and lists as many times as places', () => {
    const root = read(syntheticFlight({ frames: 500 }));
    const tracks = elementsNamed(root, 'gx:Track');
    expect(tracks).toHaveLength(2);
    for (const track of tracks) {
      const [whens, places, angles] = ['when', 'gx:coord', 'gx:angles'].map(
        (name) => elementsNamed(track, name).length,
      );
      expect(whens).toBeGreaterThan(0);
      expect(places).toBe(whens);
      expect(angles).toBe(whens);
    }
  });

  it('gives absolute altitudes above mean sea level', () => {
    const flight = syntheticFlight({ frames: 3 });
    const [coordinate] = elementsNamed(read(flight), 'gx:coord');
    const altitude = Number(coordinate!.text.split(' ')[2]);
    expect(altitude).toBeCloseTo(flight.frames[0]!.sensor!.heightM - geoidM, 1);
    for (const mode of elementsNamed(elementsNamed(read(flight), 'gx:MultiTrack')[0]!, 'altitudeMode')) {
      expect(mode.text).toBe('absolute');
    }
  });

  it('points the camera along the look, below the horizon', () => {
    const flight = syntheticFlight({ frames: 3 });
    const [camera] = elementsNamed(read(flight), 'Camera');
    const value = (name: string): number => Number(elementsNamed(camera!, name)[0]!.text);
    expect(value('heading')).toBeCloseTo(flight.frames[0]!.lookAzimuthDeg!, 1);
    // The grazing angle of the synthetic flight is that over a flat earth: within half a degree of the true depression.
    expect(value('tilt')).toBeCloseTo(90 - flight.frames[0]!.grazingDeg!, -0.3);
  });

  it('orders the children of a placemark as the schema asks', () => {
    const order = ['name', 'visibility', 'open', 'description', 'Camera', 'TimeSpan', 'styleUrl', 'ExtendedData'];
    const last = ['Polygon', 'MultiGeometry', 'gx:MultiTrack'];
    for (const placemark of elementsNamed(read(syntheticFlight({ frames: 20 })), 'Placemark')) {
      const places = placemark.children.map(({ name }) => [...order, ...last].indexOf(name));
      expect(places).not.toContain(-1);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
  });

  it('thins footprints where asked, says so, and spans the time between', () => {
    const root = read(syntheticFlight({ frames: 200 }), 10);
    const folder = elementsNamed(root, 'Folder').find((each) => each.children[0]!.text === 'Footprints')!;
    expect(elementsNamed(folder, 'description')[0]!.text).toMatch(/^10 of 200 /);
    const spans = elementsNamed(folder, 'TimeSpan').map((span) => span.children.map((child) => child.text));
    for (const [begin = '', end = ''] of spans) expect(end > begin).toBe(true);
  });

  it('draws what is not counted apart, and says why', () => {
    const base = syntheticFlight({ frames: 2 });
    const { seen: _, ...unseen } = base.frames[1]!;
    const root = read({ ...base, frames: [base.frames[0]!, { ...unseen, uncounted: 'beyond-range' }] });
    const marks = elementsNamed(root, 'Placemark')
      .filter((placemark) => placemark.children[0]!.text.startsWith('Packet'))
      .map((placemark) => [
        placemark.children[0]!.text,
        elementsNamed(placemark, 'styleUrl')[0]!.text,
        elementsNamed(placemark, 'Data').length,
      ]);
    expect(marks).toEqual([
      ['Packet 0', '#footprint', 9],
      ['Packet 1, not counted as seen', '#uncounted', 10],
    ]);
    const styles = elementsNamed(root, 'Style').map((style) => style.attributes['id']);
    expect(styles).toContain('uncounted');
  });

  it('names the band whose sample distance is not known', () => {
    const base = syntheticFlight({ frames: 2 });
    const band = { ...base.coverage.bands[0]!, minGsdM: 0, maxGsdM: Number.POSITIVE_INFINITY };
    const root = read({ ...base, coverage: { ...base.coverage, bands: [band] } });
    expect(elementsNamed(root, 'Placemark')[0]!.children[0]!.text).toMatch(/^not known/);
  });

  it('marks what is simulated, and only that', () => {
    const name = (simulated: boolean): string =>
      elementsNamed(read(syntheticFlight({ frames: 2, simulated })), 'name')[0]!.text;
    expect(name(true)).toBe('EXERCISE // SIMULATED - racetrack.ts');
    expect(name(false)).toBe('racetrack.ts');
  });

  it('stays well formed with hostile names, and keeps what XML can hold', () => {
    for (const hostile of hostileTexts) {
      const root = read(syntheticFlight({ frames: 2, name: hostile, missionId: hostile, simulated: false }));
      const [name] = elementsNamed(root, 'name');
      expect(name!.text).toBe(withoutForeign(hostile));
    }
  });

  it('is valid and empty where nothing is placed', () => {
    for (const flight of [syntheticFlight({ frames: 0 }), syntheticFlight({ unplaced: true })]) {
      const root = read(flight);
      expect(elementsNamed(root, 'Placemark')).toEqual([]);
      expect(elementsNamed(root, 'gx:MultiTrack')).toEqual([]);
    }
  });

  it('cuts what lies over the antimeridian', () => {
    for (const { text } of elementsNamed(read(syntheticFlight({ longitudeDeg: 179.98 })), 'coordinates')) {
      const longitudes = text.split(' ').map((place) => Number(place.split(',')[0]));
      expect(Math.max(...longitudes) - Math.min(...longitudes)).toBeLessThan(180);
    }
  });
});

describe('XML text and colours', () => {
  it('escapes what has a meaning', () => {
    expect(xmlText('<a b="c">&\'\r')).toBe('&lt;a b=&quot;c&quot;&gt;&amp;&#39;&#13;');
  });

  it('writes KML colours as alpha, blue, green, red', () => {
    expect(kmlColor('#112233', 1)).toBe('ff332211');
    expect(kmlColor('#112233', 0.5)).toBe('80332211');
    expect(gsdColor(0, 4)).toBe('#fde725');
    expect(gsdColor(3, 4)).toBe('#440154');
  });
});
