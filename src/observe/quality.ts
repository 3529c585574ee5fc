import type { FindingCode } from '../model/findings/text.ts';
import type { FindingDetail, QualityFinding, QualityReport } from '../model/flight.ts';
import type { Geodetic } from '../model/geodetic.ts';
import type { ClockReading, StreamClock } from './clock.ts';
import { FindingLog, IssueLog, type TransportTrouble, transportFinding, wholeFinding } from './findings.ts';
import { isTwisted } from './ground-polygon.ts';
import { type MinimumItemRecord, MinimumSetWatch } from './minimum-set.ts';
import type { ObservedPacket } from './packet.ts';
import { apartM, centerTolerance, type LevelSource, type PlacedPacket, rangeTolerance } from './place.ts';
import { LogHistogram } from './statistics.ts';
import type { TrackStep } from './track.ts';

/** What only the end of the stream tells. */
export interface QualityClosing {
  readonly maxRangeM: number;
  /** One packet in how many was kept as a frame; `undefined` where all were. */
  readonly thinned: { readonly packets: number; readonly stride: number } | undefined;
  readonly unsampledLooks: number;
  /** Length of the track over pauses. */
  readonly bridgedM: number;
  /** Pixels taken for an image whose size is not known. */
  readonly pixelsAssumed: { readonly columns: number; readonly rows: number } | undefined;
  /** What was wrong with the container. */
  readonly transport: readonly TransportTrouble[];
  /** The sentence for an issue code of the decoder. */
  readonly describeIssue: (code: string) => string;
}

/** Repeated packets are looked for this far back. */
const fingerprintsKept = 256;
/** Spread, or drift over an hour, beyond which metadata and video are said to part. */
const steadyLagS = 0.5;
const steadyDriftPpm = 500;
/** A drift that came to less than this is not worth a warning. */
const noticedDriftS = 0.2;

/** Watches a stream packet by packet, in constant memory, and says at the end what is wrong with it. */
export class QualityWatch {
  readonly #log = new FindingLog();
  readonly #issues = new IssueLog();
  readonly #minimum = new MinimumSetWatch();
  readonly #checksum = { valid: 0, invalid: 0, absent: 0 };
  readonly #centerOff = new LogHistogram();
  readonly #cornersOff = new LogHistogram();
  readonly #centerFar = new LogHistogram();
  readonly #cornersFar = new LogHistogram();
  readonly #fingerprints: number[] = [];
  /** Where the height came from of the level ground that took the place of terrain. */
  readonly #levelSources = new Set<LevelSource>();
  #packets = 0;

  add(packet: ObservedPacket, reading: ClockReading, placed: PlacedPacket, track: TrackStep | undefined): void {
    this.#packets += 1;
    this.#checksum[packet.checksum] += 1;
    if (packet.checksum !== 'valid') this.#log.note(`checksum-${packet.checksum}`, packet.index);
    this.#time(packet, reading);
    this.#repeats(packet);
    this.#pose(packet, placed, track);
    this.#ground(packet, placed);
    const { kind } = reading.step;
    this.#minimum.add(
      packet.index,
      reading.timeUs,
      kind !== 'forward' && kind !== 'back',
      packet.tags,
      packet.securityTags,
    );
    this.#issues.add(packet.index, packet.issues);
  }

  /** A position that was left out, and how far it was off. */
  jump(packet: ObservedPacket, from: Geodetic | undefined, to: Geodetic): void {
    this.#log.note('position-jump', packet.index, from === undefined ? 0 : apartM(from, to));
  }

  /** A position after a pause, which the track bridges. */
  bridged(packet: ObservedPacket): void {
    this.#log.note('track-bridged', packet.index);
  }

  /** A frame whose error leaves out what an error of the time does. */
  unmoved(packetIndex: number): void {
    this.#log.note('motion-unknown', packetIndex);
  }

  /** A speed of zero, and the speed by the track. */
  standing(packet: ObservedPacket, trackMps: number): void {
    this.#log.note('speed-zero', packet.index, trackMps);
  }

  /** Values that cannot be and were taken as not sent. */
  impossible(packet: ObservedPacket): void {
    this.#log.note('value-impossible', packet.index);
  }

  nullPosition(packet: ObservedPacket): void {
    this.#log.note('position-null', packet.index);
  }

  report(clock: StreamClock, closing: QualityClosing): QualityReport {
    const lag = clock.lag();
    const minimum = this.#minimum.records();
    const findings = [
      ...this.#log.findings((code, greatest) => this.#detail(code, greatest, closing)),
      ...this.#issues.findings(closing.describeIssue),
      ...(this.#packets === 0 ? [] : minimumFindings(minimum, this.#packets)),
      ...closingFindings(closing),
    ];
    const driftPpm = lag?.driftPpm ?? 0;
    const drifted = Math.abs(driftPpm) > steadyDriftPpm && Math.abs(driftPpm) * 1e-6 * clock.durationS > noticedDriftS;
    if (lag !== undefined && (lag.sdS > steadyLagS || drifted)) {
      const drift = drifted ? { driftPpm } : {};
      findings.push(wholeFinding('lag-unsteady', lag.samples, { kind: 'lag', spreadS: lag.sdS, ...drift }));
    }
    return {
      packets: this.#packets,
      checksum: { ...this.#checksum },
      durationS: clock.durationS,
      rateHz: clock.rateHz,
      longestGapS: clock.longestGapS,
      timeJumps: clock.jumps,
      lag,
      missingMinimumItems: minimum
        .filter(({ packetsWithout }) => packetsWithout > 0)
        .map(({ item, packetsWithout, longestSilenceS }) => ({
          tag: item.security ? 48 : (item.tags[0] ?? 0),
          name: item.security ? `${item.name} (48/${item.tags[0]})` : item.name,
          share: packetsWithout / this.#packets,
          longestSilenceS,
        })),
      findings: findings.sort(bySeverity),
      packetsWithIssues: this.#issues.packets,
      centerAgreement: agreement(this.#centerOff),
      cornerAgreement: agreement(this.#cornersOff),
    };
  }

  #time(packet: ObservedPacket, reading: ClockReading): void {
    const { step } = reading;
    switch (step.kind) {
      case 'first':
      case 'steady':
        return;
      case 'absent':
        this.#log.note('time-absent', packet.index);
        return;
      case 'repeated':
        this.#log.note('time-repeated', packet.index);
        return;
      case 'gap':
        this.#log.note('time-gap', packet.index, step.seconds);
        return;
      case 'forward':
        this.#log.note('time-forward', packet.index, step.seconds);
        return;
      case 'back':
        this.#log.note('time-back', packet.index, -step.seconds);
        return;
    }
  }

  #repeats(packet: ObservedPacket): void {
    const { fingerprint } = packet;
    if (fingerprint === undefined) return;
    if (this.#fingerprints.includes(fingerprint)) this.#log.note('packet-repeated', packet.index);
    this.#fingerprints.push(fingerprint);
    if (this.#fingerprints.length > fingerprintsKept) this.#fingerprints.shift();
  }

  #pose(packet: ObservedPacket, placed: PlacedPacket, track: TrackStep | undefined): void {
    const note = (code: Parameters<FindingLog['note']>[0], size = 0): void => this.#log.note(code, packet.index, size);
    if (placed.sensor === undefined && track === undefined) note('position-absent');
    if (placed.sensor !== undefined && placed.pose === undefined) note('angles-absent');
    if (packet.horizontalFovDeg === 0 || packet.verticalFovDeg === 0) note('fov-zero');
    if (placed.rollAssumed) note('roll-assumed');
    if (packet.tags.includes(75) && packet.tags.includes(104)) note('height-twice');
    if (placed.sensor === undefined) return;
    const belowM = (placed.groundHeightM ?? Number.NEGATIVE_INFINITY) - placed.sensor.heightM;
    if (belowM > 10) note('below-ground', belowM);
    else if (placed.centerAsSent !== undefined && placed.centerAsSent.heightM > placed.sensor.heightM) note('looks-up');
  }

  #ground(packet: ObservedPacket, placed: PlacedPacket): void {
    const { index } = packet;
    const { sensor, centerAsSent, centerOffM, footprint } = placed;
    if (placed.contradicted) this.#log.note('footprint-contradicted', index);
    if (placed.uncounted === 'beyond-range') this.#log.note('footprint-beyond-range', index);
    else if (placed.seen === undefined && !placed.contradicted) this.#log.note('footprint-absent', index);
    if (placed.clipped) this.#log.note('footprint-clipped', index);
    if (placed.levelSource === 'sea-level' && placed.onLevel) this.#log.note('ground-assumed', index);
    if (placed.offTerrain) {
      this.#log.note('terrain-absent', index);
      this.#levelSources.add(placed.levelSource);
    }
    if (placed.crossedUnknown) this.#log.note('terrain-crossed', index);
    const slantM = placed.slantRangeM ?? 0;
    if (centerOffM !== undefined) {
      this.#centerOff.add(centerOffM);
      if (centerOffM > Math.max(centerTolerance.leastM, centerTolerance.share * slantM)) {
        this.#centerFar.add(centerOffM);
        this.#log.note('center-disagrees', index, centerOffM);
      }
    }
    if (placed.aimed) this.#log.note('aimed', index);
    if (packet.slantRangeM !== undefined && sensor !== undefined && centerAsSent !== undefined) {
      const offM = Math.abs(packet.slantRangeM - apartM(sensor, centerAsSent));
      if (offM > Math.max(rangeTolerance.leastM, rangeTolerance.share * packet.slantRangeM)) {
        this.#log.note('slant-range-disagrees', index, offM);
      }
    }
    if (footprint !== undefined && footprint.source !== 'pose') this.#corners(index, placed, slantM);
  }

  #corners(index: number, placed: PlacedPacket, slantM: number): void {
    const sent: readonly (Geodetic | undefined)[] = placed.footprint?.corners ?? [];
    const whole = sent.filter((corner) => corner !== undefined);
    if (whole.length === 4 && isTwisted(whole)) this.#log.note('corners-crossed', index);
    let worstM = 0;
    sent.forEach((corner, i) => {
      const computed = placed.fromPose?.footprint.corners[i];
      if (corner === undefined || computed === undefined) return;
      const offM = apartM(corner, computed);
      this.#cornersOff.add(offM);
      worstM = Math.max(worstM, offM);
    });
    if (worstM <= Math.max(centerTolerance.leastM, centerTolerance.share * slantM)) return;
    this.#cornersFar.add(worstM);
    this.#log.note('corners-disagree', index, worstM);
  }

  #detail(code: FindingCode, greatest: number, closing: QualityClosing): FindingDetail {
    const length = (metres: number): FindingDetail => ({ kind: 'length', metres });
    switch (code) {
      case 'time-back':
      case 'time-forward':
      case 'time-gap':
        return { kind: 'time', seconds: greatest };
      case 'speed-zero':
        return { kind: 'speed', speedMps: greatest };
      case 'center-disagrees':
        return length(this.#centerFar.quantile(0.5) ?? greatest);
      case 'corners-disagree':
        return length(this.#cornersFar.quantile(0.5) ?? greatest);
      case 'track-bridged':
        return length(closing.bridgedM);
      case 'terrain-absent':
        return { kind: 'levels', levels: [...this.#levelSources] };
      case 'footprint-clipped':
      case 'footprint-beyond-range':
        return length(closing.maxRangeM);
      case 'position-jump':
      case 'below-ground':
      case 'slant-range-disagrees':
        return length(greatest);
      default:
        return { kind: 'none' };
    }
  }
}

function agreement(histogram: LogHistogram): QualityReport['centerAgreement'] {
  const medianM = histogram.quantile(0.5);
  const p90M = histogram.quantile(0.9);
  return medianM === undefined || p90M === undefined ? undefined : { medianM, p90M, samples: histogram.count };
}

function minimumFindings(records: readonly MinimumItemRecord[], packets: number): QualityFinding[] {
  const labelled = ({ item: { name, security, tags } }: MinimumItemRecord) => ({
    name,
    tags: security ? [`48/${tags[0]}`] : tags.map(String),
  });
  const findings: QualityFinding[] = [];
  const missing = records.filter(({ packetsWithout }) => packetsWithout === packets);
  if (missing.length > 0) {
    const detail = { kind: 'items', items: missing.map(labelled) } as const;
    findings.push(wholeFinding('minimum-item-missing', missing.length, detail));
  }
  const late = records.filter((record) => record.lateCount > 0 && record.packetsWithout < packets);
  if (late.length > 0) {
    const items = late.map((record) => ({ ...labelled(record), silentS: record.longestSilenceS }));
    const indices = [...new Set(late.flatMap(({ lateAt }) => lateAt))].sort((a, b) => a - b);
    const count = late.reduce((sum, record) => sum + record.lateCount, 0);
    findings.push(wholeFinding('minimum-item-late', count, { kind: 'items', items }, indices));
  }
  return findings;
}

function closingFindings({ transport, pixelsAssumed, thinned, unsampledLooks }: QualityClosing): QualityFinding[] {
  const findings = transport.map(transportFinding);
  if (pixelsAssumed !== undefined) {
    findings.push(wholeFinding('pixels-assumed', 1, { kind: 'pixels', ...pixelsAssumed }));
  }
  if (thinned !== undefined) findings.push(wholeFinding('frames-thinned', 1, { kind: 'thinned', ...thinned }));
  if (unsampledLooks > 0) findings.push(wholeFinding('looks-too-narrow', unsampledLooks, { kind: 'none' }));
  return findings;
}

function bySeverity(a: QualityFinding, b: QualityFinding): number {
  const rank = { fault: 0, warning: 1, note: 2 } as const;
  return rank[a.severity] - rank[b.severity] || b.count - a.count || (a.code < b.code ? -1 : 1);
}
