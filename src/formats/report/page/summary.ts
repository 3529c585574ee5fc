import type { ReportDocument } from '../document.ts';
import type { WordKey } from '../words.ts';
import { make } from './dom.ts';
import { clock, day, elapsed } from './format.ts';
import type { Speech } from './language.ts';
import { bandColor } from './map-base.ts';

/** Mission, platform and sensor, and when it was. */
export function fillIdentity(host: HTMLElement, doc: ReportDocument, speech: Speech): void {
  const { mission } = doc;
  const parts: Node[] = [];
  const part = (key: WordKey, value: string | undefined): void => {
    if (value !== undefined && value !== '') parts.push(make('span', {}, make('b', {}, speech.say(key)), ` ${value}`));
  };
  part('missionLabel', mission.missionId);
  part('platformLabel', mission.platform);
  part('tailLabel', mission.tail);
  part('sensorLabel', mission.sensor);
  if (doc.startMs !== null && doc.endMs !== null) {
    const sameDay = day(doc.startMs) === day(doc.endMs);
    const end = sameDay ? clock(doc.endMs, false) : `${day(doc.endMs)} ${clock(doc.endMs, false)}`;
    parts.push(make('span', { class: 'when' }, `${day(doc.startMs)} ${clock(doc.startMs, false)} – ${end}`));
  }
  host.replaceChildren(...parts);
}

function videoText(doc: ReportDocument, speech: Speech): readonly [string, string] {
  const { video } = doc;
  if (video === null) return [speech.say('noVideo'), ''];
  const size = video.width === undefined || video.height === undefined ? '' : `${video.width} × ${video.height}`;
  return [video.codec, size === '' ? `PID ${video.pid}` : size];
}

/** How much of the track is straight over pauses, where it would be seen in the figure. */
function bridgedText(doc: ReportDocument, speech: Speech): string {
  if (doc.trackBridgedKm < 0.005 * doc.trackKm || doc.trackBridgedKm === 0) return '';
  return speech.say('bridged', { km: speech.figures(doc.trackBridgedKm, 3) });
}

/** The figures at the head of the page. */
export function fillFigures(host: HTMLElement, doc: ReportDocument, speech: Speech): void {
  const { packets, quality } = doc;
  const { say } = speech;
  const [codec, size] = videoText(doc, speech);
  const figures: readonly (readonly [WordKey, string, string, boolean?])[] = [
    ['packets', speech.number(packets.packets), `${speech.number(packets.decodedWithIssues)} ${say('withIssues')}`],
    ['rejected', speech.number(packets.rejected), '', packets.rejected > 0],
    ['checksumInvalid', speech.number(packets.checksumInvalid), '', packets.checksumInvalid > 0],
    ['duration', elapsed(quality.durationS * 1000), ''],
    ['rate', quality.rateHz === undefined ? '–' : `${speech.figures(quality.rateHz, 3)} Hz`, ''],
    ['track', `${speech.figures(doc.trackKm, 3)} km`, bridgedText(doc, speech)],
    ['covered', `${speech.figures(doc.coveredKm2, 3)} km²`, ''],
    ['video', codec, size],
    ['vmti', speech.number(doc.packets.vmtiDetections), ''],
  ];
  host.replaceChildren(
    ...figures.map(([key, value, extra, alert]) =>
      make(
        'div',
        { class: alert === true ? 'figure alert' : 'figure' },
        make('dt', {}, say(key)),
        make('dd', {}, value, extra === '' ? undefined : make('small', {}, ` ${extra}`)),
      ),
    ),
  );
}

/** Where the flight was, in words. */
export function whereText(doc: ReportDocument, speech: Speech): string {
  const around = doc.surroundings;
  if (around === null) return '';
  const { country, border, coast } = around;
  const parts = [
    country === undefined ? speech.say('atSea') : speech.say('inCountry', { country: speech.country(country) }),
  ];
  if (border !== undefined) {
    parts.push(
      speech.say('borderAt', {
        km: speech.figures(border.distanceKm, 2),
        direction: speech.direction(border.azimuthDeg),
        a: speech.country(border.a),
        b: speech.country(border.b),
      }),
    );
  }
  if (coast !== undefined && (country === undefined || coast.distanceKm < 150)) {
    parts.push(
      speech.say('coastAt', { km: speech.figures(coast.distanceKm, 2), direction: speech.direction(coast.azimuthDeg) }),
    );
  }
  return parts.join(' · ');
}

function bandText(minGsdM: number | null, maxGsdM: number | null, speech: Speech): string {
  if (maxGsdM === null && (minGsdM ?? 0) === 0) return speech.say('unknown');
  if (maxGsdM === null) return `> ${speech.figures(minGsdM ?? 0, 2)}`;
  return `${speech.figures(minGsdM ?? 0, 2)} – ${speech.figures(maxGsdM, 2)}`;
}

/** What the colours of the coverage mean, and the shapes whose meaning is not plain. */
export function fillLegend(host: HTMLElement, doc: ReportDocument, speech: Speech): void {
  const { say } = speech;
  const rows: Node[] = [];
  if (doc.coverage.length > 0) rows.push(make('b', {}, say('legendGsd')));
  doc.coverage.forEach((band, index) => {
    const swatch = make('i', { 'aria-hidden': 'true' });
    swatch.style.background = bandColor(index, doc.coverage.length);
    rows.push(make('span', {}, swatch, bandText(band.minGsdM, band.maxGsdM, speech)));
  });
  if (doc.centers > 0) rows.push(make('small', {}, say('legendEllipse')));
  if (doc.vmti.length > 0) rows.push(make('small', {}, say('legendVmti')));
  host.replaceChildren(...rows);
  host.hidden = rows.length === 0;
}
