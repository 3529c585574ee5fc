import type { FlightView } from '../../../src/model/views.ts';
import { useWords } from '../i18n/index.ts';
import type { FrameRow } from '../state/frames.ts';
import { useFrame } from '../state/session.ts';
import { Fact, Facts } from './facts.tsx';
import { degreeDigits, metreDigits, positionText, UNSTATED_ERROR_M } from './precision.ts';

/** One frame: when, where the sensor was, where it looked, and how sure that is. */
export function FrameFacts({ index }: { readonly index: number }) {
  const t = useWords();
  const row = useFrame(index);
  if (row === null) return <p className="at-quiet">{t('inspector.loading')}</p>;
  const { view, row: at } = row;
  const headingDeg = view.headingDeg[at] ?? null;
  const pitchDeg = view.pitchDeg[at] ?? null;
  const rollDeg = view.rollDeg[at] ?? null;
  const [horizontalDeg, verticalDeg] = [view.horizontalFovDeg[at] ?? null, view.verticalFovDeg[at] ?? null];
  const sensorHeightM = view.sensorHeightM[at] ?? null;
  const speedMps = view.groundSpeedMps[at] ?? null;
  return (
    <>
      <Facts title={t('inspector.when')}>
        <Fact name={t('field.metadataTime')}>{t.utc(row.timeUs, 3)}</Fact>
        <Fact name={t('field.presentation')}>{row.ptsS === null ? null : t.duration(row.ptsS, 3)}</Fact>
      </Facts>
      <Facts title={t('field.sensor')}>
        <Fact name={t('field.position')}>
          {placeText(view.sensorLatitudeDeg[at] ?? null, view.sensorLongitudeDeg[at] ?? null, UNSTATED_ERROR_M)}
        </Fact>
        <Fact name={t('field.height')}>{sensorHeightM === null ? null : t.quantity(sensorHeightM, 'm')}</Fact>
        <Fact name={t('field.heading')}>{headingDeg === null ? null : t.quantity(headingDeg, '°', 1)}</Fact>
        <Fact name={t('field.pitchRoll')}>
          {pitchDeg === null || rollDeg === null
            ? null
            : `${t.quantity(pitchDeg, '°', 1)}, ${t.quantity(rollDeg, '°', 1)}`}
        </Fact>
        <Fact name={t('field.speed')}>
          {speedMps === null ? t('field.speed.unknown') : t.quantity(speedMps, 'm/s')}
        </Fact>
        <Fact name={t('field.fov')}>
          {horizontalDeg === null || verticalDeg === null
            ? null
            : `${t.quantity(horizontalDeg, '°', 2)} × ${t.quantity(verticalDeg, '°', 2)}`}
        </Fact>
      </Facts>
      <CenterFacts row={row} />
    </>
  );
}

function CenterFacts({ row: { view, row: at, detections } }: { readonly row: FrameRow }) {
  const t = useWords();
  const ce90M = view.ce90M[at] ?? null;
  const le90M = view.le90M[at] ?? null;
  const heightM = view.centerHeightM[at] ?? null;
  const [majorM, minorM] = [view.ellipseMajorM[at] ?? null, view.ellipseMinorM[at] ?? null];
  const gsdM = view.gsdM[at] ?? null;
  const grazingDeg = view.grazingDeg[at] ?? null;
  const rangeM = view.slantRangeM[at] ?? null;
  const checksum = view.checksum[at] ?? null;
  const issues = view.issues[at] ?? 0;
  return (
    <>
      <Facts title={t('field.center')}>
        <Fact name={t('field.position')}>
          {placeText(view.centerLatitudeDeg[at] ?? null, view.centerLongitudeDeg[at] ?? null, ce90M)}
        </Fact>
        <Fact name={t('field.height')}>{heightM === null ? null : t.quantity(heightM, 'm', metreDigits(le90M))}</Fact>
        <Fact name={t('field.ce90')}>{ce90M === null ? null : t.quantity(ce90M, 'm', metreDigits(ce90M))}</Fact>
        <Fact name={t('field.le90')}>{le90M === null ? null : t.quantity(le90M, 'm', metreDigits(le90M))}</Fact>
        <Fact name={t('field.ellipse')}>
          {majorM === null || minorM === null
            ? null
            : t('field.ellipse.axes', {
                major: t.quantity(majorM, 'm', metreDigits(majorM)),
                minor: t.quantity(minorM, 'm', metreDigits(minorM)),
                orientation: t.quantity(view.ellipseOrientationDeg[at] ?? 0, '°'),
              })}
        </Fact>
        <Fact name={t('field.slantRange')}>{rangeM === null ? null : t.quantity(rangeM, 'm')}</Fact>
        <Fact name={t('field.gsd')}>{gsdM === null ? null : t.quantity(gsdM, 'm', 2)}</Fact>
        <Fact name={t('field.grazing')}>{grazingDeg === null ? null : t.quantity(grazingDeg, '°', 1)}</Fact>
      </Facts>
      <Facts title={t('inspector.whence')}>
        <Fact name={t('field.checksum')}>
          {checksum === null ? t('checksum.absent') : checksum === 1 ? t('checksum.valid') : t('checksum.invalid')}
        </Fact>
        <Fact name={t('field.issues')}>{t.number(issues)}</Fact>
        <Fact name={t('field.detections')}>{t.number(detections.length)}</Fact>
      </Facts>
    </>
  );
}

const placeText = (latitudeDeg: number | null, longitudeDeg: number | null, errorM: number | null): string | null =>
  latitudeDeg === null || longitudeDeg === null ? null : positionText(latitudeDeg, longitudeDeg, degreeDigits(errorM));

/** The flight as a whole. */
export function FlightFacts({ flight }: { readonly flight: FlightView }) {
  const t = useWords();
  const { mission, video } = flight;
  const seconds = flight.startUs === null || flight.endUs === null ? null : (flight.endUs - flight.startUs) / 1e6;
  return (
    <Facts title={t('inspector.flight')}>
      <Fact name={t('field.mission')}>{mission.missionId}</Fact>
      <Fact name={t('field.platform')}>{mission.platform}</Fact>
      <Fact name={t('field.tail')}>{mission.tail}</Fact>
      <Fact name={t('field.sensor')}>{mission.sensor}</Fact>
      <Fact name={t('field.time')}>{flight.startUs === null ? null : t.utc(flight.startUs)}</Fact>
      <Fact name={t('field.duration')}>{seconds === null ? null : t.duration(seconds)}</Fact>
      <Fact name={t('field.video')}>
        {video === null
          ? t('flights.noVideo')
          : [video.codec, video.width === null ? null : `${video.width} × ${video.height ?? ''}`]
              .filter((text) => text !== null)
              .join(', ')}
      </Fact>
      <Fact name={t('field.packets')}>{t.number(flight.packets)}</Fact>
      <Fact name={t('field.detections')}>{t.number(flight.detections)}</Fact>
      <Fact name={t('field.track')}>{t.quantity(flight.trackKm, 'km', 1)}</Fact>
      <Fact name={t('field.covered')}>{t.quantity(flight.coveredKm2, 'km²', 1)}</Fact>
      <Fact name={t('field.bytes')}>{t.bytes(flight.bytesTotal)}</Fact>
    </Facts>
  );
}
