import { findingText } from '../../../model/findings/text.ts';
import type { QualityFinding } from '../../../model/flight.ts';
import { findingWords, issueText } from '../../finding-words.ts';
import type { ReportDocument } from '../document.ts';
import type { WordKey } from '../words.ts';
import { button, make } from './dom.ts';
import { clock, elapsed, latLon, mgrsText, unstatedErrorM } from './format.ts';
import type { Speech } from './language.ts';

export interface TableNeeds {
  readonly doc: ReportDocument;
  readonly speech: Speech;
  /** Goes to a packet; the nearest drawn frame is selected where it was thinned out. */
  readonly goTo: (packetIndex: number) => void;
}

type Cell = string | Node | { readonly numeric: string };

/** A table that scrolls within itself when it is wider than the page; its caption is only heard where a heading says the same. */
function table(
  caption: string,
  head: readonly (readonly [string, boolean?])[],
  rows: readonly (readonly Cell[])[],
  titled = false,
): HTMLElement {
  const header = make('tr');
  for (const [name, numeric] of head)
    header.append(make('th', { scope: 'col', class: numeric === true ? 'num' : undefined }, name));
  const body = make('tbody');
  for (const row of rows) {
    const line = make('tr');
    for (const cell of row) {
      if (typeof cell === 'object' && 'numeric' in cell) line.append(make('td', { class: 'num' }, cell.numeric));
      else line.append(make('td', {}, cell));
    }
    body.append(line);
  }
  return make(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    make('table', {}, make('caption', titled ? {} : { class: 'hidden' }, caption), make('thead', {}, header), body),
  );
}

function jump(needs: TableNeeds, packetIndex: number): HTMLButtonElement {
  const label = needs.speech.say('jumpTo', { index: packetIndex });
  return button(String(packetIndex), () => needs.goTo(packetIndex), {
    class: 'jump',
    title: label,
    'aria-label': label,
  });
}

const severityKeys: Readonly<Record<QualityFinding['severity'], WordKey>> = {
  fault: 'severity.fault',
  warning: 'severity.warning',
  note: 'severity.note',
};
const severityOrder: Readonly<Record<QualityFinding['severity'], number>> = { fault: 0, warning: 1, note: 2 };

function findings(needs: TableNeeds): Node {
  const { doc, speech } = needs;
  const { say } = speech;
  if (doc.quality.findings.length === 0) return make('p', { class: 'note' }, say('noFindings'));
  const sorted = [...doc.quality.findings].sort((a, b) => severityOrder[a.severity] - severityOrder[b.severity]);
  const rows = sorted.map((finding): Cell[] => {
    const moments = make('span', { class: 'jumps' });
    const { packetIndices } = finding;
    const step = Math.max(1, Math.floor(packetIndices.length / 8));
    for (let at = 0; at < packetIndices.length && moments.children.length < 8; at += step) {
      moments.append(jump(needs, packetIndices[at]!));
    }
    if (finding.count > moments.children.length && packetIndices.length > 0) moments.append('…');
    return [
      make('span', { class: `severity ${finding.severity}` }, say(severityKeys[finding.severity])),
      make('span', {}, findingText(findingWords[speech.language], finding), make('code', {}, finding.code)),
      { numeric: speech.number(finding.count) },
      moments,
    ];
  });
  return table(
    say('findings'),
    [[say('severity')], [say('finding')], [say('count'), true], [say('moments')]],
    rows,
    true,
  );
}

function checks(needs: TableNeeds): Node {
  const { doc, speech } = needs;
  const { say } = speech;
  const { quality } = doc;
  const list = make('dl', { class: 'wide' });
  const row = (key: WordKey, value: string): void => list.append(make('dt', {}, say(key)), make('dd', {}, value));
  row(
    'checksums',
    say('checksumLine', {
      valid: speech.number(quality.checksum.valid),
      invalid: speech.number(quality.checksum.invalid),
      absent: speech.number(quality.checksum.absent),
    }),
  );
  row('rate', quality.rateHz === undefined ? say('unknown') : `${speech.figures(quality.rateHz, 3)} Hz`);
  row('longestGap', `${speech.figures(quality.longestGapS, 3)} s`);
  row('timeJumps', speech.number(quality.timeJumps));
  row(
    'lag',
    quality.lag === undefined
      ? say('unknown')
      : say('lagLine', { mean: speech.figures(quality.lag.meanS, 2), sd: speech.figures(quality.lag.sdS, 2) }),
  );
  return list;
}

function missing(needs: TableNeeds): Node {
  const { doc, speech } = needs;
  const { say } = speech;
  if (doc.quality.missingMinimumItems.length === 0) return make('p', { class: 'note' }, say('noMissing'));
  const rows = doc.quality.missingMinimumItems.map((item): Cell[] => [
    { numeric: String(item.tag) },
    make('span', { lang: 'en' }, item.name),
    { numeric: `${speech.number(100 * item.share, item.share < 0.1 || item.share === 1 ? 0 : 1)} %` },
  ]);
  return table(say('missingItems'), [[say('tag'), true], [say('item')], [say('share'), true]], rows, true);
}

export function fillQuality(host: HTMLElement, needs: TableNeeds): void {
  host.replaceChildren(
    findings(needs),
    make(
      'div',
      { class: 'pair' },
      make('div', {}, make('h3', {}, needs.speech.say('checks')), checks(needs)),
      make('div', {}, missing(needs)),
    ),
  );
}

export function fillIssues(host: HTMLElement, needs: TableNeeds): void {
  const { speech, doc } = needs;
  const { say } = speech;
  if (doc.packets.issues.length === 0) {
    host.replaceChildren(make('p', { class: 'note' }, say('noIssues')));
    return;
  }
  const rows = [...doc.packets.issues]
    .sort((a, b) => (a.tag ?? -1) - (b.tag ?? -1) || b.count - a.count)
    .map((issue): Cell[] => [
      { numeric: issue.tag === undefined ? '–' : String(issue.tag) },
      make('span', { lang: 'en' }, issue.name ?? '–'),
      make('code', {}, issue.code),
      { numeric: speech.number(issue.count) },
      issueText(speech.language, issue.code, issue.message),
      jump(needs, issue.firstPacketIndex),
    ]);
  host.replaceChildren(
    table(
      say('issues'),
      [[say('tag'), true], [say('item')], [say('code')], [say('count'), true], [say('example')], [say('first')]],
      rows,
    ),
  );
}

export function fillVmti(host: HTMLElement, needs: TableNeeds): void {
  const { doc, speech } = needs;
  const { say } = speech;
  if (doc.packets.vmtiDetections === 0) {
    host.replaceChildren(make('p', { class: 'note' }, say('noVmti')));
    return;
  }
  const rows = doc.vmti.map((row): Cell[] => {
    const placed = row.longitudeDeg !== null && row.latitudeDeg !== null;
    return [
      jump(needs, row.packetIndex),
      doc.startMs === null ? '' : clock(doc.startMs + row.timeMs),
      { numeric: String(row.id) },
      placed ? latLon(row.latitudeDeg ?? 0, row.longitudeDeg ?? 0, unstatedErrorM, speech) : '–',
      placed ? mgrsText(row.latitudeDeg ?? 0, row.longitudeDeg ?? 0, unstatedErrorM) : '–',
      placed ? say('errorNotStated') : '–',
      { numeric: row.row === null || row.column === null ? '–' : `${row.row}, ${row.column}` },
    ];
  });
  const list = table(
    say('vmti'),
    [
      [say('frame')],
      [say('time')],
      ['ID', true],
      [say('vmtiPlace')],
      [say('mgrs')],
      [say('ce90')],
      [say('vmtiPixel'), true],
    ],
    rows,
  );
  const shown = make(
    'p',
    { class: 'note' },
    say('vmtiShown', { shown: doc.vmti.length, total: doc.packets.vmtiDetections }),
  );
  host.replaceChildren(list, ...(doc.vmti.length < doc.packets.vmtiDetections ? [shown] : []));
}

const pageSize = 25;

/** The page of the frame table that holds the selected frame, with its row marked. */
export function fillFrames(
  host: HTMLElement,
  needs: TableNeeds,
  selected: number,
  goToIndex: (index: number) => void,
): void {
  const { doc, speech } = needs;
  const { frames } = doc;
  const { say } = speech;
  const count = frames.packetIndex.length;
  const first = Math.floor(selected / pageSize) * pageSize;
  const last = Math.min(count, first + pageSize);
  const value = (cell: number | null | undefined, digits: number): Cell => ({
    numeric: cell === null || cell === undefined ? '–' : speech.figures(cell, digits),
  });
  const fixed = (cell: number | null | undefined, decimals: number): Cell => ({
    numeric: cell === null || cell === undefined ? '–' : speech.number(cell, decimals),
  });
  const rows: Cell[][] = [];
  for (let index = first; index < last; index++) {
    const [lon, lat] = [frames.centerLongitudeDeg[index], frames.centerLatitudeDeg[index]];
    const ce90 = frames.ce90M[index] ?? unstatedErrorM;
    rows.push([
      jump(needs, frames.packetIndex[index]!),
      elapsed(frames.timeMs[index]!),
      fixed(frames.heightM[index], 0),
      fixed(frames.speedMps[index], 1),
      fixed(frames.slantRangeM[index], 0),
      fixed(frames.grazingDeg[index], 1),
      value(frames.gsdM[index], 3),
      typeof lon === 'number' && typeof lat === 'number' ? latLon(lat, lon, ce90, speech) : '–',
      typeof lon === 'number' && typeof lat === 'number' ? mgrsText(lat, lon, ce90) : '–',
      value(frames.ce90M[index], 2),
      value(frames.le90M[index], 2),
    ]);
  }
  const list = table(
    say('frames'),
    [
      [say('frame')],
      [say('elapsed')],
      [`${say('heightHae')} m`, true],
      [`${say('speed')} m/s`, true],
      [`${say('slant')} m`, true],
      [`${say('grazing')} °`, true],
      [`${say('gsd')} m`, true],
      [say('imageCentre')],
      [say('mgrs')],
      [`${say('ce90')} m`, true],
      [`${say('le90')} m`, true],
    ],
    rows,
  );
  list.querySelectorAll('tbody tr')[selected - first]?.setAttribute('aria-current', 'true');
  const pages = make(
    'p',
    { class: 'pages' },
    button(say('earlier'), () => goToIndex(Math.max(0, first - pageSize)), { disabled: first === 0 }),
    say('framesShown', { from: count === 0 ? 0 : first + 1, to: last, total: count }),
    button(say('later'), () => goToIndex(first + pageSize), { disabled: last >= count }),
  );
  const thinned = make(
    'p',
    { class: 'note' },
    say('thinned', { shown: speech.number(count), total: speech.number(doc.frameCount) }),
  );
  host.replaceChildren(list, pages, ...(count < doc.frameCount ? [thinned] : []));
}
