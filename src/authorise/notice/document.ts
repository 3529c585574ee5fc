import { type Static, Type } from 'typebox';
import type { AgreementDocument } from '../../agree/agreement/document.ts';
import { pointerStep } from '../../formats/jcs/canonical.ts';
import type { Happened } from '../../model/command.ts';
import { exactly, Id, Token } from '../../model/facts.ts';
import { instantText } from '../../model/instant.ts';

/**
 * A notice to a legislature as data: `atalaya-notice/1`. It says nothing of its own: every statement repeats one value of the agreement or one entry of the log,
 * and names the place it was drawn from, so that anybody can hold it against them (`trace`). The words are made from the statements (`text.ts`).
 */

const pointer = Type.String({ maxLength: 500, pattern: '^(/([^/~]|~[01])*)*$' });
export const ReferenceDocument = Type.Union([
  Type.Object(
    { from: Type.Literal('agreement'), id: Id, version: Type.Integer({ minimum: 1, maximum: 1_000_000 }), pointer },
    exactly,
  ),
  /** The index of the entry in the log. */
  Type.Object(
    { from: Type.Literal('log'), index: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) },
    exactly,
  ),
]);

/** What a statement is about, and where in the agreement it may be drawn from; an event is drawn from the log. */
export const noticeTopics = {
  party: /^\/parties\/[01]\/state$/,
  host: /^\/host$/,
  title: /^\/title$/,
  validity: /^\/validity$/,
  hours: /^\/hours$/,
  purposes: /^\/purposes$/,
  agencies: /^\/agencies$/,
  aircraft: /^\/aircraft$/,
  sensors: /^\/sensors$/,
  organisations: /^\/organisations$/,
  area: /^\/areas\/\d+\/id$/,
  'area-band': /^\/areas\/\d+\/band$/,
  conditions: /^\/conditions$/,
  crew: /^\/crew$/,
  ceilings: /^\/ceilings$/,
  'use-limits': /^\/useLimits$/,
  sharing: /^\/sharing$/,
  event: undefined,
} as const satisfies Readonly<Record<string, RegExp | undefined>>;

export type NoticeTopic = keyof typeof noticeTopics;
// cast: the keys of the table are the topics, by its own type
export const topics = Object.keys(noticeTopics) as NoticeTopic[];

export const StatementDocument = Type.Object(
  {
    topic: Type.Unsafe<NoticeTopic>(Type.Union(topics.map((one) => Type.Literal(one)))),
    reference: ReferenceDocument,
    /** As it stands at the reference. */
    value: Type.Unknown(),
  },
  exactly,
);

export const NoticeDocument = Type.Object(
  {
    format: Type.Literal('atalaya-notice/1'),
    id: Id,
    /** Whose legislature is told. */
    state: Token,
    statements: Type.Array(StatementDocument, { minItems: 1, maxItems: 10_000 }),
  },
  exactly,
);

export type NoticeDocument = Static<typeof NoticeDocument>;
export type NoticeStatement = Static<typeof StatementDocument>;
export type NoticeReference = Static<typeof ReferenceDocument>;

/** What a notice has to say of an agreement: the partnership first, then all that it permits and lays down. */
export function dueStatements(
  agreement: AgreementDocument,
): readonly { readonly topic: NoticeTopic; readonly pointer: string }[] {
  const whole = (topic: NoticeTopic, at: string) => ({ topic, pointer: pointerStep(at) });
  return [
    ...agreement.parties.map((_, i) => ({ topic: 'party' as const, pointer: `/parties/${i}/state` })),
    whole('host', 'host'),
    whole('title', 'title'),
    whole('validity', 'validity'),
    whole('hours', 'hours'),
    whole('purposes', 'purposes'),
    whole('agencies', 'agencies'),
    whole('aircraft', 'aircraft'),
    whole('sensors', 'sensors'),
    whole('organisations', 'organisations'),
    ...agreement.areas.flatMap((_, i) => [
      { topic: 'area' as const, pointer: `/areas/${i}/id` },
      { topic: 'area-band' as const, pointer: `/areas/${i}/band` },
    ]),
    whole('conditions', 'conditions'),
    whole('crew', 'crew'),
    whole('ceilings', 'ceilings'),
    whole('use-limits', 'useLimits'),
    whole('sharing', 'sharing'),
  ];
}

/** What a notice says of an entry: what happened, by which state and agency, and when. Its content is not for a notice. */
export const eventOf = (entry: Happened) => ({
  kind: entry.kind,
  stream: entry.stream,
  state: entry.state,
  agency: entry.agency,
  at: instantText(entry.timeUs),
});

/** A member of a JSON value by its pointer (RFC 6901); undefined where there is none. */
export function memberAt(value: unknown, at: string): unknown {
  let member = value;
  for (const step of at.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof member !== 'object' || member === null || !Object.hasOwn(member, key)) return undefined;
    // cast: an object that has this very key, as was just seen
    member = (member as Readonly<Record<string, unknown>>)[key];
  }
  return member;
}

/** A notice drawn from an agreement and from the entries of the log that concern it. */
export function draftNotice(
  { id, state }: { readonly id: string; readonly state: string },
  agreement: AgreementDocument,
  entries: readonly Happened[],
): NoticeDocument {
  const version = { from: 'agreement', id: agreement.id, version: agreement.version } as const;
  return {
    format: 'atalaya-notice/1',
    id,
    state,
    statements: [
      ...dueStatements(agreement).map(({ topic, pointer: at }): NoticeStatement => {
        return { topic, reference: { ...version, pointer: at }, value: structuredClone(memberAt(agreement, at)) };
      }),
      ...entries.map((entry): NoticeStatement => {
        return { topic: 'event', reference: { from: 'log', index: entry.index }, value: eventOf(entry) };
      }),
    ],
  };
}
