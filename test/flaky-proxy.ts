import net, { type AddressInfo, type Socket } from 'node:net';

/** What a proxy does with what passes through it. */
export type ProxyMode =
  /** Passes everything on. */
  | 'open'
  /** Refuses and breaks connections. */
  | 'broken'
  /** Takes connections and bytes, and is silent: a cable pulled out. */
  | 'silent'
  /** Passes a client's COMMIT on, then breaks the connection before its answer. */
  | 'commit-unanswered';

export interface FlakyProxy {
  readonly port: number;
  set(mode: ProxyMode): void;
  /** How many connections it has broken. */
  broken(): number;
  close(): Promise<void>;
}

/** A TCP proxy on the loopback, by which a server can be taken away without touching it. */
export async function startFlakyProxy(serverPort: number): Promise<FlakyProxy> {
  let mode: ProxyMode = 'open';
  let broken = 0;
  const sockets = new Set<Socket>();
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  const server = net.createServer((client) => {
    if (mode === 'broken') {
      broken += 1;
      client.destroy();
      return;
    }
    const remote = net.connect(serverPort, '127.0.0.1');
    for (const [socket, other] of [
      [client, remote],
      [remote, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    let swallow = false;
    client.on('data', (chunk) => {
      if (mode === 'silent') return;
      remote.write(chunk);
      if (mode === 'commit-unanswered' && chunk.includes('COMMIT\0')) swallow = true;
    });
    remote.on('data', (chunk) => {
      if (swallow) {
        // The answer is here, so the commit is done; the client never hears of it.
        broken += 1;
        client.destroy();
      } else if (mode !== 'silent') client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    // cast: a server that listens on TCP has an address with a port.
    port: (server.address() as AddressInfo).port,
    set: (next) => {
      mode = next;
      if (next === 'broken') {
        broken += sockets.size / 2;
        breakAll();
      }
    },
    broken: () => broken,
    close: async () => {
      breakAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
