import { useCallback, useSyncExternalStore } from 'react';

/** One value that changes by being replaced, and tells who listens. */
export interface Store<T extends object> {
  get(): T;
  /** Lays `patch` over the value; listeners hear of it only where something differs. */
  set(patch: Partial<T> | ((value: T) => Partial<T>)): void;
  /** Calls `listener` after each change, until what it returns is called. */
  subscribe(listener: () => void): () => void;
}

export function createStore<T extends object>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (patch) => {
      const next = { ...value, ...(typeof patch === 'function' ? patch(value) : patch) };
      if (sameFields(value, next)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

function sameFields(a: object, b: object): boolean {
  const before = new Map<string, unknown>(Object.entries(a));
  const after = Object.entries(b);
  return before.size === after.length && after.every(([key, value]) => Object.is(before.get(key), value));
}

/** What `select` takes from the store; the component is drawn anew when that differs. `select` must not make new objects. */
export function useStore<T extends object, S>(store: Store<T>, select: (value: T) => S): S {
  return useSyncExternalStore(
    useCallback((listener: () => void) => store.subscribe(listener), [store]),
    () => select(store.get()),
  );
}
