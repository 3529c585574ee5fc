import type { LogKeysView } from '../../../src/model/log-views.ts';
import { ask } from '../state/api.ts';
import { createStore, useStore } from '../state/store.ts';
import { sha256 } from './crypto.ts';
import { type KnownKeys, readKeys } from './proof-steps.ts';

interface LogKeys {
  readonly from: 'asking' | 'service' | 'own' | 'none';
  readonly view: LogKeysView | null;
  readonly keys: KnownKeys | null;
}

const KEPT_AS = 'atalaya.log-keys';
export const logKeys = createStore<LogKeys>({ from: 'asking', view: null, keys: null });
export const useLogKeys = <S>(select: (value: LogKeys) => S): S => useStore(logKeys, select);

/** Witness keys as they are typed: a state, a space and a key a line. */
export const witnessLines = (text: string): LogKeysView['witnesses'] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const gap = line.search(/\s/);
      return gap < 0 ? { state: '', key: line } : { state: line.slice(0, gap), key: line.slice(gap).trim() };
    });

/** Keys put in by hand: they go before those of the service. Gives what is wrong with them, or null. */
export function takeOwnKeys(log: string, witnesses: string): string | null {
  const view = { log: log.trim(), witnesses: witnessLines(witnesses) };
  const keys = readKeys(view.log, view.witnesses, sha256);
  if ('fault' in keys) return keys.fault;
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify({ log: view.log, witnesses }));
  } catch {
    // Storage is shut: they last as long as the page.
  }
  logKeys.set({ from: 'own', view, keys });
  return null;
}

function kept(): boolean {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? 'null');
    if (typeof value !== 'object' || value === null || !('log' in value) || !('witnesses' in value)) return false;
    if (typeof value.log !== 'string' || typeof value.witnesses !== 'string') return false;
    return takeOwnKeys(value.log, value.witnesses) === null;
  } catch {
    return false;
  }
}

async function askKeys(): Promise<void> {
  try {
    const view = await ask<LogKeysView>('/api/log/keys');
    const keys = readKeys(view.log, view.witnesses, sha256);
    logKeys.set('fault' in keys ? { from: 'none', view: null, keys: null } : { from: 'service', view, keys });
  } catch {
    logKeys.set({ from: 'none', view: null, keys: null });
  }
}

export function forgetOwnKeys(): void {
  try {
    localStorage.removeItem(KEPT_AS);
  } catch {
    // Storage is shut: nothing was kept.
  }
  logKeys.set({ from: 'asking', view: null, keys: null });
  void askKeys();
}

let asked = false;
export function needKeys(): void {
  if (asked) return;
  asked = true;
  if (!kept()) void askKeys();
}
