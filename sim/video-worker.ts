import { parentPort } from 'node:worker_threads';
import { type Piece, PieceEncoder } from './encode-piece.ts';

/** A thread that encodes the pieces it is sent, one after the other, and sends back their pictures or the reason why not. */
const encoder = new PieceEncoder();

parentPort?.on('message', (piece: Piece) => {
  encoder.encode(piece).then(
    (units) => parentPort?.postMessage({ units }),
    (error: unknown) => parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) }),
  );
});
