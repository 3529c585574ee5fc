import type { TroubleReason } from '../../../src/model/errors.ts';
import type { ProblemMore } from '../../../src/model/log-views.ts';
import type { ReasonText } from '../../../src/model/refusal.ts';
import type { ProblemView } from '../../../src/model/views.ts';

const NO_MORE: ProblemMore = { reasons: [], faults: [] };
/** What a page of another site cannot send unasked; the service refuses changes without. */
export const OWN = { 'x-atalaya': '1' } as const;

/** The service said no, or nothing. `problem` says why, in words a person can act on. */
export class ServiceProblem extends Error {
  readonly problem: ProblemView;
  readonly status: number;
  /** Every reason of a refusal, every fault of what was sent. */
  readonly more: ProblemMore;

  constructor(problem: ProblemView, status: number, more: ProblemMore = NO_MORE) {
    super(problem.title);
    this.more = more;
    this.name = 'ServiceProblem';
    this.problem = problem;
    this.status = status;
  }
}

/** The problem in anything that was thrown. `unreachable` stands for a service that gave no answer. */
export function problemOf(thrown: unknown): ProblemView {
  if (thrown instanceof ServiceProblem) return thrown.problem;
  return { code: 'unreachable', title: '', detail: thrown instanceof Error ? thrown.message : '', cure: '' };
}

export const flightPath = (id: string, rest = ''): string => `/api/flights/${encodeURIComponent(id)}${rest}`;

/** Asks the service for JSON. Server and page are checked against the same types (src/model/views.ts). */
export async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(path, { ...init, headers: { accept: 'application/json', ...init.headers } });
  if (!response.ok) throw await refusedBy(response);
  if (response.status === 204) throw new ServiceProblem(emptyProblem('empty', response.statusText), 204);
  const value: unknown = await response.json();
  // cast: the service makes these answers from the very types of src/model/views.ts, and is served with this page
  return value as T;
}

/** Asks the service for a file. */
export async function askFile(path: string): Promise<Blob> {
  const response = await fetch(path);
  if (!response.ok) throw await refusedBy(response);
  return response.blob();
}

/** Sends JSON and reads the answer. */
export const post = <T>(path: string, body: unknown, init: RequestInit = {}): Promise<T> =>
  ask<T>(path, {
    ...init,
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...OWN, ...init.headers },
  });

/** Sends JSON where nothing is answered but that it was done. */
export async function tell(path: string, body: unknown, method: 'POST' | 'PUT' = 'POST'): Promise<void> {
  const headers = { 'content-type': 'application/json', accept: 'application/json', ...OWN };
  const response = await fetch(path, { method, body: JSON.stringify(body), headers });
  if (!response.ok) throw await refusedBy(response);
}

export async function remove(path: string): Promise<void> {
  const response = await fetch(path, { method: 'DELETE', headers: OWN });
  if (!response.ok && response.status !== 404) throw await refusedBy(response);
}

const emptyProblem = (code: string, title: string): ProblemView => ({ code, title, detail: '', cure: '' });

async function refusedBy(response: Response): Promise<ServiceProblem> {
  try {
    const value: unknown = await response.json();
    return new ServiceProblem(problemFrom(value, response.statusText), response.status, moreIn(value));
  } catch {
    return new ServiceProblem(emptyProblem('internal', response.statusText), response.status);
  }
}

function reasonIn(value: unknown): TroubleReason | undefined {
  if (typeof value !== 'object' || value === null || !('name' in value) || typeof value.name !== 'string') return;
  const values = 'values' in value && typeof value.values === 'object' ? (value.values ?? {}) : {};
  const texts = Object.entries(values).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : []));
  return { name: value.name, values: Object.fromEntries(texts) };
}

const textsIn = (value: unknown): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(typeof value === 'object' && value !== null ? value : {}).filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string',
    ),
  );

/** The reasons and faults of any JSON. */
export function moreIn(value: unknown): ProblemMore {
  const fields = new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  const list = (name: string): readonly unknown[] => {
    const field = fields.get(name);
    return Array.isArray(field) ? field : [];
  };
  return {
    reasons: list('reasons').map((one) => {
      const texts = textsIn(one);
      const es = textsIn(typeof one === 'object' && one !== null && 'es' in one ? one.es : null);
      const english = wordsOf(texts);
      return {
        code: texts.get('code') ?? '',
        source: texts.get('source') ?? '',
        ...english,
        es: { ...english, ...wordsIn(es) },
      };
    }),
    faults: list('faults').map((one) => {
      const texts = textsIn(one);
      return { path: texts.get('path') ?? '', fault: texts.get('fault') ?? '' };
    }),
  };
}

const REASON_WORDS = ['found', 'allowed', 'cure'] as const;

/** The words of a reason that are there. */
const wordsIn = (texts: ReadonlyMap<string, string>): Partial<ReasonText> =>
  Object.fromEntries(REASON_WORDS.flatMap((name) => (texts.has(name) ? [[name, texts.get(name)]] : [])));

const wordsOf = (texts: ReadonlyMap<string, string>): ReasonText => ({
  found: texts.get('found') ?? '',
  allowed: texts.get('allowed') ?? '',
  cure: texts.get('cure') ?? '',
});

/** Problem details (RFC 9457) of any JSON. */
export function problemFrom(value: unknown, title: string): ProblemView {
  const fields = new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  const text = (key: string, otherwise: string): string => {
    const field = fields.get(key);
    return typeof field === 'string' ? field : otherwise;
  };
  const reason = reasonIn(fields.get('reason'));
  return {
    ...(reason === undefined ? {} : { reason }),
    code: text('code', 'internal'),
    title: text('title', title),
    detail: text('detail', ''),
    cure: text('cure', ''),
  };
}
