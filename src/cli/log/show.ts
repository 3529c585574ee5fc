import type { Remembered } from '../../store/memory/memory.ts';

/** One entry for people and programs: its envelope, and its content as far as the keyring opens it. */
export interface ShownEntry {
  readonly index: number;
  readonly time: string;
  readonly stream: string;
  readonly version: number;
  readonly kind: string;
  readonly role: string;
  readonly state: string;
  readonly agency: string;
  readonly compartment: string;
  readonly commitment: string;
  readonly attachments: readonly { readonly sha256: string; readonly sizeBytes: number }[];
  /** The content where it is known: as JSON where it is JSON, else base64. */
  readonly content?: unknown;
  readonly contentBase64?: string;
  /** Why the content is not known. */
  readonly sealed?: 'no-key' | 'destroyed';
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Microseconds since 1970 as RFC 3339 with six decimals. */
export function timeText(timeUs: number): string {
  const whole = new Date(Math.floor(timeUs / 1_000)).toISOString().slice(0, 19);
  return `${whole}.${String(timeUs % 1_000_000).padStart(6, '0')}Z`;
}

export function showEntry({ index, entry, content }: Remembered): ShownEntry {
  const shown = {
    index,
    time: timeText(entry.timeUs),
    stream: entry.stream,
    version: entry.version,
    kind: entry.kind,
    role: entry.role,
    state: entry.state,
    agency: entry.agency,
    compartment: entry.compartment,
    commitment: hex(entry.commitment),
    attachments: entry.attachments.map(({ sha256, sizeBytes }) => ({ sha256: hex(sha256), sizeBytes })),
  };
  if (content.known === 'no') return { ...shown, sealed: content.why };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content.bytes);
    return { ...shown, content: JSON.parse(text) };
  } catch {
    return { ...shown, contentBase64: Buffer.from(content.bytes).toString('base64') };
  }
}

/** One line for a terminal. */
export function showLine(entry: ShownEntry): string {
  const what =
    entry.sealed ?? (entry.contentBase64 === undefined ? JSON.stringify(entry.content) : entry.contentBase64);
  const who = `${entry.role} ${entry.state}/${entry.agency}`;
  return `${entry.index}  ${entry.time}  ${entry.stream}#${entry.version}  ${entry.kind}  ${who}  [${entry.compartment}]  ${what}`;
}
