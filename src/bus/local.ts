import { AtalayaError } from '../model/errors.ts';
import type { Bus, Messages, Subject } from './bus.ts';

type Listeners = { readonly [S in Subject]: Set<(message: Messages[S]) => void> };

/** A bus within one process. `say` takes what a listener threw. */
export function openLocalBus(say: (line: string) => void): Bus {
  const listeners: Listeners = { 'log.grown': new Set() };
  let closed = false;
  let delivered: Promise<void> = Promise.resolve();

  function deliver<S extends Subject>(subject: S, message: Messages[S]): void {
    for (const listener of [...listeners[subject]]) {
      // Whoever has ended listening meanwhile hears no more.
      if (!listeners[subject].has(listener)) continue;
      try {
        listener(message);
      } catch (error) {
        say(error instanceof Error ? (error.stack ?? error.message) : String(error));
      }
    }
  }

  return {
    async publish(subject, message) {
      if (closed) throw new AtalayaError('stopping', 'The bus is closed', subject, 'Start the service again');
      // Never within the publisher's own call, as over a network.
      delivered = delivered.then(() => deliver(subject, message));
    },
    subscribe(subject, listener) {
      // One function may listen twice.
      const own = (message: Parameters<typeof listener>[0]): void => listener(message);
      listeners[subject].add(own);
      return () => void listeners[subject].delete(own);
    },
    async close() {
      closed = true;
      await delivered;
      for (const set of Object.values(listeners)) set.clear();
    },
  };
}
