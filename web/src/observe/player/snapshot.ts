import type { Column, FlightView, FramesView, PacketView } from '../../../../src/model/views.ts';
import { drawOverlay, type OverlayScene } from './overlay.ts';

/** What is written beside a snapshot. */
export interface SnapshotRecord {
  readonly what: 'Snapshot of Atalaya';
  readonly marking: string;
  readonly picture: { readonly file: string; readonly width: number; readonly height: number; readonly sha256: string };
  readonly flight: { readonly id: string; readonly name: string; readonly simulated: boolean };
  readonly frame: number;
  readonly packetIndex: number;
  readonly timeUtc: string;
  readonly presentationTimeS: number | null;
  /** Every value of the frame that is known; names end in their units. */
  readonly values: Readonly<Record<string, number | readonly (number | null)[]>>;
  readonly detections: OverlayScene['frame']['detections'];
  /** The metadata packet of the frame, as it was decoded; null where the service did not tell it. */
  readonly packet: PacketView | null;
}

const isColumn = (value: unknown, count: number): value is Column =>
  Array.isArray(value) && value.length === count && value.every((one) => one === null || typeof one === 'number');

/** The values of one frame by the names of their columns. */
export function valuesOf(view: FramesView, row: number): Record<string, number | readonly (number | null)[]> {
  const values: Record<string, number | readonly (number | null)[]> = {};
  for (const [name, column] of Object.entries<unknown>({ ...view })) {
    if (name === 'frame' || name === 'detections' || name === 'packetIndex' || name === 'timeUs' || name === 'ptsS')
      continue;
    if (isColumn(column, view.count)) {
      const value = column[row];
      if (typeof value === 'number') values[name] = value;
    } else if (Array.isArray(column) && column.length === 4 && column.every((one) => isColumn(one, view.count))) {
      const four = column.map((one: Column) => one[row] ?? null);
      if (four.some((one) => one !== null)) values[name] = four;
    }
  }
  return values;
}

/** ISO 8601 in UTC to the microsecond. */
export function utcOf(timeUs: number): string {
  const milliseconds = Math.floor(timeUs / 1000);
  const rest = String(timeUs - milliseconds * 1000).padStart(3, '0');
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${rest}Z`;
}

/** A name for the files of a snapshot: flight and time, of letters that any file system takes. */
export function snapshotName(flightName: string, timeUs: number): string {
  const flight = flightName
    .replace(/\.[^.]*$/, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
  return `${flight === '' ? 'flight' : flight}-${utcOf(timeUs).replaceAll(/[:.]/g, '')}`;
}

/** SHA-256 of bytes, lower-case hexadecimal. */
export async function sha256Hex(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function snapshotRecord(options: {
  readonly name: string;
  readonly flight: FlightView;
  readonly marking: string;
  readonly frame: OverlayScene['frame'];
  readonly presentationTimeS: number | null;
  readonly width: number;
  readonly height: number;
  readonly sha256: string;
  readonly packet: PacketView | null;
}): SnapshotRecord {
  const { name, flight, marking, frame, width, height, sha256, packet, presentationTimeS } = options;
  return {
    what: 'Snapshot of Atalaya',
    marking,
    picture: { file: `${name}.png`, width, height, sha256 },
    flight: { id: flight.id, name: flight.name, simulated: flight.simulated },
    frame: frame.index,
    packetIndex: frame.packetIndex,
    timeUtc: utcOf(frame.timeUs),
    presentationTimeS,
    values: valuesOf(frame.view, frame.row),
    detections: frame.detections,
    packet,
  };
}

/** The picture on the screen with what is drawn over it, the marking above and below, and flight and time at its foot. */
export function burnedPicture(
  video: HTMLVideoElement,
  scene: OverlayScene,
  marking: string,
  footer: string,
): HTMLCanvasElement {
  const [width, height] = [video.videoWidth, video.videoHeight];
  const bar = Math.max(20, Math.round(height * 0.045));
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height + 3 * bar;
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('No drawing canvas');
  pen.fillStyle = '#000000';
  pen.fillRect(0, 0, width, canvas.height);
  pen.drawImage(video, 0, bar, width, height);
  drawOverlay(pen, { left: 0, top: bar, width, height }, scene);
  pen.textBaseline = 'middle';
  pen.fillStyle = '#ffffff';
  const write = (text: string, middle: number, align: CanvasTextAlign, x: number, weight: string): void => {
    pen.textAlign = align;
    pen.font = `${weight} ${Math.round(bar * 0.6)}px system-ui, sans-serif`;
    pen.fillText(text, x, middle, width - 16);
  };
  write(marking, bar / 2, 'center', width / 2, '700');
  write(footer, bar * 1.5 + height, 'left', 8, '400');
  write(marking, bar * 2.5 + height, 'center', width / 2, '700');
  return canvas;
}

export async function pngOf(canvas: HTMLCanvasElement): Promise<ArrayBuffer> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('PNG');
  return blob.arrayBuffer();
}

/** Hands a file to the person, as a download. */
export function download(name: string, type: string, content: BlobPart): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  // The download has its own hold on the bytes by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
