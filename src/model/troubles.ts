import { AtalayaError, type ErrorCode } from './errors.ts';

/**
 * Troubles that people meet in the workstation: the code of the catalogue, what is wrong and how to mend it, in English. `{name}` is filled with
 * a value. The same by name in Spanish: troubles.es.ts.
 */
export const englishTroubles = {
  'file-empty': {
    code: 'format-unknown',
    what: 'The file is empty',
    cure: 'Check that the recording was copied whole',
  },
  'packets-cut': {
    code: 'format-damaged',
    what: 'A KLV key (06 0E 2B 34) stands in the file, but no packet that is whole',
    cure: 'Check that the recording was copied whole, or ask for it again',
  },
  'no-recording': {
    code: 'format-unknown',
    what: 'The file is neither an MPEG transport stream nor KLV: no universal key (06 0E 2B 34) stands in it',
    cure: 'Give a .ts recording with MISB metadata, or the bare KLV of one',
  },
  'no-streams': {
    code: 'no-metadata',
    what: 'The transport stream announces no stream: it is too short, or its tables (PAT, PMT) are lost',
    cure: 'Check that the recording was copied whole',
  },
  'no-klv': {
    code: 'no-metadata',
    what: 'The transport stream holds no KLV metadata ({streams})',
    cure: 'Ask for the recording with its metadata stream, or join one with: atalaya mux VIDEO KLV --out FILE.ts',
  },
  'packet-damaged': {
    code: 'metadata-damaged',
    what: 'The one packet of metadata is cut off or does not fit its checksum: what is shown is what is left, and may be wrong',
    cure: 'Check that the recording was copied whole, or ask for it again',
  },
  'packets-damaged': {
    code: 'metadata-damaged',
    what: 'Each of the {n} packets of metadata is cut off or does not fit its checksum: what is shown is what is left, and may be wrong',
    cure: 'Check that the recording was copied whole, or ask for it again',
  },
  'packet-without-place': {
    code: 'no-position',
    what: 'The one packet of metadata is of another kind than those that do (ST 0601, EG 0104), or lacks its time or place',
    cure: 'Ask for the recording with the metadata of its platform; what is in the packets is told by: atalaya klv FILE',
  },
  'packets-without-place': {
    code: 'no-position',
    what: 'Each of the {n} packets of metadata is of another kind than those that do (ST 0601, EG 0104), or lacks its time or place',
    cure: 'Ask for the recording with the metadata of its platform; what is in the packets is told by: atalaya klv FILE',
  },
  'file-unreadable': {
    code: 'file-not-found',
    what: 'The file cannot be read',
    cure: 'Check that it is still there',
  },
  'disk-full': { code: 'file-unwritable', what: 'The disk is full', cure: 'Close flights, or make room' },
  'disk-read-only': {
    code: 'file-unwritable',
    what: 'The disk is read-only',
    cure: 'Set TMPDIR to another disk',
  },
  'own-fault': {
    code: 'internal',
    what: 'Something went wrong in the service itself',
    cure: 'Try again; if it happens again, report it with what the service printed',
  },
  'too-many-open': { code: 'too-many', what: '{n} flights are open already', cure: 'Close one of them first' },
  'recording-too-large': {
    code: 'too-large',
    what: 'The recording is larger than {gib} GiB',
    cure: 'Start the service with the file: npm start -- FILE',
  },
  'flight-unknown': { code: 'not-found', what: 'No flight of this name is open', cure: 'Open the recording again' },
  'flight-closed': { code: 'not-found', what: 'The flight was closed while it came', cure: 'Open it again' },
  'still-reading': {
    code: 'not-ready',
    what: 'The recording is still being read',
    cure: 'Wait for the event `ready`',
  },
  'still-coming': { code: 'not-ready', what: 'The recording is still coming', cure: 'Wait for `ready`' },
  'never-read': {
    code: 'not-found',
    what: 'The recording could not be read, so that nothing is known of it',
    cure: 'See its problem',
  },
  'no-keyframe': {
    code: 'not-ready',
    what: 'No keyframe of the video is known yet',
    cure: 'Try again in a moment',
  },
  'no-video': {
    code: 'no-video',
    what: 'The recording holds no video to show',
    cure: 'The metadata can still be seen',
  },
  'codec-unknown': {
    code: 'no-video',
    what: 'The video is {codec}, which neither the browser nor this service can show',
    cure: 'The metadata can still be seen',
  },
  'no-ffmpeg': {
    code: 'no-video',
    what: 'The video is {codec}, which browsers do not play, and there is no ffmpeg on the PATH of this machine to turn it into H.264',
    cure: 'Install ffmpeg, start Atalaya anew, and open the recording again',
  },
  'no-encoder': {
    code: 'no-video',
    what: 'The video is {codec}, which browsers do not play, and the ffmpeg of this machine ({path}) has no H.264 encoder (libx264)',
    cure: 'Install an ffmpeg with libx264, start Atalaya anew, and open the recording again',
  },
  'sensor-unknown': {
    code: 'no-ground',
    what: 'This frame does not say where its sensor is',
    cure: 'Choose another frame',
  },
  'sight-unknown': {
    code: 'no-ground',
    what: 'This frame lacks the angles or the field of view that a line of sight needs',
    cure: 'Choose another frame',
  },
  'sight-contradicted': {
    code: 'no-ground',
    what: 'The angles and the frame centre of this frame speak of different ground, and nothing tells which is right',
    cure: 'See the quality report',
  },
  'sight-above-horizon': {
    code: 'no-ground',
    what: 'The line of sight meets no ground: it goes above the horizon',
    cure: 'Choose a place lower in the image',
  },
  'nobody-signed-in': { code: 'not-signed-in', what: 'Nobody is signed in, or the session has ended', cure: 'Sign in' },
  'office-not-held': { code: 'request-refused', what: 'You do not hold this office', cure: 'Ask a personnel officer' },
  'no-office': {
    code: 'request-refused',
    what: 'Whoever signed in holds no office here',
    cure: 'Ask a personnel officer of your state',
  },
  'sign-in-not-begun': {
    code: 'request-refused',
    what: 'No sign-in was begun in this browser, or it was used, or it took more than ten minutes',
    cure: 'Sign in again',
  },
  'somebody-else': {
    code: 'request-refused',
    what: 'Somebody else signed in, or the session has ended meanwhile',
    cure: 'Sign in anew',
  },
  'asked-too-often': { code: 'too-many', what: 'Too many requests in a short time', cure: 'Try again in {seconds} s' },
  'one-rule-against': {
    code: 'not-permitted',
    what: 'One rule stands against it',
    cure: 'See the reasons: each says what would make it possible',
  },
  'rules-against': {
    code: 'not-permitted',
    what: '{n} rules stand against it',
    cure: 'See the reasons: each says what would make it possible',
  },
  'one-condition-against': {
    code: 'not-possible',
    what: 'One condition stands against it',
    cure: 'See the reasons: each says what would make it possible',
  },
  'conditions-against': {
    code: 'not-possible',
    what: '{n} conditions stand against it',
    cure: 'See the reasons: each says what would make it possible',
  },
  'reading-refused': {
    code: 'not-permitted',
    what: 'The rules do not permit this reading',
    cure: 'See the reasons: each says what it asks',
  },
  'keeps-changing': {
    code: 'changed-meanwhile',
    what: 'What the command rests on keeps changing',
    cure: 'Look at it again, then send the command again',
  },
  'no-inspectors': {
    code: 'request-invalid',
    what: 'There are no inspectors of {state}',
    cure: 'See the states listed',
  },
  'text-too-long': { code: 'request-invalid', what: 'The text is too long', cure: 'Shorten it' },
  'challenge-used': {
    code: 'request-invalid',
    what: 'This challenge is not good, or was used',
    cure: 'Ask for another',
  },
  'work-too-little': {
    code: 'request-invalid',
    what: 'The number does not show the work asked for',
    cure: 'Find one with {bits} bits',
  },
  'day-is-full': { code: 'too-many', what: 'No more is taken today', cure: 'Come again tomorrow' },
  'concern-not-kept': { code: 'log-failed', what: 'The concern could not be kept', cure: 'Try again later' },
  'concern-not-read': { code: 'log-failed', what: 'The concern could not be read', cure: 'Try again later' },
  'receipt-unknown': {
    code: 'not-found',
    what: 'No concern of this receipt stands in the log',
    cure: 'Check the receipt; what is raised today stands in the log from midnight (UTC) on',
  },
} as const satisfies Record<string, { readonly code: ErrorCode; readonly what: string; readonly cure: string }>;

export type TroubleName = keyof typeof englishTroubles;

export interface TroubleText {
  readonly what: string;
  readonly cure: string;
}

export const filledTrouble = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replaceAll(
    /\{(\w+)\}/g,
    (whole, name: string) => (Object.hasOwn(values, name) ? values[name] : whole) ?? whole,
  );

/** The error of a trouble. @param where what a person calls the thing it happened to */
export function troubleOf(
  name: TroubleName,
  where: string,
  values: Readonly<Record<string, string>> = {},
): AtalayaError {
  const { code, what, cure } = englishTroubles[name];
  return new AtalayaError(code, filledTrouble(what, values), where, cure, { name, values });
}
