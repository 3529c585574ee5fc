import type { TroubleReason } from '../../../src/model/errors.ts';
import type { ProblemView } from '../../../src/model/views.ts';

/** The service said no, or nothing. `problem` says why, in words a person can act on. */
export class ServiceProblem extends Error {
  readonly problem: ProblemView;
  readonly status: number;

  constructor(problem: ProblemView, status: number) {
    super(problem.title);
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
  if (!response.ok) throw new ServiceProblem(await problemIn(response), response.status);
  if (response.status === 204) throw new ServiceProblem(emptyProblem('empty', response.statusText), 204);
  const value: unknown = await response.json();
  // cast: the service makes these answers from the very types of src/model/views.ts, and is served with this page
  return value as T;
}

/** Sends JSON and reads the answer. */
export const post = <T>(path: string, body: unknown, init: RequestInit = {}): Promise<T> =>
  ask<T>(path, {
    ...init,
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...init.headers },
  });

export async function remove(path: string): Promise<void> {
  const response = await fetch(path, { method: 'DELETE' });
  if (!response.ok && response.status !== 404) throw new ServiceProblem(await problemIn(response), response.status);
}

const emptyProblem = (code: string, title: string): ProblemView => ({ code, title, detail: '', cure: '' });

async function problemIn(response: Response): Promise<ProblemView> {
  try {
    return problemFrom(await response.json(), response.statusText);
  } catch {
    return emptyProblem('internal', response.statusText);
  }
}

function reasonIn(value: unknown): TroubleReason | undefined {
  if (typeof value !== 'object' || value === null || !('name' in value) || typeof value.name !== 'string') return;
  const values = 'values' in value && typeof value.values === 'object' ? (value.values ?? {}) : {};
  const texts = Object.entries(values).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : []));
  return { name: value.name, values: Object.fromEntries(texts) };
}

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
