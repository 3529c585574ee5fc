/** What is told over the bus, by subject. Nothing of it is content: whoever wants more reads the log. */
export interface Messages {
  /** The log has at least so many entries. */
  readonly 'log.grown': { readonly size: number };
}

export type Subject = keyof Messages;

/**
 * Live messages between the parts of a service, and between its processes. A message may be lost or come twice, and messages of several publishers in any
 * order: it says where to look, and the log is what is looked at.
 */
export interface Bus {
  /** Resolves when the message is on its way. Errors: `stopping` after `close`. */
  publish<S extends Subject>(subject: S, message: Messages[S]): Promise<void>;
  /** Calls back with each message of a subject from now on; gives a function that ends it. What a listener throws reaches nobody else. */
  subscribe<S extends Subject>(subject: S, listener: (message: Messages[S]) => void): () => void;
  /** Delivers what was published before, and ends. */
  close(): Promise<void>;
}
