import type { JudgedNotice, JudgedNoticeRule } from '../case/judged.ts';
import { type Finding, type Row, rowA, type Under } from './row.ts';
import { both, type Said, timeText } from './say.ts';
import { isAt } from './windows.ts';

/** What a plan has of the kinds that notices are given of. */
function subjectsOf(
  { judged: { plan }, agreement: { document } }: Under,
  kind: JudgedNoticeRule['subject'],
): readonly string[] {
  switch (kind) {
    case 'programme':
      return [document.id];
    case 'version':
      return [String(document.version)];
    case 'area':
      return document.areas.map(({ id }) => id);
    case 'aircraft-type':
      return [plan.aircraft.type];
    case 'agency':
      return [plan.agency];
    case 'organisation':
      return plan.organisations;
  }
}

interface Asked {
  readonly rule: JudgedNoticeRule;
  readonly subject: string;
  /** The notices of the rule's state that are of this subject, on this agreement. */
  readonly notices: readonly JudgedNotice[];
}

/** Notices by what they are given of: there may be many of each. */
function noticesBySubject({ judged, agreement }: Under): ReadonlyMap<string, readonly JudgedNotice[]> {
  const found = new Map<string, JudgedNotice[]>();
  for (const notice of judged.notices) {
    if (notice.agreement !== agreement.document.id) continue;
    for (const { kind, id } of notice.subjects) {
      const key = keyOf(notice.state, kind, id);
      const before = found.get(key);
      if (before === undefined) found.set(key, [notice]);
      else before.push(notice);
    }
  }
  return found;
}

/** No blank stands in a state or a kind. */
const keyOf = (state: string, kind: string, id: string): string => `${state} ${kind} ${id}`;

/** Each subject of each rule that is in force now, with its notices. */
function askedBy(under: Under): readonly Asked[] {
  const { judged } = under;
  const notices = noticesBySubject(under);
  return judged.noticeRules
    .filter(({ window }) => isAt(window, judged.atUs))
    .flatMap((rule) =>
      subjectsOf(under, rule.subject).map((subject) => ({
        rule,
        subject,
        notices: notices.get(keyOf(rule.state, rule.subject, subject)) ?? [],
      })),
    );
}

const isDelivered = (notices: readonly JudgedNotice[], atUs: number): boolean =>
  notices.some((one) => one.deliveredAtUs !== null && one.deliveredAtUs <= atUs);

const kinds: Readonly<Record<JudgedNoticeRule['subject'], Said>> = {
  programme: { en: 'programme', es: 'el programa' },
  version: { en: 'version', es: 'la versión' },
  area: { en: 'area', es: 'el área' },
  'aircraft-type': { en: 'aircraft type', es: 'el tipo de aeronave' },
  agency: { en: 'agency', es: 'el organismo' },
  organisation: { en: 'organisation', es: 'la organización' },
};

const said = ({ rule, subject }: Asked): Said =>
  both(
    (say) => `${say.it(kinds[rule.subject])} ${subject}, by rule ${rule.id} of ${rule.state} (${rule.source})`,
    (say) => `${say.it(kinds[rule.subject])} ${subject}, por la regla ${rule.id} de ${rule.state} (${rule.source})`,
  );

const idsOf = ({ notices }: Asked): string => notices.map(({ id }) => id).join(', ');

function undelivered(under: Under, delivery: JudgedNoticeRule['delivery']): readonly Asked[] {
  return askedBy(under).filter(
    ({ rule, notices }) => rule.delivery === delivery && notices.length > 0 && !isDelivered(notices, under.judged.atUs),
  );
}

export const noticeRows: readonly Row[] = [
  rowA('notice-missing', (under) =>
    askedBy(under)
      .filter(({ notices }) => notices.length === 0)
      .map(
        (asked): Finding => ({
          found: both(
            (say) => `no notice of ${say.it(said(asked))}`,
            (say) => `ningún aviso sobre ${say.it(said(asked))}`,
          ),
        }),
      ),
  ),
  rowA('notice-not-delivered', (under) =>
    undelivered(under, 'before-start').map((asked) => ({
      found: both(
        (say) => `${idsOf(asked)}, of ${say.it(said(asked))}: not delivered`,
        (say) => `${idsOf(asked)}, sobre ${say.it(said(asked))}: sin entregar`,
      ),
      allowed: both(
        () => `delivered by ${timeText(under.judged.atUs)}`,
        () => `entregado hasta ${timeText(under.judged.atUs)}`,
      ),
    })),
  ),
  rowA('notice-overdue', (under) =>
    undelivered(under, 'by-due')
      .map((asked) => ({ asked, dueUs: Math.min(...asked.notices.map(({ dueUs }) => dueUs)) }))
      .filter(({ dueUs }) => dueUs <= under.judged.atUs)
      .map(({ asked, dueUs }) => ({
        found: both(
          (say) => `${idsOf(asked)}, of ${say.it(said(asked))}: due ${timeText(dueUs)}, not delivered`,
          (say) => `${idsOf(asked)}, sobre ${say.it(said(asked))}: vencía ${timeText(dueUs)}, sin entregar`,
        ),
        allowed: both(
          () => `delivered by then`,
          () => `entregado para entonces`,
        ),
      })),
  ),
];
