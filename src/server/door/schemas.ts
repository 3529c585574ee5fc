import { type TObject, Type } from 'typebox';
import { kindPattern, streamPattern, tokenPattern } from '../../account/format.ts';
import { exactly } from '../../model/facts.ts';
import type { EntriesView, ProofView } from '../../model/log-views.ts';

/** The schemas of what the door takes and gives over HTTP. */

const Index = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Hex = (bytes: number) => Type.String({ pattern: `^[0-9a-f]{${bytes * 2}}$` });
const Base64 = Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$' });
const Text = Type.String();
const Token = Type.String({ pattern: tokenPattern.source });

/** RFC 9562, in lower case: what `crypto.randomUUID()` gives. */
export const CommandId = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
});

export const commandBody = (payload: TObject) => Type.Object({ commandId: CommandId, payload }, exactly);

const Position = Type.Object({ index: Index, stream: Text, version: Type.Integer({ minimum: 1 }) }, exactly);
export const DoneSchema = Type.Object({ entries: Type.Array(Position), duplicate: Type.Boolean() }, exactly);

const reasonText = { found: Text, allowed: Text, cure: Text };
/** Its own words are English; `es` says the same in Spanish. */
const Reason = Type.Object({ code: Text, source: Text, ...reasonText, es: Type.Object(reasonText, exactly) }, exactly);
const Fault = Type.Object({ path: Text, fault: Text }, exactly);

/** Problem details (RFC 9457), with every reason of a refusal, or every fault of a payload. */
export const DoorProblem = Type.Object(
  {
    type: Text,
    status: Type.Integer(),
    code: Text,
    title: Text,
    detail: Text,
    cure: Text,
    /** What `detail` and `cure` say, by name, where other languages have it too. */
    reason: Type.Optional(Type.Object({ name: Text, values: Type.Record(Text, Text) }, exactly)),
    reasons: Type.Optional(Type.Array(Reason, { minItems: 1 })),
    faults: Type.Optional(Type.Array(Fault, { minItems: 1 })),
  },
  exactly,
);
export const problems = { '4xx': DoorProblem, '5xx': DoorProblem } as const;

export const HeadSchema = Type.Object(
  {
    size: Index,
    published: Index,
    cosigned: Type.Record(Text, Index),
    troubles: Type.Array(Text),
  },
  exactly,
);

export const EntriesQuery = Type.Object(
  {
    from: Type.Optional(Index),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    kind: Type.Optional(Type.String({ pattern: kindPattern.source })),
    stream: Type.Optional(Type.String({ pattern: streamPattern.source })),
    compartment: Type.Optional(Token),
    state: Type.Optional(Token),
    fromUs: Type.Optional(Index),
    toUs: Type.Optional(Index),
    /** Whether what the entries say is asked for, as far as the session may know it. */
    contents: Type.Optional(Type.Boolean()),
    /** Whether salt and bytes of what is told are asked for too, to hold them against the commitment. */
    openings: Type.Optional(Type.Boolean()),
  },
  exactly,
);

const Content = Type.Union([
  Type.Object(
    {
      known: Type.Literal(true),
      value: Type.Unknown(),
      opening: Type.Optional(Type.Object({ salt: Base64, bytes: Base64 }, exactly)),
    },
    exactly,
  ),
  Type.Object(
    {
      known: Type.Literal(false),
      why: Type.Union([
        Type.Literal('no-key'),
        Type.Literal('destroyed'),
        Type.Literal('not-permitted'),
        Type.Literal('not-json'),
      ]),
    },
    exactly,
  ),
]);

const envelope = {
  index: Index,
  stream: Text,
  version: Type.Integer({ minimum: 1 }),
  kind: Text,
  timeUs: Index,
  role: Text,
  state: Text,
  agency: Text,
  compartment: Text,
  command: Hex(16),
  part: Index,
  parts: Type.Integer({ minimum: 1 }),
  commitment: Hex(32),
  body: Type.Union([Type.Literal('sealed'), Type.Literal('in-blob'), Type.Literal('open')]),
  attachments: Type.Array(Type.Object({ sha256: Hex(32), sizeBytes: Index }, exactly)),
  /** The envelope is withheld from who asks: only `index`, `commitment` and the day (`timeUs`) are the entry's. */
  withheld: Type.Optional(Type.Literal(true)),
};

export const EnvelopeSchema = Type.Object(envelope, exactly);
export const EntrySchema = Type.Object({ ...envelope, content: Type.Optional(Content) }, exactly);
export const EntriesSchema = Type.Unsafe<EntriesView>(
  Type.Object(
    {
      /** Of the log, when it was asked. */
      size: Index,
      entries: Type.Array(EntrySchema),
      /** Where to go on; null at the end. */
      next: Type.Union([Index, Type.Null()]),
    },
    exactly,
  ),
);

export const EntryParams = Type.Object({ index: Index }, exactly);

/** An inclusion proof (RFC 6962 section 2.1.1) of an entry in the tree of a published checkpoint (C2SP tlog-checkpoint, signed-note). */
export const ProofSchema = Type.Unsafe<ProofView>(
  Type.Object(
    {
      index: Index,
      /** Of the checkpoint's tree. */
      size: Index,
      /** The entry is withheld from who asks: `entry` is empty, and `leaf` is what is proved. */
      withheld: Type.Optional(Type.Literal(true)),
      /** The entry's bytes, base64: the leaf is SHA-256 of 0x00 and them. */
      entry: Base64,
      leaf: Base64,
      /** From the leaf upwards. */
      path: Type.Array(Base64),
      /** The signed note, as it is published, base64: what is signed is bytes. */
      checkpoint: Base64,
    },
    exactly,
  ),
);

export const EventsQuery = Type.Object({ from: Type.Optional(Index) }, exactly);
export const EventStream = Type.Unsafe<unknown>({
  description: 'Server-sent events: an envelope each, its id the index.',
});
export const MetricsText = Type.Unsafe<unknown>({ description: 'Text format of Prometheus 0.0.4.' });

export const HealthSchema = Type.Object(
  { live: Type.Boolean(), ready: Type.Boolean(), reasons: Type.Array(Text) },
  exactly,
);
