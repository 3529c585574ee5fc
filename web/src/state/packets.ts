import { useEffect, useRef, useState } from 'react';
import type { PacketView } from '../../../src/model/views.ts';
import { ask, flightPath } from './api.ts';

/** Between two packets that are asked for while the time runs, milliseconds: as fast as numbers can be read. */
const PAUSE_MS = 150;
const MOST_KEPT = 64;

const kept = new Map<string, PacketView>();

async function packetOf(flightId: string, index: number): Promise<PacketView> {
  const path = flightPath(flightId, `/packets/${index}`);
  const known = kept.get(path);
  if (known !== undefined) return known;
  const packet = await ask<PacketView>(path);
  kept.set(path, packet);
  const oldest = kept.keys().next();
  if (kept.size > MOST_KEPT && oldest.done === false) kept.delete(oldest.value);
  return packet;
}

/** The packet, or the one before it while it is fetched; null where there is none. While the time runs, some are passed over. */
export function usePacket(flightId: string | null, index: number | null): PacketView | null {
  const [shown, setShown] = useState<{ readonly flightId: string; readonly packet: PacketView } | null>(null);
  const askedMs = useRef(0);
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    wanted.current = index;
    if (flightId === null || index === null) return;
    const fetchIt = (): void => {
      askedMs.current = performance.now();
      packetOf(flightId, index).then(
        (packet) => {
          // Answers may come late: one that is farther from what is wanted than the one shown stays away.
          setShown((now) =>
            now?.flightId === flightId && now.packet.index === wanted.current ? now : { flightId, packet },
          );
        },
        // The packet before stays; that the service is away is told by the status bar.
        () => undefined,
      );
    };
    const timer = setTimeout(fetchIt, Math.max(0, askedMs.current + PAUSE_MS - performance.now()));
    return () => clearTimeout(timer);
  }, [flightId, index]);
  return shown !== null && shown.flightId === flightId ? shown.packet : null;
}
