import { join } from 'node:path';

/** Names in a data folder. */
export const layout = (folder: string) => ({
  evidence: join(folder, 'evidence'),
  /** Half-written files; on the same disk as the evidence, emptied at each start. */
  scratch: join(folder, 'scratch'),
  index: join(folder, 'index.sqlite'),
  /** The last checkpoint this folder signed, by the log alone. */
  lastSigned: join(folder, 'last-signed'),
});
