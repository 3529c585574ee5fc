import { describe, expect, it } from 'vitest';
import { createStore } from './store.ts';

describe('a store', () => {
  it('tells its listeners of a change, once, and not of what is no change', () => {
    const store = createStore<{ readonly a: number; readonly b: string | null }>({ a: 1, b: null });
    let heard = 0;
    const stop = store.subscribe(() => {
      heard++;
    });
    store.set({ a: 1 });
    expect(heard).toBe(0);
    store.set({ a: 2, b: 'x' });
    store.set(({ a }) => ({ a: a + 1 }));
    expect(heard).toBe(2);
    expect(store.get()).toEqual({ a: 3, b: 'x' });
    stop();
    store.set({ a: 9 });
    expect(heard).toBe(2);
  });

  it('lets a listener leave while listeners are told', () => {
    const store = createStore({ a: 0 });
    const heard: string[] = [];
    const stop = store.subscribe(() => {
      heard.push('first');
      stop();
    });
    store.subscribe(() => heard.push('second'));
    store.set({ a: 1 });
    store.set({ a: 2 });
    expect(heard).toEqual(['first', 'second', 'second']);
  });

  it('keeps what a patch does not name as the object it was', () => {
    const list = [1, 2];
    const store = createStore<{ readonly list: readonly number[]; readonly n: number }>({ list, n: 0 });
    store.set({ n: 1 });
    expect(store.get().list).toBe(list);
  });
});
