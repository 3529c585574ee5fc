import type { EnglishReason, ReasonText } from './refusal.ts';

/** What the service says about the log, its rules and who is signed in: types that server and page share. */

/** An entry without its body. */
export interface EnvelopeView {
  readonly index: number;
  readonly stream: string;
  readonly version: number;
  readonly kind: string;
  /** Microseconds since 1970. */
  readonly timeUs: number;
  readonly role: string;
  readonly state: string;
  readonly agency: string;
  readonly compartment: string;
  /** Hexadecimal, as the commitment and the hashes of attachments. */
  readonly command: string;
  readonly part: number;
  readonly parts: number;
  readonly commitment: string;
  readonly body: 'sealed' | 'in-blob' | 'open';
  readonly attachments: readonly { readonly sha256: string; readonly sizeBytes: number }[];
  /**
   * True where the envelope is withheld from who asks: `index` and `commitment` are the entry's, `timeUs` is the day's beginning, and nothing else says anything. Such
   * entries come only where no filter is set.
   */
  readonly withheld?: true;
}

/** What an entry says, or why it cannot be told to who asks. */
export type ContentView =
  | {
      readonly known: true;
      readonly value: unknown;
      /** Salt and bytes, base64: with them whoever reads can hold the content against the entry's commitment. */
      readonly opening?: { readonly salt: string; readonly bytes: string };
    }
  | { readonly known: false; readonly why: 'no-key' | 'destroyed' | 'not-permitted' | 'not-json' };

export interface EntryView extends EnvelopeView {
  /** Where contents were asked for. */
  readonly content?: ContentView;
}

/** `GET /api/log/entries`. */
export interface EntriesView {
  /** Of the log, when it was asked. */
  readonly size: number;
  readonly entries: readonly EntryView[];
  /** Where to go on; null at the end. */
  readonly next: number | null;
}

/** `GET /api/log/head`. */
export interface HeadView {
  readonly size: number;
  readonly published: number;
  /** Size that each witness cosigned last, by the name of its key. */
  readonly cosigned: Readonly<Record<string, number>>;
  readonly troubles: readonly string[];
}

/** `GET /api/log/entries/INDEX/proof`; byte strings in base64. */
export interface ProofView {
  readonly index: number;
  readonly size: number;
  /** True where the entry is withheld: `entry` is empty, and what is proved is that `leaf` stands at `index`. */
  readonly withheld?: true;
  readonly entry: string;
  readonly leaf: string;
  readonly path: readonly string[];
  readonly checkpoint: string;
}

/** `GET /api/log/keys`: whose signatures to look for, as verifier keys (C2SP signed-note). */
export interface LogKeysView {
  readonly log: string;
  readonly witnesses: readonly { readonly state: string; readonly key: string }[];
}

/** `GET /api/rules`: a rule of the policies. */
export interface PolicyRuleView {
  readonly id: string;
  readonly file: string;
  readonly effect: 'permit' | 'forbid';
  /** The acts it is about, whatever its conditions then ask. */
  readonly actions: readonly string[];
  readonly source: string;
  readonly en: string;
  readonly es: string;
  readonly cure: { readonly en: string; readonly es: string } | null;
  /** The Cedar statement as it was written. */
  readonly text: string;
}

/** What an open case is about. */
export type CaseView =
  | { readonly ask: 'designation'; readonly designated: string }
  | { readonly ask: 'rules'; readonly ruleKind: 'designations' | 'retention' | 'notices' | 'releasability' }
  /** `item` is null where what is asked about is any item of that kind, collected at the moment asked about. */
  | {
      readonly ask: 'retention';
      readonly itemKind: string;
      readonly item: string | null;
      readonly collectedUs: number;
    };

/** What rules answer to an open case. */
export type MeaningView =
  | { readonly is: 'permitted' | 'designated' | 'not-designated' | 'no-rule' | 'rules' }
  | { readonly is: 'refused'; readonly codes: readonly string[] }
  | { readonly is: 'kept'; readonly evaluateByUs: number; readonly deleteDueUs: number }
  | { readonly is: 'fault'; readonly fault: string };

export interface CaseAnswerView {
  readonly means: MeaningView;
  /** What it rests on; of rules with dates, `says` is the document as JSON. */
  readonly rules: readonly { readonly id: string; readonly source: string; readonly says: string }[];
}

/** `GET /api/rules/diff`: the open cases that one set of rules with dates answers otherwise than another. */
export interface RuleDiffView {
  /** The moments that the two sides answer for. */
  readonly a: { readonly atUs: number };
  readonly b: { readonly atUs: number };
  /** Open cases that were asked. */
  readonly cases: number;
  /** Items that were not asked about: their compartments are not open to who asks, or there were too many. */
  readonly closed: number;
  readonly left: number;
  readonly differences: readonly {
    readonly about: CaseView;
    readonly before: CaseAnswerView;
    readonly after: CaseAnswerView;
    /** False where the answer stays and only what it rests on is another. */
    readonly isAnother: boolean;
  }[];
}

/** What a command that was carried out added to the log. */
export interface DoneView {
  readonly entries: readonly { readonly index: number; readonly stream: string; readonly version: number }[];
  /** True where the same command was carried out before, under the same id. */
  readonly duplicate: boolean;
}

/** A reason as it comes: the service gives every one in Spanish too; an older one did not. */
export interface ReasonView extends EnglishReason {
  readonly es?: ReasonText;
}

/** What a problem has beside its own words: every reason of a refusal, or every fault of what was sent. */
export interface ProblemMore {
  readonly reasons: readonly ReasonView[];
  readonly faults: readonly { readonly path: string; readonly fault: string }[];
}

export interface OfficeView {
  readonly role: string;
  readonly state: string;
  readonly agency: string;
}

/** `GET /api/identity`: how people sign in here, and who is signed in. */
export interface WhoView {
  readonly signInBy: 'oidc' | 'chooser';
  readonly session: null | {
    readonly person: string;
    readonly office: OfficeView;
    readonly offices: readonly OfficeView[];
    readonly compartments: readonly string[];
    readonly signedInAgoS: number;
    readonly stepUpAgoS: number | null;
  };
}

/** `GET /api/session/people`: whom one may be in an exercise. */
export interface PlayerView {
  readonly person: string;
  readonly state: string;
  readonly offices: readonly OfficeView[];
}
