import { Button, NonIdealState } from '@blueprintjs/core';
import { CameraIcon } from '@blueprintjs/icons';
import { type KeyboardEvent, type MouseEvent, useCallback, useEffect, useRef, useState } from 'react';
import './player.css';
import type { FlightView, PacketView, VideoView } from '../../../../src/model/views.ts';
import { troubleText } from '../../i18n/core-texts.ts';
import { useWords, type Words } from '../../i18n/index.ts';
import { ask, flightPath } from '../../state/api.ts';
import { clock, drive, pause, shown } from '../../state/clock.ts';
import { registerKeys } from '../../state/keys.ts';
import { markingText } from '../../state/marking.ts';
import { currentFrame, frames, select, selectDetection } from '../../state/session.ts';
import { useFlight, workstation } from '../../state/workstation.ts';
import { latestDetections } from '../map/detections.ts';
import type { Share } from './homography.ts';
import { detectionAt, drawOverlay, type OverlayScene } from './overlay.ts';
import { type Box, pictureBox, placeOf, shareAt } from './picture-box.ts';
import { burnedPicture, download, pngOf, sha256Hex, snapshotName, snapshotRecord } from './snapshot.ts';
import { VideoEngine } from './video-engine.ts';

/** The clock stands this little behind a picture's own time, so that rounding never puts it before the picture's metadata. */
const WITHIN_S = 1e-6;

/** Why there is no picture of a video, and what would help; null where there is one. */
function whyNoPicture(video: VideoView, t: Words): string | null {
  if (video.playable !== 'unplayable') return isPlayed(video) ? null : t('video.codec', { codec: video.codec });
  const known = video.reason === null ? null : troubleText(video.reason, t.language);
  return known === null ? t('video.codec', { codec: video.codec }) : `${known.what}. ${known.cure}.`;
}

/** The video of the flight shown, or why there is none. */
export function VideoPane() {
  const t = useWords();
  const flight = useFlight();
  if (flight === null) return <p className="at-quiet at-pad">{t('video.empty')}</p>;
  // Why it could not be read is told over the map; of its video nothing is known.
  if (flight.state === 'failed') return <p className="at-quiet at-pad">{t('video.unread')}</p>;
  const { video } = flight;
  if (video === null) {
    // While it is read, a video may still turn up.
    if (flight.state === 'reading') return <div className="at-video" aria-busy="true" />;
    return <NonIdealState className="at-video-none" title={t('video.none.title')} description={t('video.none.what')} />;
  }
  const reason = whyNoPicture(video, t);
  if (reason !== null) {
    return (
      <NonIdealState
        className="at-video-none"
        title={t('video.unplayable.title')}
        description={
          <>
            <p>{reason}</p>
            <p>{t('video.unplayable.what')}</p>
          </>
        }
      />
    );
  }
  return <VideoStage key={flight.id} flight={flight} video={video} />;
}

/** Whether this browser takes video of this kind: profiles of H.264 beyond the common ones differ from browser to browser. */
const isPlayed = ({ playable, mediaType }: VideoView): boolean =>
  playable !== 'direct' || mediaType === null || MediaSource.isTypeSupported(mediaType);

function sceneOf(cursor: Share | null): OverlayScene | null {
  const frame = currentFrame();
  if (frame === null) return null;
  const { selection, detail } = workstation.get();
  const moving = latestDetections(frame, (index) => frames()?.frame(index) ?? null);
  return { frame, moving, selection, ground: detail.ground, cursor };
}

/** Ties the engine to the clock: who asks for a moment asks the clock, and the clock shows what the engine shows. */
function follow(engine: VideoEngine): () => void {
  let { serial } = clock.get().seek;
  let rate = 0;
  const heed = (): void => {
    const now = clock.get();
    if (now.seek.serial !== serial) {
      serial = now.seek.serial;
      engine.seek(now.seek.toS);
    }
    const wanted = now.mode === 'playing' ? now.rate : 0;
    if (wanted !== rate) {
      rate = wanted;
      engine.run(wanted);
    }
  };
  const endClock = clock.subscribe(heed);
  const endDrive = drive({ step: (pictures) => engine.step(pictures) });
  heed();
  return () => {
    endClock();
    endDrive();
  };
}

interface StageProps {
  readonly flight: FlightView;
  readonly video: VideoView;
}

function VideoStage({ flight, video }: StageProps) {
  const t = useWords();
  const stage = useRef<HTMLDivElement>(null);
  const pane = useRef<HTMLDivElement>(null);
  const element = useRef<HTMLVideoElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const box = useRef<Box>({ left: 0, top: 0, width: 0, height: 0 });
  const cursor = useRef<Share | null>(null);
  const [waiting, setWaiting] = useState(true);
  const [failure, setFailure] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [note, setNote] = useState('');

  // A flight that is still being read grows: the engine sees the last picture so far.
  const bounds = useRef(video);
  bounds.current = video;

  const draw = useCallback((): void => {
    const canvas = overlay.current;
    const pen = canvas?.getContext('2d') ?? null;
    const { current: holder } = pane;
    const { current: media } = element;
    if (canvas === null || pen === null || holder === null || media === null) return;
    const { clientWidth, clientHeight } = holder;
    const ratio = window.devicePixelRatio;
    if (canvas.width !== Math.round(clientWidth * ratio) || canvas.height !== Math.round(clientHeight * ratio)) {
      canvas.width = Math.round(clientWidth * ratio);
      canvas.height = Math.round(clientHeight * ratio);
    }
    const known = bounds.current;
    const [width, height] = [media.videoWidth || (known.width ?? 0), media.videoHeight || (known.height ?? 0)];
    box.current = pictureBox(clientWidth, clientHeight, width, height);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, clientWidth, clientHeight);
    // What belongs to the moment asked for does not belong on a picture of another.
    const scene = isWaiting(stage.current) ? null : sceneOf(cursor.current);
    if (scene !== null) drawOverlay(pen, box.current, scene);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt makes a new engine; the rest of the video's facts is read through `bounds`
  useEffect(() => {
    const media = element.current;
    if (media === null) return;
    setFailure(null);
    setWaiting(true);
    const { id } = flight;
    const engine = new VideoEngine(
      media,
      {
        url: (fromS) => flightPath(id, `/video?fromS=${fromS.toFixed(6)}`),
        get firstPtsS() {
          return bounds.current.firstPtsS;
        },
        get lastPtsS() {
          return bounds.current.lastPtsS;
        },
      },
      {
        onPicture: (ptsS) => {
          media.dataset['ptsS'] = ptsS.toFixed(6);
          // The last picture of a flight that is no longer shown must not move the clock of the next.
          if (workstation.get().flightId === id) shown(ptsS + WITHIN_S);
        },
        onWaiting: (now) => {
          // At once, and not when React comes to it: from here on the clock and the picture are apart.
          if (stage.current !== null) stage.current.dataset['waiting'] = String(now);
          setWaiting(now);
          draw();
        },
        onFailure: (detail) => {
          setFailure(detail);
          pause();
        },
        onEnd: pause,
      },
      clock.get().atS,
    );
    const end = follow(engine);
    return () => {
      end();
      engine.destroy();
    };
  }, [flight.id, attempt, draw]);

  useEffect(() => {
    const holder = pane.current;
    if (holder === null) return;
    let asked = 0;
    const soon = (): void => {
      if (asked !== 0) return;
      asked = requestAnimationFrame(() => {
        asked = 0;
        draw();
      });
    };
    const sizes = new ResizeObserver(soon);
    sizes.observe(holder);
    const ends = [clock.subscribe(soon), workstation.subscribe(soon)];
    const framesEnd = frames()?.subscribe(soon);
    soon();
    return () => {
      cancelAnimationFrame(asked);
      sizes.disconnect();
      framesEnd?.();
      for (const stop of ends) stop();
    };
  }, [draw]);

  const snapshot = useCallback(async (): Promise<void> => {
    try {
      const media = element.current;
      const scene = sceneOf(null);
      if (isWaiting(stage.current)) throw new Error(t('video.otherPicture'));
      if (media === null || scene === null || media.readyState < 2) throw new Error(t('video.noPicture'));
      const marking = markingText();
      const { frame } = scene;
      const presentationTimeS = Number(media.dataset['ptsS'] ?? Number.NaN);
      const canvas = burnedPicture(media, scene, marking, `${flight.name}   ${t.utc(frame.timeUs, 3)}`);
      const name = snapshotName(flight.name, frame.timeUs);
      const png = await pngOf(canvas);
      const record = snapshotRecord({
        name,
        flight,
        marking,
        frame,
        presentationTimeS: Number.isFinite(presentationTimeS) ? presentationTimeS : null,
        width: canvas.width,
        height: canvas.height,
        sha256: await sha256Hex(png),
        packet: await ask<PacketView>(flightPath(flight.id, `/packets/${frame.packetIndex}`)).catch(() => null),
      });
      download(`${name}.png`, 'image/png', png);
      download(`${name}.json`, 'application/json', `${JSON.stringify(record, null, 2)}\n`);
      setNote(t('video.snapshot.done', { name: `${name}.png` }));
    } catch (fault) {
      setNote(t('video.snapshot.failed', { reason: fault instanceof Error ? fault.message : String(fault) }));
    }
  }, [flight, t]);

  useEffect(
    () =>
      registerKeys([
        { id: 'snapshot', group: 'player', label: 'video.snapshot', keys: ['s'], run: () => void snapshot() },
      ]),
    [snapshot],
  );

  /** What is seen is of the moment asked for; else a person is told that a place in it means nothing yet. */
  const isPictured = (): boolean => {
    const pictured = !isWaiting(stage.current);
    if (!pictured) setNote(t('video.otherPicture'));
    return pictured;
  };

  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    const bounding = event.currentTarget.getBoundingClientRect();
    const share = shareAt(box.current, event.clientX - bounding.left, event.clientY - bounding.top);
    if (share !== undefined && isPictured()) choose(box.current, share);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && cursor.current !== null) {
      if (isPictured()) choose(box.current, cursor.current);
    } else {
      const moved = movedCursor(cursor.current, event.key, event.shiftKey ? 0.05 : 0.01);
      if (moved === undefined) return;
      cursor.current = moved;
      draw();
    }
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div ref={stage} className="at-video" data-waiting={waiting}>
      <div
        ref={pane}
        className="at-video-picture"
        role="application"
        aria-label={t('video.picture')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: places in the picture are chosen by keys too
        tabIndex={0}
        onClick={onClick}
        onKeyDown={onKeyDown}
        onBlur={() => {
          cursor.current = null;
          draw();
        }}
      >
        <video ref={element} muted={true} playsInline={true} disablePictureInPicture={true} tabIndex={-1} />
        <canvas ref={overlay} />
        {waiting && failure === null ? <div className="at-video-waiting">{t('video.waiting')}</div> : null}
        {failure === null ? null : (
          <div className="at-video-failure" role="alert">
            <b>{t('video.failed.title')}</b>
            <span>{failure}</span>
            <Button text={t('video.retry')} onClick={() => setAttempt((count) => count + 1)} />
          </div>
        )}
      </div>
      <div className="at-video-foot">
        <span>
          {video.codec} {video.width !== null && video.height !== null ? `${video.width} × ${video.height}` : ''}
          {video.frameRateHz === null ? '' : `, ${t.quantity(video.frameRateHz, 'Hz', 2)}`}
          {video.playable === 'transcoded' ? `, ${t('video.transcoded')}` : ''}
        </span>
        <span aria-live="polite" className="at-video-note">
          {note}
        </span>
        <Button
          size="small"
          variant="minimal"
          icon={<CameraIcon />}
          aria-label={t('video.snapshot')}
          title={t('video.snapshot')}
          onClick={() => void snapshot()}
        />
      </div>
    </div>
  );
}

/** The picture on the screen is not that of the clock. */
const isWaiting = (stage: HTMLElement | null): boolean => stage?.dataset['waiting'] === 'true';

/** Selects the moving object whose mark is at a place of the picture, or else the place. */
function choose(box: Box, share: Share): void {
  const scene = sceneOf(null);
  const detection = scene === null ? undefined : detectionAt(scene, box, ...placeOf(box, share[0], share[1]));
  if (detection === undefined) askGround(share);
  else selectDetection(detection);
}

/** Selects a pixel of the picture shown; the inspector tells where it is on the ground. */
function askGround([x, y]: Share): void {
  const { frame, mode } = clock.get();
  if (frame === null) return;
  if (mode === 'playing') pause();
  select({ kind: 'pixel', frame, x, y });
}

/** The cross moved by an arrow key; it begins in the middle. Undefined for any other key. */
function movedCursor(from: Share | null, key: string, step: number): Share | undefined {
  const [x, y] = from ?? [0.5, 0.5];
  const kept = (value: number): number => Math.max(0, Math.min(1, value));
  if (key === 'ArrowLeft') return [kept(x - step), y];
  if (key === 'ArrowRight') return [kept(x + step), y];
  if (key === 'ArrowUp') return [x, kept(y - step)];
  if (key === 'ArrowDown') return [x, kept(y + step)];
  return undefined;
}
